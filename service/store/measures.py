"""What is counted for those who watch the service from outside."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from flows.vocabulary import Mode
from service.store.tables import AnswerRow, DeliveryRow, InboundRow, IncidentRow, NoticePartRow

_UNPROCESSED = text("processed_at IS NULL")
_UNWRITTEN = text("done_at IS NULL")


async def deliveries(session: AsyncSession) -> list[tuple[str, str, int]]:
    """How many messages stand in each state, by medium: `(medium, state, count)`."""
    query = select(DeliveryRow.medium, DeliveryRow.state, func.count()).group_by(DeliveryRow.medium, DeliveryRow.state)
    return [(medium, state, count) for medium, state, count in await session.execute(query)]


async def incidents(session: AsyncSession, *, exercises: bool = False) -> list[tuple[str, int]]:
    """How many incidents stand in each state; exercises are counted for themselves."""
    query = select(IncidentRow.state, func.count()).where(_is_exercise(exercises)).group_by(IncidentRow.state)
    return [(state, count) for state, count in await session.execute(query)]


async def answer_times(session: AsyncSession, since: datetime, limit: int) -> list[float]:
    """Seconds from the alarm to each answer entered after `since`, the newest `limit` of them, shortest first; none of an exercise."""
    query = (
        select(IncidentRow.alerted_at, AnswerRow.answered_at)
        .join(IncidentRow, IncidentRow.id == AnswerRow.incident_id)
        .where(AnswerRow.entered_at > since, _is_exercise(wanted=False))
        .order_by(AnswerRow.id.desc())
        .limit(limit)
    )
    return sorted((at - alerted).total_seconds() for alerted, at in await session.execute(query) if alerted is not None)


def _is_exercise(wanted: bool) -> ColumnElement[bool]:
    return IncidentRow.mode == Mode.EXERCISE.value if wanted else IncidentRow.mode != Mode.EXERCISE.value


async def waiting(session: AsyncSession) -> dict[str, int]:
    """What is left to do besides sending: lists still to be written, and what providers sent."""
    parts = select(func.count()).select_from(NoticePartRow).where(_UNWRITTEN)
    inbound = select(func.count()).select_from(InboundRow).where(_UNPROCESSED)
    return {"parts": await session.scalar(parts) or 0, "inbound": await session.scalar(inbound) or 0}
