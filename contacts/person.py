"""A person on the alert list, their places, and when two records are one person (P1-P6)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Final

from contacts.spelling import folded

HOLDER: Final = 0
"""The position of the one who holds a seat; deputies are 1, 2, ... in the order they are called."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One place in one group (P1-P5).

    `seat` is None in an open group, whose every member is told. `position` is `HOLDER` or the deputy's number. `area` is the
    housing area, in a group that has one list per area.
    """

    group: str
    seat: str | None = None
    position: int = HOLDER
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who can be reached, and how.

    `mobile` and `phone` are E.164; `language` is `da` or `en`; `last_confirmed` is the day somebody last asked whether all of it
    is still right (P6). `key` is whatever the caller stores the person under: it takes no part in comparisons. An `invented`
    person can be reached by nobody and keeps live mode from starting.
    """

    name: str
    title: str = ""
    organisation: str = ""
    mobile: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str = "da"
    last_confirmed: date | None = None
    places: tuple[Place, ...] = ()
    invented: bool = False
    key: str | None = field(default=None, compare=False)


AlertList = tuple[Person, ...]

DETAILS: Final = tuple(f.name for f in fields(Person) if f.name not in ("places", "key"))
"""The facts of a person that are the same in all their places."""


def matching(people: Iterable[Person]) -> tuple[tuple[int, ...], ...]:
    """Which of `people` are one and the same: the indexes of each person's records, in the order they first appear.

    The same mobile is one person. A record without a mobile is the person with its e-mail, and one without both is the
    person with its name and organisation. Where that could be several, the one of the same name; else it stands alone.
    """
    records = tuple(people)
    leader: dict[int, int] = {}
    _by_mobile(records, leader)
    _by_likeness(records, leader, [i for i, p in enumerate(records) if not p.mobile and p.email], email_key)
    _by_likeness(records, leader, [i for i, p in enumerate(records) if not p.mobile and not p.email], name_key)
    clusters: dict[int, list[int]] = {}
    for index in range(len(records)):
        clusters.setdefault(leader[index], []).append(index)
    return tuple(sorted(tuple(cluster) for cluster in clusters.values()))


def email_key(person: Person) -> str:
    """What two records with the same e-mail share; empty without one."""
    return (person.email or "").casefold()


def name_key(person: Person) -> str:
    """What two records with the same name and organisation share."""
    return f"{folded(person.name)}|{folded(person.organisation)}"


def _by_mobile(records: tuple[Person, ...], leader: dict[int, int]) -> None:
    first: dict[str, int] = {}
    for index, person in enumerate(records):
        if person.mobile:
            leader[index] = first.setdefault(person.mobile, index)


def _by_likeness(records: tuple[Person, ...], leader: dict[int, int], rest: list[int], key: Callable[[Person], str]) -> None:
    known: dict[str, dict[int, None]] = {}
    for index, lead in leader.items():
        known.setdefault(key(records[index]), {})[lead] = None
    for index in rest:
        leads = known.setdefault(key(records[index]), {})
        leader[index] = _the_one(records, index, tuple(leads))
        if leader[index] == index:
            leads[index] = None


def _the_one(records: tuple[Person, ...], index: int, leads: tuple[int, ...]) -> int:
    if len(leads) > 1:
        leads = tuple(lead for lead in leads if folded(records[lead].name) == folded(records[index].name))
    return leads[0] if len(leads) == 1 else index
