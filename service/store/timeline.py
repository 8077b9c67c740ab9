"""Queries of the timeline: append in one place, read in order (I7)."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from service.domain.timeline import Entry, Head, Salted
from service.store.tables import Base, TimelineEntryRow, TimelineHeadRow, TimelinePersonalRow

_ENTRY, _PERSONAL, _HEAD = (Base.metadata.tables[row.__tablename__] for row in (TimelineEntryRow, TimelinePersonalRow, TimelineHeadRow))
# Of the tables and not of the rows' classes: every batch of messages passes here, and nobody looks at the rows again.
_ADD_ENTRY = insert(_ENTRY).returning(_ENTRY.c.id)
_ADD_PERSONAL = insert(_PERSONAL)
_MOVE_HEAD = update(_HEAD).where(_HEAD.c.incident_id == bindparam("of_incident"))


async def start(session: AsyncSession, incident_id: int) -> None:
    """Give a new incident an empty chain."""
    head = Head()
    await session.execute(insert(TimelineHeadRow).values(incident_id=incident_id, seq=head.seq, hash=head.hash))


async def locked_head(session: AsyncSession, incident_id: int) -> Head:
    """The head of the chain, locked until this transaction ends: appends to one incident queue up."""
    query = select(TimelineHeadRow.seq, TimelineHeadRow.hash).where(TimelineHeadRow.incident_id == incident_id).with_for_update()
    return Head(*(await session.execute(query)).one())


async def add(session: AsyncSession, entry: Entry, personal: Mapping[str, Salted]) -> None:
    """Write `entry` as the chain's new end, after everything that the session has not written yet."""
    await session.flush()
    written = {column.name: getattr(entry, column.name) for column in _ENTRY.c if column is not _ENTRY.c.id}
    entry_id = await session.scalar(_ADD_ENTRY, written)
    if personal:
        await session.execute(_ADD_PERSONAL, {"entry_id": entry_id, "values": personal})
    await session.execute(_MOVE_HEAD, {"of_incident": entry.incident_id, "seq": entry.seq, "hash": entry.hash})


async def head(session: AsyncSession, incident_id: int) -> Head:
    """The head of the chain as it stands."""
    row = await session.get_one(TimelineHeadRow, incident_id, populate_existing=True)
    return Head(row.seq, row.hash)


async def end(session: AsyncSession, incident_id: int) -> int:
    """The number of the chain's last entry, 0 where there is no chain.

    What a page shows is read after this: then it is at least as new as the number, and whoever asks for what came later misses nothing.
    """
    return await session.scalar(select(TimelineHeadRow.seq).where(TimelineHeadRow.incident_id == incident_id)) or 0


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


async def of_kinds(session: AsyncSession, incident_id: int, kinds: Collection[str], *, limit: int) -> list[tuple[Entry, dict[str, Salted]]]:
    """The newest `limit` entries of these kinds with their personal values, in chain order."""
    rows = await session.execute(
        select(TimelineEntryRow, TimelinePersonalRow)
        .outerjoin(TimelinePersonalRow, TimelinePersonalRow.entry_id == TimelineEntryRow.id)
        .where(TimelineEntryRow.incident_id == incident_id, TimelineEntryRow.kind.in_(kinds))
        .order_by(TimelineEntryRow.seq.desc())
        .limit(limit)
    )
    return [(_entry(row), _salted(personal)) for row, personal in rows][::-1]


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
