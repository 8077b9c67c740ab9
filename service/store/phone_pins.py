"""Queries of the PINs by which people call the duty chief out from a phone (F1)."""

from datetime import datetime

from sqlalchemy import case, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import PhonePinRow


async def pin_of(session: AsyncSession, person_id: int) -> PhonePinRow | None:
    """The person's PIN, locked or not."""
    return await session.get(PhonePinRow, person_id, populate_existing=True)


async def put(session: AsyncSession, person_id: int, digest: str, now: datetime, actor: str) -> None:
    """Give the person a PIN, in place of any they had, and end any lock."""
    await remove(session, person_id)
    session.add(PhonePinRow(person_id=person_id, digest=digest, failed_tries=0, locked_until=None, set_at=now, set_by=actor))
    await session.flush()


async def remove(session: AsyncSession, person_id: int) -> None:
    """The person has no PIN any more."""
    await session.execute(delete(PhonePinRow).where(PhonePinRow.person_id == person_id).execution_options(synchronize_session="fetch"))


async def count_try(session: AsyncSession, person_id: int, now: datetime, most: int, lock_until: datetime) -> bool:
    """Count one try *before* the PIN is looked at, so that tries at the same time count too; False while it is locked, or without one.

    The `most`-th try locks until `lock_until`; a right PIN takes that back. A lock that has ended starts the count anew.
    """
    tries = case((PhonePinRow.locked_until.is_(None), PhonePinRow.failed_tries + 1), else_=1)
    counted = await session.execute(
        update(PhonePinRow)
        .where(PhonePinRow.person_id == person_id, PhonePinRow.locked_until.is_(None) | (PhonePinRow.locked_until <= now))
        .values(failed_tries=tries, locked_until=case((tries >= most, lock_until), else_=None))
        .returning(PhonePinRow.person_id)
        .execution_options(synchronize_session=False)
    )
    return counted.scalar() is not None


async def clear_tries(session: AsyncSession, person_id: int) -> None:
    """The right PIN was given: the count begins anew."""
    await session.execute(update(PhonePinRow).where(PhonePinRow.person_id == person_id).values(failed_tries=0, locked_until=None))
