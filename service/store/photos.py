"""Queries of the photos of log lines."""

from collections.abc import AsyncIterator

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import PhotoRow


async def add(session: AsyncSession, row: PhotoRow) -> None:
    """Keep a photo."""
    session.add(row)
    await session.flush()


async def bytes_of(session: AsyncSession, incident_id: int, seq: int, *, small: bool) -> bytes | None:
    """The picture of a line, whole or small; None when the line has none (any more)."""
    column = PhotoRow.small if small else PhotoRow.jpeg
    return await session.scalar(select(column).where(PhotoRow.incident_id == incident_id, PhotoRow.seq == seq))


async def lines_with(session: AsyncSession, incident_id: int) -> list[int]:
    """The numbers of the lines that have a photo, in order."""
    return list(await session.scalars(select(PhotoRow.seq).where(PhotoRow.incident_id == incident_id).order_by(PhotoRow.seq)))


async def pictures(session: AsyncSession, incident_id: int) -> AsyncIterator[tuple[int, bytes, bytes]]:
    """Line number, whole and small picture of each photo, one at a time: together they may be larger than the memory."""
    for seq in await lines_with(session, incident_id):
        found = await session.execute(select(PhotoRow.jpeg, PhotoRow.small).where(PhotoRow.incident_id == incident_id, PhotoRow.seq == seq))
        for jpeg, small in found:
            yield seq, jpeg, small


async def remove(session: AsyncSession, incident_id: int, seq: int) -> bool:
    """Delete a line's photo for good; False when there was none."""
    gone = await session.scalar(delete(PhotoRow).where(PhotoRow.incident_id == incident_id, PhotoRow.seq == seq).returning(PhotoRow.id))
    return gone is not None
