"""Queries of what repeated requests were answered."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import IdempotencyRow

PENDING = 0
"""The status of a request whose transaction has not ended."""


async def reserve(session: AsyncSession, principal: str, key: str, digest: str, now: datetime) -> bool:
    """Take the key in this transaction; False when it is taken. Waits for a transaction that has taken it and not ended."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    taken = await session.scalar(
        insert(IdempotencyRow)
        .values(principal=principal, key=key, request_digest=digest, status=PENDING, headers={}, body="", created_at=now)
        .on_conflict_do_nothing()
        .returning(IdempotencyRow.id)
    )
    return taken is not None


async def of_key(session: AsyncSession, principal: str, key: str) -> IdempotencyRow | None:
    """What stands under a key."""
    return await session.scalar(
        select(IdempotencyRow)
        .where(IdempotencyRow.principal == principal, IdempotencyRow.key == key)
        .execution_options(populate_existing=True)
    )


async def release(session: AsyncSession, principal: str, key: str) -> None:
    """Forget a key whose request has no answer."""
    mine = (IdempotencyRow.principal == principal, IdempotencyRow.key == key, IdempotencyRow.status == PENDING)
    await session.execute(delete(IdempotencyRow).where(*mine))


async def forget(session: AsyncSession, before: datetime) -> None:
    """Forget what was answered before a moment."""
    await session.execute(delete(IdempotencyRow).where(IdempotencyRow.created_at < before))


async def empty(session: AsyncSession, since: datetime) -> None:
    """Take the words out of what was answered from a moment on; a key stays taken, so that nothing happens twice."""
    told = (IdempotencyRow.created_at >= since, IdempotencyRow.status != PENDING, IdempotencyRow.body.like("{%"))
    await session.execute(update(IdempotencyRow).where(*told).values(body="{}"))
