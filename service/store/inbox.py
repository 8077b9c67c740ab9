"""Queries of what was sent to us, raw."""

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import InboundRow
from service.store.turns import take_turn


async def row_for_update(session: AsyncSession, row_id: int) -> InboundRow | None:
    """One row, locked for this transaction."""
    return await session.get(InboundRow, row_id, with_for_update=True, populate_existing=True)


async def processed_twin(session: AsyncSession, row: InboundRow) -> InboundRow | None:
    """The same message stored another time and processed. Two that are processed at the same time wait for each other."""
    await take_turn(session, f"inbound:{row.provider}:{row.provider_id}")
    same = (InboundRow.provider == row.provider) & (InboundRow.kind == row.kind) & (InboundRow.provider_id == row.provider_id)
    query = select(InboundRow).where(same, InboundRow.id != row.id, InboundRow.processed_at.is_not(None)).order_by(InboundRow.id)
    return await session.scalar(query.limit(1))


async def oldest_open(session: AsyncSession) -> int | None:
    """The id of the oldest row that nobody has processed or is processing, locked for this transaction."""
    query = select(InboundRow.id).where(text("processed_at IS NULL")).order_by(InboundRow.id).limit(1)
    return await session.scalar(query.with_for_update(skip_locked=True))
