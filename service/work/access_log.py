"""Who changed whose access: written by whatever changes it, read by the secretariat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.domain.access import Change
from service.store import access as rows
from service.store.tables import AccessChangeRow
from service.work.unit import Unit

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Noted:
    """A change as it is told: `by` is a user's name, or empty for the command line (`cli`) and the service itself."""

    at: datetime
    what: Change
    by: str
    actor: str
    name: str
    detail: str


async def note(unit: Unit, what: Change, *, user_id: int | None = None, key_id: int | None = None, detail: str = "") -> None:
    """Write down a change, in the transaction that makes it."""
    row = AccessChangeRow(at=unit.now, actor=unit.actor, what=what.value, user_id=user_id, key_id=key_id, detail=detail)
    unit.session.add(row)
    await unit.session.flush()


async def noted(unit: Unit) -> list[Noted]:
    """The newest changes, newest first."""
    users = {row.id: row.name for row in await rows.users(unit.session)}
    keys = {row.id: row.name for row in await rows.keys(unit.session)}
    return [
        Noted(row.at, Change(row.what), _by(row.actor, users), row.actor, _whose(row, users, keys), row.detail)
        for row in await rows.changes(unit.session, SHOWN)
    ]


def _whose(row: AccessChangeRow, users: dict[int, str], keys: dict[int, str]) -> str:
    return users.get(row.user_id or 0) or keys.get(row.key_id or 0, "")


def _by(actor: str, users: dict[int, str]) -> str:
    kind, _, number = actor.partition(":")
    return users.get(int(number), "") if kind == "user" and number.isdecimal() else ""
