"""Whether the rows hold anything to be done now, and when next."""

from datetime import datetime

from sqlalchemy import exists, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from flows.vocabulary import DeliveryState
from service.store import outbox, timers
from service.store.tables import DeliveryRow, NoticePartRow, TimerRow


async def anything(session: AsyncSession, now: datetime) -> bool:
    """Whether a timer or a delivery is due, a list is being written, or a delivery is under way.

    One statement: work moves from one table to the next, and of several looks each could come just before or just after it.
    """
    waiting = (
        exists().where(TimerRow.due_at <= now, text("done_at IS NULL")),
        exists().where(NoticePartRow.done_at.is_(None)),
        exists().where(DeliveryRow.due_at <= now, text("state = 'queued'")),
        exists().where(DeliveryRow.state == DeliveryState.HANDED_OVER.value),
    )
    return bool(await session.scalar(select(or_(*waiting))))


async def next_moment(session: AsyncSession) -> datetime | None:
    """The next moment at which a message or a timer falls due."""
    return min((m for m in (await outbox.next_due(session), await timers.next_due(session)) if m is not None), default=None)
