"""Forms that were sent: the same one twice is done once."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import IdempotencyRow


async def claim(session: AsyncSession, principal: str, key: str, now: datetime) -> str | None:
    """None when `key` is new and now taken by this transaction; else where the first one led to.

    Two at the same time queue up in the database: the second waits for the first to be committed, and then finds it.
    """
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    taken = await session.scalar(
        insert(IdempotencyRow)
        .values(principal=principal, key=key, request_digest="", status=303, headers={}, body="", created_at=now)
        .on_conflict_do_nothing()
        .returning(IdempotencyRow.id)
    )
    if taken is not None:
        return None
    return await session.scalar(select(IdempotencyRow.body).where(IdempotencyRow.principal == principal, IdempotencyRow.key == key))


async def led_to(session: AsyncSession, principal: str, key: str, path: str) -> None:
    """Remember where the form led to."""
    await session.execute(update(IdempotencyRow).where(IdempotencyRow.principal == principal, IdempotencyRow.key == key).values(body=path))
