"""Keys for the API: made once, shown once, told apart by name, taken back at any time."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from flows.free_text import checked_text
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import Scope
from service.domain.access import Change
from service.store import access as rows
from service.store.tables import ApiKeyRow
from service.work.access import digest_of
from service.work.access_log import note
from service.work.unit import Unit

PREFIX: Final = "brk_"
"""What every key begins with, so that a key in a log or a repository is recognised as one."""
USE_NOTED_EVERY: Final = timedelta(hours=1)
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The system behind an API key, what it may do and for which organisation it speaks."""

    key_id: int
    name: str
    scopes: frozenset[Scope]
    organisation: str
    used_at: datetime | None = None

    def is_noted(self, now: datetime) -> bool:
        """Whether it stands noted already that the key is in use."""
        return self.used_at is not None and now - self.used_at < USE_NOTED_EVERY


async def add_key(unit: Unit, name: str, scopes: Collection[Scope], *, organisation: str = "") -> str:
    """A new key. It is returned this once and stored nowhere. `Refused` for a name that is taken or empty, or no scope at all."""
    plain = checked_text(name, field="name", longest=80)
    if not plain:
        raise Refused("Give the key a name that says which system has it.", field="name")
    if not scopes:
        allowed = ", ".join(scope.value for scope in Scope)
        raise Refused("The key needs at least one scope. Allowed are {allowed}.", field="scopes", allowed=allowed)
    if await rows.key_named(unit.session, plain):
        raise Refused("There is a key called {name} already. Choose another name.", field="name", kind=CONFLICT, name=plain)
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiKeyRow(
        name=plain,
        digest=digest_of(key),
        scopes=sorted({scope.value for scope in scopes}),
        organisation=checked_text(organisation, field="organisation", longest=200),
        created_at=unit.now,
    )
    unit.session.add(row)
    await unit.session.flush()
    await note(unit, Change.KEY_ADDED, key_id=row.id, detail=", ".join(row.scopes))
    return key


async def key_of(session: AsyncSession, presented: str, now: datetime) -> KeyHolder | None:
    """Who the presented key belongs to; None when it is none of ours or has been revoked."""
    if not presented.startswith(PREFIX) or len(presented) > _LONGEST:
        return None
    row = await rows.key_with(session, digest_of(presented))
    if row is None or (row.revoked_at is not None and row.revoked_at <= now):
        return None
    return KeyHolder(row.id, row.name, frozenset(map(Scope, row.scopes)), row.organisation, row.last_used_at)


async def revoke_key(unit: Unit, name: str) -> None:
    """Take a key back at once; `Refused` (not found) when there is none of that name. A second time changes nothing."""
    row = await rows.key_named(unit.session, checked_text(name, field="name", longest=80))
    if row is None:
        raise Refused("There is no key called {name}.", field="name", kind=NOT_FOUND, name=name[:80])
    if row.revoked_at is not None:
        return
    row.revoked_at = unit.now
    await unit.session.flush()
    await note(unit, Change.KEY_REVOKED, key_id=row.id)


async def note_use(unit: Unit, holder: KeyHolder) -> None:
    """The key is used: noted to the hour, so that nobody waits for a row of it at each request."""
    await rows.note_use(unit.session, holder.key_id, unit.now, unit.now - USE_NOTED_EVERY)
