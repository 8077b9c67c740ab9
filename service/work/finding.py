"""Find people of the alert list: by words, by place, by what needs attention (P6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from actioncards.model import Plan
from contacts.spelling import searched
from service.store import finding as rows
from service.store.tables import PersonRow
from service.work.plans import in_force, is_any_in_force
from service.work.unit import Unit

FAULTS: Final = ("stale", "unreachable", "no_mobile", "no_sms", "invented")
"""What may need attention: confirmed too long ago or never, no way to be told, no mobile, said no to SMS, invented."""
ANY_FAULT: Final = ("stale", "unreachable", "no_mobile", "no_sms")
"""What needs somebody to do something: an invented list is right as it stands."""
MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody looks for; empty is everybody. `attention` is one of `FAULTS` or `any`."""

    words: str = ""
    group: str = ""
    seat: str = ""
    area: str = ""
    attention: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A portion of the people found, how many there are in all, and how many of the whole list have each fault."""

    plan: Plan
    people: list[PersonRow]
    count: int
    faults: dict[str, int]
    stale: date


async def find_people(unit: Unit, looked: Looked, *, skip: int = 0, limit: int) -> Found:
    """The people that `looked` means, in the order they came; `Refused` when no plan is in force."""
    _, plan = await in_force(unit.session, unit.house)
    stale = stale_day(unit, plan)
    measure = rows.Measure(stale, unit.house.media)
    wanted = wanted_of(plan, looked)
    count = await rows.count_found(unit.session, wanted, measure)
    people = await rows.find(unit.session, wanted, measure, skip=skip, limit=limit)
    return Found(plan, people, count, await rows.count_faults(unit.session, measure), stale)


def stale_day(unit: Unit, plan: Plan) -> date:
    """Whoever was confirmed before this day was so too long ago (P6)."""
    return unit.now.astimezone(unit.house.zone).date() - timedelta(days=plan.deadlines.list_confirmed_days)


async def wanted_by(unit: Unit, words: str) -> rows.Wanted:
    """The people that have all of `words`; without a plan the names of groups and seats are not known."""
    if not await is_any_in_force(unit.session):
        return rows.Wanted(tuple(map(rows.Word, _words(words))))
    return wanted_of((await in_force(unit.session, unit.house))[1], Looked(words))


def wanted_of(plan: Plan, looked: Looked) -> rows.Wanted:
    """What to ask the database; words are also looked for in the plan's names of groups and seats."""
    words = tuple(rows.Word(word, _seats_named(plan, word)) for word in _words(looked.words))
    return rows.Wanted(words, looked.group or None, looked.seat or None, looked.area or None, _lacking(looked.attention))


def _words(text: str) -> list[str]:
    """A number written with blanks is one word."""
    plain = text.replace("\0", "").strip()
    digits = "".join(letter for letter in plain if not letter.isspace())
    if digits.removeprefix("+").isdigit():
        return [digits]
    return plain.split()[:MOST_WORDS]


def _lacking(attention: str) -> Collection[str]:
    if attention == "any":
        return ANY_FAULT
    return (attention,) if attention in FAULTS else ()


def _seats_named(plan: Plan, word: str) -> frozenset[tuple[str, str | None]]:
    plain = searched(word)
    found: set[tuple[str, str | None]] = set()
    for group in plan.groups.values():
        if any(plain in searched(name) for name in (group.label.da, group.label.en, group.brief.da, group.brief.en) if name):
            found.add((group.key, None))
        found |= {(group.key, seat.key) for seat in group.seats if any(plain in searched(n) for n in (seat.label.da, seat.label.en) if n)}
    return frozenset(found)
