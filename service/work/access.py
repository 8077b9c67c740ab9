"""Who may use the service: accounts, signing in and out, and the sessions of browsers."""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from flows.free_text import checked_text
from flows.sentences import CONFLICT, NOT_ALLOWED, NOT_FOUND, Refused
from flows.vocabulary import Role
from service.domain.access import Change
from service.domain.language import LANGUAGES
from service.store import access as rows
from service.store.engine import Store
from service.store.tables import SessionRow, UserRow
from service.work import passwords
from service.work.access_log import note
from service.work.listed import listed
from service.work.unit import Unit

SESSION_LASTS: Final = timedelta(hours=12)
MOST_TRIES: Final = 5
LOCK_LASTS: Final = timedelta(minutes=5)

ADMINISTRATOR: Final = Role.SECRETARIAT
"""Whose users give others access, make keys and take both away."""

_USERNAME: Final = re.compile(r"[^\W_](?:[\w.@-]{0,78}[^\W_])?")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in user. `language` is `da` or `en`; `person_id` is the user's own place on the alert list, where there is one."""

    user_id: int
    username: str
    name: str
    role: Role
    language: str
    csrf_token: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Entered:
    """A new session: `token` goes into the browser's cookie and is stored nowhere; it is good until `expires_at` (UTC)."""

    token: str
    signed_in: SignedIn
    expires_at: datetime


async def add_user(
    unit: Unit,
    username: str,
    password: str | None,
    role: Role,
    *,
    name: str = "",
    language: str = "da",
    person_id: int | None = None,
) -> int:
    """A new account; returns its id. Without a password nobody can sign in to it until its user has chosen one by a link.

    `Refused` for a user name that is taken (conflict) or no user name, a password too short, or an unknown language or person.
    """
    plain = checked_username(username)
    if language not in LANGUAGES:
        raise Refused("The language must be da (Danish) or en (English).", field="language")
    shown = checked_text(name, field="name", longest=200) or plain
    if await rows.user_named(unit.session, plain):
        raise Refused("The user name {username} is taken. Choose another.", field="username", kind=CONFLICT, username=plain)
    if person_id is not None:
        await listed(unit, person_id)
    digest = await passwords.digest(secrets.token_urlsafe(32)) if password is None else await passwords.hashed(password, username=plain)
    row = UserRow(
        username=plain, name=shown, password_hash=digest, role=role.value, language=language, person_id=person_id, created_at=unit.now
    )
    unit.session.add(row)
    await unit.session.flush()
    await note(unit, Change.USER_ADDED, user_id=row.id, detail=role.value)
    return row.id


async def set_password(unit: Unit, username: str, password: str) -> None:
    """Give the account another password; ends its sessions and any lock. `Refused` for an unknown user or a bad password."""
    row = await known_user(unit.session, username)
    row.password_hash = await passwords.hashed(password, username=row.username)
    row.failed_sign_ins, row.locked_until = 0, None
    await rows.end_sessions_of(unit.session, row.id)
    await rows.forget_password_links(unit.session, row.id)
    await unit.session.flush()
    await note(unit, Change.PASSWORD_SET, user_id=row.id)


async def set_active(unit: Unit, username: str, *, active: bool) -> None:
    """Disable an account, which ends its sessions at once, or let it in again. `Refused` for an unknown user, and as `keep_one`."""
    row = await known_user(unit.session, username)
    if not active:
        await keep_one(unit, row)
    row.active, row.failed_sign_ins, row.locked_until = active, 0, None
    if not active:
        await rows.end_sessions_of(unit.session, row.id)
        await rows.forget_password_links(unit.session, row.id)
    await unit.session.flush()
    await note(unit, Change.USER_ENABLED if active else Change.USER_DISABLED, user_id=row.id)


async def keep_one(unit: Unit, row: UserRow) -> None:
    """`Refused` (conflict) when taking this away from `row` is taking one's own access away, or the last administrator's."""
    if unit.actor == f"user:{row.id}":
        raise Refused("You cannot take away your own access. Ask another user of the secretariat to do it.", kind=CONFLICT)
    others = [one for one in await rows.administrators(unit.session, ADMINISTRATOR.value) if one.id != row.id]
    if row.active and row.role == ADMINISTRATOR.value and not others:
        raise Refused(
            "{name} is the last user of the secretariat: nobody could give access again. Add another first.", kind=CONFLICT, name=row.name
        )


async def set_language(unit: Unit, user_id: int, language: str) -> None:
    """Keep the language that the user chose; `Refused` for one we do not speak."""
    if language not in LANGUAGES:
        raise Refused("The language must be da (Danish) or en (English).", field="language")
    row = await unit.session.get_one(UserRow, user_id)
    row.language = language
    await unit.session.flush()


async def sign_in(store: Store, now: datetime, username: str, password: str) -> Entered:
    """Begin a session, or `Refused` (not allowed): one sentence for every reason, so that nobody learns which names exist.

    Opens its own short transactions: the password takes a twentieth of a second to check, and must hold up no one who writes.
    `MOST_TRIES` wrong ones in a row lock the account for `LOCK_LASTS`, however many come at the same time.
    """
    plain = _folded(username)[:80]
    async with store.write() as session:
        may_try = await rows.count_try(session, plain, now, MOST_TRIES, now + LOCK_LASTS)
        row = await rows.user_named(session, plain) if may_try else None
    if not await passwords.is_right(row.password_hash if row else None, password) or row is None:
        raise _wrong()
    better = await passwords.hashed(password) if passwords.is_outdated(row.password_hash) else None
    async with store.write() as session:
        return await _enter(session, row, now, better)


async def _enter(session: AsyncSession, checked: UserRow, now: datetime, better: str | None) -> Entered:
    user = await rows.user_named(session, checked.username)
    if user is None or not user.active or user.password_hash != checked.password_hash:
        raise _wrong()  # disabled, or given another password, while this one was being checked
    user.failed_sign_ins, user.locked_until = 0, None
    user.password_hash = better or user.password_hash
    await rows.end_expired(session, now)
    token = secrets.token_urlsafe(32)
    row = SessionRow(
        token_digest=digest_of(token),
        user_id=user.id,
        csrf_token=secrets.token_urlsafe(32),
        created_at=now,
        expires_at=now + SESSION_LASTS,
    )
    session.add(row)
    await session.flush()
    return Entered(token, _signed_in(row, user), row.expires_at)


async def session_of(session: AsyncSession, token: str, now: datetime) -> SignedIn | None:
    """Who `token` belongs to; None when it is unknown or has expired, or the account has been disabled."""
    found = await rows.session_and_user(session, digest_of(token), now)
    return _signed_in(*found) if found else None


async def sign_out(unit: Unit, token: str) -> None:
    """End the session of `token`; an unknown one is out already."""
    await rows.end_session(unit.session, digest_of(token))


def is_csrf_token(signed_in: SignedIn, presented: str) -> bool:
    """Whether a form carries its own session's token; takes as long whatever the answer."""
    return secrets.compare_digest(signed_in.csrf_token.encode(), presented.encode("utf-8", "replace"))


async def known_user(session: AsyncSession, username: str) -> UserRow:
    """The account of this name; `Refused` (not found) when there is none."""
    row = await rows.user_named(session, _folded(username))
    if row is None:
        raise Refused("There is no user called {username}.", field="username", kind=NOT_FOUND, username=username[:80])
    return row


def checked_username(username: str) -> str:
    """The user name as it is stored, lower case; `Refused` when it is none."""
    plain = _folded(username)
    if not _USERNAME.fullmatch(plain):
        raise Refused("A user name is 1 to 80 letters, digits and . - _ @, and begins and ends with a letter or digit.", field="username")
    return checked_text(plain, field="username", longest=80)


def digest_of(token: str) -> str:
    """What is stored of a random token: whoever reads the database cannot use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _folded(username: str) -> str:
    """One spelling of a name; what no database can hold is no name."""
    plain = unicodedata.normalize("NFKC", username).strip().casefold()
    return plain if plain.isprintable() else ""


def _wrong() -> Refused:
    return Refused(
        "The user name or the password is wrong. After {most} wrong tries in a row the account is locked for {minutes} minutes.",
        field="password",
        kind=NOT_ALLOWED,
        most=MOST_TRIES,
        minutes=LOCK_LASTS.seconds // 60,
    )


def _signed_in(row: SessionRow, user: UserRow) -> SignedIn:
    return SignedIn(user.id, user.username, user.name, Role(user.role), user.language, row.csrf_token, user.person_id)
