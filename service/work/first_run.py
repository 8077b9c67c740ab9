"""The sandbox's first run: the plan, an invented alert list and a user for each role, so that everything can be tried at once."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from actioncards.loader import load
from actioncards.model import Plan
from flows.sentences import Sentence
from flows.vocabulary import Role
from service.store import access, alert_list
from service.work import passwords
from service.work.access import add_user
from service.work.contacts import import_people, read_file
from service.work.plans import in_force, is_any_in_force, put_in_force
from service.work.unit import Unit

INVENTED_LIST: Final = "invented_alert_list.csv"
"""The list in a plan's folder; its people are plainly invented and their addresses reach nobody."""

_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""No two that look alike."""

USERS: Final = {"chefvagt": Role.DUTY_CHIEF, "partner": Role.PARTNER, "sekretariat": Role.SECRETARIAT}
ROLES: Final[Mapping[Role, Sentence]] = {
    Role.DUTY_CHIEF: Sentence("duty chief"),
    Role.PARTNER: Sentence("partner"),
    Role.SECRETARIAT: Sentence("secretariat"),
}


async def seed(unit: Unit, folder: Path, sign_ins: Mapping[str, str]) -> dict[str, str]:
    """Bring a sandbox to where it can be tried; what is there already stays as it is. Returns the passwords of the users by name.

    `sign_ins` are the passwords that were given out at an earlier run; one that has been changed since
    is not returned. `PlanInvalid` when the plan's folder cannot be used.
    """
    if not await is_any_in_force(unit.session):
        await put_in_force(unit, load(folder))
    if await alert_list.latest_version(unit.session) is None:
        await invent_people(unit, folder / INVENTED_LIST)
    _, plan = await in_force(unit.session, unit.house)
    given = dict(sign_ins)
    for username, role in USERS.items():
        user = await access.user_named(unit.session, username)
        if user is None:
            given[username] = _password()
            await add_user(unit, username, given[username], role, person_id=await _person_of(unit, plan, role))
        elif username in given and not await passwords.is_right(user.password_hash, given[username]):
            del given[username]  # it has been changed since, and what was given out lets nobody in
    return {username: password for username, password in given.items() if username in USERS}


def _password() -> str:
    """Seventy-five bits that can be read from one screen and typed on a phone."""
    letters = [secrets.choice(_LETTERS) for _ in range(15)]
    return "-".join("".join(letters[at : at + 5]) for at in (0, 5, 10))


async def invent_people(unit: Unit, file: Path) -> None:
    """Import the alert list in `file`, if there is one. The invented people were asked today, so that a new sandbox has nothing to mend."""
    if not await asyncio.to_thread(file.exists):
        return
    reading = await read_file(unit, await asyncio.to_thread(file.read_bytes), file.name)
    today = unit.now.astimezone(unit.house.zone).date()
    await import_people(unit, replace(reading, people=tuple(replace(person, last_confirmed=today) for person in reading.people)))


async def _person_of(unit: Unit, plan: Plan, role: Role) -> int | None:
    """The duty chief's user is the person who holds the duty chief's seat, the partner's who holds the committee's first."""
    committee = plan.group(plan.executive_committee)
    seats = {Role.DUTY_CHIEF: (plan.duty_chief.group, plan.duty_chief.seat), Role.PARTNER: (committee.key, committee.seats[0].key)}
    if role not in seats:
        return None
    seat = seats[role]
    holders = (await alert_list.holders(unit.session, [seat[0]])).get(seat, [])
    return holders[0].id if holders else None
