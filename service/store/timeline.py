"""Queries of the timeline: append in one place, read in order (I7)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from service.domain.timeline import Entry, Head, Salted
from service.store.tables import TimelineEntryRow, TimelineHeadRow, TimelinePersonalRow


async def start(session: AsyncSession, incident_id: int) -> None:
    """Give a new incident an empty chain."""
    head = Head()
    await session.execute(insert(TimelineHeadRow).values(incident_id=incident_id, seq=head.seq, hash=head.hash))


async def locked_head(session: AsyncSession, incident_id: int) -> tuple[Head, TimelineHeadRow]:
    """The head of the chain, locked until this transaction ends: appends to one incident queue up."""
    row = await session.get_one(TimelineHeadRow, incident_id, with_for_update=True, populate_existing=True)
    return Head(row.seq, row.hash), row


async def add(session: AsyncSession, head_row: TimelineHeadRow, entry: Entry, personal: Mapping[str, Salted]) -> None:
    """Write `entry` as the chain's new end."""
    row = TimelineEntryRow(
        incident_id=entry.incident_id,
        seq=entry.seq,
        kind=entry.kind,
        occurred_at=entry.occurred_at,
        entered_at=entry.entered_at,
        actor=entry.actor,
        data=dict(entry.data),
        digests=dict(entry.digests),
        previous=entry.previous,
        hash=entry.hash,
    )
    session.add(row)
    await session.flush()
    if personal:
        session.add(TimelinePersonalRow(entry_id=row.id, values={key: list(salted) for key, salted in personal.items()}))
    head_row.seq, head_row.hash = entry.seq, entry.hash
    await session.flush()


async def head(session: AsyncSession, incident_id: int) -> Head:
    """The head of the chain as it stands."""
    row = await session.get_one(TimelineHeadRow, incident_id, populate_existing=True)
    return Head(row.seq, row.hash)


async def page(
    session: AsyncSession, incident_id: int, *, after: int = 0, limit: int | None = None, newest_first: bool = False
) -> list[tuple[Entry, dict[str, Salted]]]:
    """Entries with their personal values, from `after` on in chain order, or the newest ones first."""
    order = TimelineEntryRow.seq.desc() if newest_first else TimelineEntryRow.seq
    rows = await session.execute(
        select(TimelineEntryRow, TimelinePersonalRow)
        .outerjoin(TimelinePersonalRow, TimelinePersonalRow.entry_id == TimelineEntryRow.id)
        .where(TimelineEntryRow.incident_id == incident_id, TimelineEntryRow.seq > after)
        .order_by(order)
        .limit(limit)
    )
    return [(_entry(row), _salted(personal)) for row, personal in rows]


async def data_of(session: AsyncSession, incident_id: int, kind: str) -> list[dict[str, Any]]:
    """The data of every entry of one kind, in chain order."""
    query = select(TimelineEntryRow.data).where(TimelineEntryRow.incident_id == incident_id, TimelineEntryRow.kind == kind)
    return list(await session.scalars(query.order_by(TimelineEntryRow.seq)))


def _entry(row: TimelineEntryRow) -> Entry:
    return Entry(
        incident_id=row.incident_id,
        seq=row.seq,
        kind=row.kind,
        occurred_at=row.occurred_at,
        entered_at=row.entered_at,
        actor=row.actor,
        data=row.data,
        digests=row.digests,
        previous=row.previous,
        hash=row.hash,
    )


def _salted(row: TimelinePersonalRow | None) -> dict[str, Salted]:
    return {key: Salted(*pair) for key, pair in row.values.items()} if row else {}
