"""Queries of call-outs of the duty chief (F1, F2)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from flows.vocabulary import IncidentState, Mode
from service.store.tables import CallOutRow, IncidentRow


async def of_incident(session: AsyncSession, incident_id: int) -> CallOutRow | None:
    """The call-out that an incident began with; None when it began as an alarm."""
    return await session.scalar(select(CallOutRow).where(CallOutRow.incident_id == incident_id).execution_options(populate_existing=True))


async def page(
    session: AsyncSession, *, before: int | None = None, limit: int = 50, state: IncidentState | None = None, caller: str | None = None
) -> list[tuple[CallOutRow, IncidentRow]]:
    """Call-outs, newest first; only those in one state, or only those of one caller (`user:7`)."""
    query = (
        select(CallOutRow, IncidentRow)
        .join(IncidentRow, IncidentRow.id == CallOutRow.incident_id)
        .order_by(CallOutRow.incident_id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(CallOutRow.incident_id < before)
    if state is not None:
        query = query.where(IncidentRow.state == state.value)
    if caller is not None:
        query = query.where(CallOutRow.caller_actor == caller)
    return [(call_out, incident) for call_out, incident in await session.execute(query)]


async def repeated(session: AsyncSession, caller_person: int, area: str, *, exercise: bool) -> IncidentRow | None:
    """A call-out of the same person for the same area that nobody has assessed yet: they called twice.

    A real one is never taken for an exercise, nor an exercise for a real one (I9).
    """
    query = (
        select(IncidentRow)
        .join(CallOutRow, CallOutRow.incident_id == IncidentRow.id)
        .where(CallOutRow.caller_person == caller_person, IncidentRow.area == area, IncidentRow.state == IncidentState.REPORTED.value)
        .where(IncidentRow.mode == Mode.EXERCISE.value if exercise else IncidentRow.mode != Mode.EXERCISE.value)
    )
    return await session.scalar(query.order_by(IncidentRow.id).limit(1))
