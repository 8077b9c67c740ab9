"""Queries of who may use the service: accounts, sessions, API keys."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import AccessChangeRow, ApiKeyRow, PasswordLinkRow, SessionRow, UserRow

Token = TypeVar("Token", SessionRow, PasswordLinkRow)
"""What a secret digest opens for one user, until it expires."""


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
    return await _with_user(session, SessionRow, token_digest, now)


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


async def administrators(session: AsyncSession, role: str) -> Sequence[UserRow]:
    """The users of `role` who may sign in, held for this transaction: two of them cannot shut each other out."""
    query = select(UserRow).where(UserRow.role == role, UserRow.active).order_by(UserRow.id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def changes(session: AsyncSession, limit: int) -> Sequence[AccessChangeRow]:
    """The newest changes of anybody's access, newest first."""
    return (await session.scalars(select(AccessChangeRow).order_by(AccessChangeRow.id.desc()).limit(limit))).all()


async def note_use(session: AsyncSession, key_id: int, now: datetime, before: datetime) -> None:
    """The key has been used, unless that is noted since `before`."""
    stale = ApiKeyRow.last_used_at.is_(None) | (ApiKeyRow.last_used_at < before)
    await session.execute(
        update(ApiKeyRow).where(ApiKeyRow.id == key_id, stale).values(last_used_at=now).execution_options(synchronize_session=False)
    )


async def password_link(session: AsyncSession, token_digest: str, now: datetime) -> tuple[PasswordLinkRow, UserRow] | None:
    """The link that has not expired, and its user unless disabled."""
    return await _with_user(session, PasswordLinkRow, token_digest, now)


async def _with_user(session: AsyncSession, kind: type[Token], token_digest: str, now: datetime) -> tuple[Token, UserRow] | None:
    found = await session.execute(
        select(kind, UserRow)
        .join(UserRow, UserRow.id == kind.user_id)
        .where(kind.token_digest == token_digest, kind.expires_at > now, UserRow.active)
    )
    row = found.first()
    return (row[0], row[1]) if row else None


async def forget_password_links(session: AsyncSession, user_id: int) -> int:
    """Forget the user's link; returns how many there were (0 or 1)."""
    gone = await session.execute(delete(PasswordLinkRow).where(PasswordLinkRow.user_id == user_id).returning(PasswordLinkRow.id))
    return len(gone.all())
