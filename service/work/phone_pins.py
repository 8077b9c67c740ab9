"""PINs by which people call the duty chief out from a phone: set by the secretariat, never shown, locked after ten wrong ones (F1)."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import structlog

from flows.sentences import Refused
from service.store import phone_pins as rows
from service.store.engine import Store
from service.work import passwords
from service.work.listed import listed
from service.work.unit import Unit

log = structlog.get_logger(__name__)

SHORTEST: Final = 4
LONGEST: Final = 8
MOST_TRIES: Final = 10
LOCK_LASTS: Final = timedelta(minutes=30)
_DIGITS: Final = re.compile(rf"[0-9]{{{SHORTEST},{LONGEST}}}")


class Checked(StrEnum):
    """What came of a PIN that was keyed in."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    NONE = "none"


async def set_pin(unit: Unit, person_id: int, pin: str) -> None:
    """Give a person a PIN, in place of any they had; `Refused` for one that is easily guessed, or for nobody on the list."""
    await listed(unit, person_id)
    if not _DIGITS.fullmatch(pin):
        raise Refused("A PIN is {shortest} to {longest} digits.", field="pin", shortest=SHORTEST, longest=LONGEST)
    if len(set(pin)) < 3 or pin in "0123456789876543210":
        raise Refused("That PIN is too easily guessed. Use other digits.", field="pin")
    await rows.put(unit.session, person_id, await passwords.digest(pin), unit.now, unit.actor)


async def remove_pin(unit: Unit, person_id: int) -> None:
    """The person can no longer call out from a phone by PIN."""
    await rows.remove(unit.session, person_id)


async def check_pin(store: Store, now: datetime, person_id: int, pin: str) -> Checked:
    """Whether it is the person's PIN. Opens its own short transactions: the check takes a twentieth of a second and holds up no one.

    `MOST_TRIES` wrong ones in a row lock the PIN for `LOCK_LASTS`, however many come at the same time; the lock is logged.
    """
    async with store.write() as session:
        may_try = await rows.count_try(session, person_id, now, MOST_TRIES, now + LOCK_LASTS)
        row = await rows.pin_of(session, person_id)
    if row is None:
        return Checked.NONE
    if not may_try:
        return Checked.LOCKED
    if not await passwords.is_right(row.digest, pin):
        if row.locked_until is None:
            return Checked.WRONG
        log.warning("a phone PIN is locked after too many wrong ones", person=person_id, until=row.locked_until.isoformat())
        return Checked.LOCKED
    async with store.write() as session:
        await rows.clear_tries(session, person_id)
    return Checked.RIGHT
