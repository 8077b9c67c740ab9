"""Queries of who may use the service: accounts, sessions, API keys."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import ApiKeyRow, SessionRow, UserRow


async def user_named(session: AsyncSession, username: str) -> UserRow | None:
    """The account with this user name, disabled or not."""
    return await session.scalar(select(UserRow).where(UserRow.username == username).execution_options(populate_existing=True))


async def users(session: AsyncSession) -> Sequence[UserRow]:
    """Every account, by user name."""
    return (await session.scalars(select(UserRow).order_by(UserRow.username))).all()


async def persons_of(session: AsyncSession, actors: Collection[str]) -> set[int]:
    """The people of the alert list to whom those of `actors` who are users (`user:17`) or people (`person:4`) belong."""
    numbers = {
        kind: [int(n) for k, _, n in (a.partition(":") for a in actors) if k == kind and n.isdecimal()] for kind in ("user", "person")
    }
    found = await session.scalars(select(UserRow.person_id).where(UserRow.id.in_(numbers["user"]), UserRow.person_id.is_not(None)))
    return {person for person in found if person is not None} | set(numbers["person"])


async def count_try(session: AsyncSession, username: str, now: datetime, most: int, lock_until: datetime) -> bool:
    """Count one try to sign in *before* its password is looked at, so that tries at the same time count too.

    False when the account is locked, disabled or unknown. The `most`-th try locks until `lock_until`; a right password takes
    that back. A lock that has ended starts the count anew.
    """
    tries = case((UserRow.locked_until.is_(None), UserRow.failed_sign_ins + 1), else_=1)
    counted = await session.execute(
        update(UserRow)
        .where(UserRow.username == username, UserRow.active, UserRow.locked_until.is_(None) | (UserRow.locked_until <= now))
        .values(failed_sign_ins=tries, locked_until=case((tries >= most, lock_until), else_=None))
        .returning(UserRow.id)
        .execution_options(synchronize_session=False)
    )
    return counted.scalar() is not None


async def session_and_user(session: AsyncSession, token_digest: str, now: datetime) -> tuple[SessionRow, UserRow] | None:
    """The session that has not expired, and its user unless disabled."""
    rows = await session.execute(
        select(SessionRow, UserRow)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(SessionRow.token_digest == token_digest, SessionRow.expires_at > now, UserRow.active)
    )
    found = rows.first()
    return (found[0], found[1]) if found else None


async def end_session(session: AsyncSession, token_digest: str) -> None:
    """Forget one session."""
    await session.execute(delete(SessionRow).where(SessionRow.token_digest == token_digest))


async def end_sessions_of(session: AsyncSession, user_id: int) -> None:
    """Forget every session of a user."""
    await session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))


async def end_expired(session: AsyncSession, now: datetime) -> None:
    """Forget the sessions that have expired."""
    await session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))


async def key_with(session: AsyncSession, digest: str) -> ApiKeyRow | None:
    """The API key of this digest, revoked or not."""
    return await session.scalar(select(ApiKeyRow).where(ApiKeyRow.digest == digest))


async def key_named(session: AsyncSession, name: str) -> ApiKeyRow | None:
    """The API key of this name, revoked or not."""
    return await session.scalar(select(ApiKeyRow).where(ApiKeyRow.name == name))


async def keys(session: AsyncSession) -> Sequence[ApiKeyRow]:
    """Every API key, by name."""
    return (await session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.name))).all()
