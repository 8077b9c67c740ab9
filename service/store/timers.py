"""Queries of timers: everything that falls due is a row (I2)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import TimerRow

_OPEN = text("done_at IS NULL")


async def cancel(
    session: AsyncSession, now: datetime, *, kind: str | None = None, subject_id: int | None = None, incident_id: int | None = None
) -> None:
    """Close the open timers of a subject, or all of an incident."""
    query = update(TimerRow).where(_OPEN).values(done_at=now, outcome="cancelled").execution_options(synchronize_session="fetch")
    if kind is not None:
        query = query.where(TimerRow.kind == kind, TimerRow.subject_id == subject_id)
    if incident_id is not None:
        query = query.where(TimerRow.incident_id == incident_id)
    await session.execute(query)


async def set_timer(
    session: AsyncSession,
    now: datetime,
    *,
    kind: str,
    subject_id: int,
    due_at: datetime | None,
    incident_id: int | None,
    fresh: bool = False,
) -> None:
    """Let `subject_id` fall due at `due_at` instead of whatever stood before; None: not at all. Before a `fresh` subject nothing stood."""
    if not fresh:
        await cancel(session, now, kind=kind, subject_id=subject_id)
    if due_at is not None:
        session.add(TimerRow(kind=kind, subject_id=subject_id, due_at=due_at, incident_id=incident_id, attempts=0))


async def is_set(session: AsyncSession, kind: str, subject_id: int) -> bool:
    """Whether something of this kind is still to fall due, or is due and not done, for this subject."""
    found = select(TimerRow.id).where(_OPEN, TimerRow.kind == kind, TimerRow.subject_id == subject_id).limit(1)
    return await session.scalar(found) is not None


async def hurry(session: AsyncSession, now: datetime, *, kind: str, subject_id: int) -> None:
    """Let the subject's open timer, if it has one, fall due at once."""
    query = update(TimerRow).where(_OPEN, TimerRow.kind == kind, TimerRow.subject_id == subject_id, TimerRow.due_at > now)
    await session.execute(query.values(due_at=now).execution_options(synchronize_session="fetch"))


async def find_due(session: AsyncSession, now: datetime, later: Collection[str] = ()) -> tuple[int, int | None] | None:
    """The timer that has been due longest and its incident, not locked: the incident is locked before the timer is.

    Those of the kinds `later` come after all others: what fell due during a standstill is done in order of importance.
    """
    found = await session.execute(
        select(TimerRow.id, TimerRow.incident_id)
        .where(_OPEN, TimerRow.due_at <= now)
        .order_by(TimerRow.kind.in_(later), TimerRow.due_at, TimerRow.id)
        .limit(1)
    )
    return found.first()


async def take(session: AsyncSession, timer_id: int, now: datetime) -> TimerRow | None:
    """The timer, locked: who holds it does it, in this transaction. None when it was done, cancelled or put off meanwhile."""
    return await session.scalar(
        select(TimerRow)
        .where(TimerRow.id == timer_id, _OPEN, TimerRow.due_at <= now)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


async def next_due(session: AsyncSession) -> datetime | None:
    """When the earliest open timer falls due."""
    return await session.scalar(select(TimerRow.due_at).where(_OPEN).order_by(TimerRow.due_at).limit(1))


async def open_of(session: AsyncSession, incident_id: int) -> list[TimerRow]:
    """The open timers of one incident, soonest first."""
    return list(await session.scalars(select(TimerRow).where(_OPEN, TimerRow.incident_id == incident_id).order_by(TimerRow.due_at)))
