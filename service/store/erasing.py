"""Take out of the database what somebody wrote, and where somebody was reached, in one incident (I7).

What is counted, timed and decided stays: states, levels, seats, times, who is meant by number, and the chain with its digests.
"""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Select, Table, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from service.store import idempotency
from service.store.tables import Base, DeliveryRow, InboundRow, IncidentRow, TimelineEntryRow, TimelinePersonalRow

GONE: Final = ("photo", "question", "incident_fact", "follow_up", "announcement", "situation_report")
"""Tables whose rows are nothing but words: the rows go, with what hangs on them."""

BLANK: Final[dict[str, tuple[str, ...]]] = {
    "incident": ("what_happened", "closing_text"),
    "call_out": ("grounds", "outcome_text"),
    "card_step": ("note",),
    "evaluation": ("went_well", "went_badly"),
    "task": ("ready_text", "note"),
    "meeting": ("minutes",),
    "meeting_agenda": ("text",),
    "notice": ("facts",),
    "notice_text": ("subject", "body", "calendar"),
    "delivery": ("address", "detail"),
    "inbound": ("params",),
    "timer": ("trouble",),
}
"""Columns that are emptied; the row stays."""

BEFORE: Final = timedelta(days=1)
AFTER: Final = timedelta(weeks=1)
"""How long before it was reported and after it ended a message to us may be about an incident that it was never counted to."""

_PARENTS: Final = {"meeting_agenda": "meeting", "notice_text": "notice"}
"""Tables that know their incident by another."""


async def erase(session: AsyncSession, incident_id: int, *, decisions: str, unnamed: str) -> dict[str, int]:
    """Erase it; how many rows have gone, by table. Tasks of the kind `decisions` are called `unnamed` from now on."""
    incident = await session.get_one(IncidentRow, incident_id)
    came_in = await _what_came_in(session, incident)
    await idempotency.empty(session, incident.reported_at)
    entries = select(TimelineEntryRow.id).where(TimelineEntryRow.incident_id == incident_id)
    personal = delete(TimelinePersonalRow).where(TimelinePersonalRow.entry_id.in_(entries)).returning(TimelinePersonalRow.entry_id)
    gone = {TimelinePersonalRow.__tablename__: len(list(await session.scalars(personal)))}
    for name in GONE:
        table = Base.metadata.tables[name]
        gone[name] = len(list(await session.scalars(delete(table).where(table.c.incident_id == incident_id).returning(table.c.id))))
    for name, columns in BLANK.items():
        table = Base.metadata.tables[name]
        rows = came_in if name == "inbound" else _of(table, incident_id)
        await session.execute(update(table).where(rows).values({key: _nothing(table, key) for key in columns}))
    task = Base.metadata.tables["task"]
    await session.execute(update(task).where(task.c.incident_id == incident_id, task.c.kind == decisions).values(title=unnamed))
    session.expire_all()
    return gone


async def _what_came_in(session: AsyncSession, incident: IncidentRow) -> Any:
    """Messages and calls to us: those of the incident, and all of its time that are no other incident's.

    An answer that was asked back, a call-out that nobody could read and a word sent after the end were counted to none.
    """
    entries = select(func.max(TimelineEntryRow.entered_at)).where(TimelineEntryRow.incident_id == incident.id)
    ended = incident.called_off_at or await session.scalar(entries) or incident.reported_at
    row, deliveries = InboundRow, select(DeliveryRow.id).where(DeliveryRow.incident_id == incident.id)
    theirs = or_(row.incident_id == incident.id, row.delivery_id.in_(deliveries))
    nobodys = row.incident_id.is_(None) & row.delivery_id.is_(None) & row.processed_at.is_not(None)
    then = row.received_at.between(incident.reported_at - BEFORE, ended + AFTER)
    return or_(theirs, nobodys & then)


def _of(table: Table, incident_id: int) -> Any:
    if table.name == "incident":
        return table.c.id == incident_id
    if table.name not in _PARENTS:
        return table.c.incident_id == incident_id
    parent = Base.metadata.tables[_PARENTS[table.name]]
    parents: Select[Any] = select(parent.c.id).where(parent.c.incident_id == incident_id)
    return table.c[f"{parent.name}_id"].in_(parents)


def _nothing(table: Table, key: str) -> Any:
    column = table.c[key]
    if column.nullable:
        return None
    return {} if column.type.python_type in (dict, list) else ""
