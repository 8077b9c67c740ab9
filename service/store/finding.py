"""Queries of the alert list by what somebody looks for: words, a place, what needs attention."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from contacts.spelling import CARELESS, careless, searched
from flows.vocabulary import Medium
from service.store.folding import Folded
from service.store.tables import PersonRow, PlaceRow

DIGITS: Final = 4
"""The fewest digits that are looked for in numbers: fewer are in nearly all of them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word looked for, and the (group, seat) whose names have it; a seat of None is the group as a whole."""

    text: str
    seats: frozenset[tuple[str, str | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for: each of `words` somewhere, one place that fits `group`, `seat` and `area`, and one of the faults `lacking`."""

    words: Sequence[Word] = ()
    group: str | None = None
    seat: str | None = None
    area: str | None = None
    lacking: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What the faults are measured by: confirmed before `stale` is too long ago, and `media` are those that can be sent on."""

    stale: date
    media: frozenset[Medium] = field(default_factory=lambda: frozenset(Medium))


async def find(
    session: AsyncSession, wanted: Wanted, measure: Measure | None = None, *, after: int = 0, skip: int = 0, limit: int
) -> list[PersonRow]:
    """Those of the list who are wanted, in id order after `after`, without the first `skip`, with their places."""
    query = select(PersonRow).where(*_fitting(wanted, measure), PersonRow.id > after).options(selectinload(PersonRow.places))
    return list(await session.scalars(query.order_by(PersonRow.id).offset(skip or None).limit(limit)))


async def count_found(session: AsyncSession, wanted: Wanted, measure: Measure) -> int:
    """How many of the list are wanted."""
    return await session.scalar(select(func.count()).select_from(PersonRow).where(*_fitting(wanted, measure))) or 0


async def count_faults(session: AsyncSession, measure: Measure) -> dict[str, int]:
    """How many people of the list have each fault."""
    faults = _faults(measure)
    sums = [func.coalesce(func.sum(case((fault, 1), else_=0)), 0) for fault in faults.values()]
    row = (await session.execute(select(*sums).select_from(PersonRow).where(PersonRow.active))).one()
    return {name: int(number) for name, number in zip(faults, row, strict=True)}


def _fitting(wanted: Wanted, measure: Measure | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [PersonRow.active.is_(True)]
    asked += [_has(word) for word in wanted.words]
    place = {PlaceRow.group_key: wanted.group, PlaceRow.seat_key: wanted.seat, PlaceRow.area_key: wanted.area}
    given = [column == key for column, key in place.items() if key]
    if given:
        asked.append(_in_place(and_(*given)))
    if wanted.lacking and measure is not None:
        faults = _faults(measure)
        asked.append(or_(false(), *(faults[name] for name in wanted.lacking)))
    return asked


def _faults(measure: Measure) -> dict[str, ColumnElement[bool]]:
    ways = {
        Medium.SMS: PersonRow.mobile.is_not(None) & PersonRow.sms_opted_out_at.is_(None),
        Medium.EMAIL: PersonRow.email.is_not(None),
        Medium.VOICE: or_(PersonRow.phone.is_not(None), PersonRow.mobile.is_not(None)),
    }
    return {
        "stale": or_(PersonRow.last_confirmed.is_(None), PersonRow.last_confirmed < measure.stale),
        "unreachable": not_(or_(false(), *(ways[medium] for medium in Medium if medium in measure.media))),
        "no_mobile": PersonRow.mobile.is_(None),
        "no_sms": PersonRow.sms_opted_out_at.is_not(None),
        "invented": PersonRow.invented.is_(True),
    }


def _has(word: Word) -> ColumnElement[bool]:
    """Numbers are stored without blanks; a word of plain letters finds the Danish ones too; many addresses end alike, none begins so."""
    plain = searched(word.text)
    text: ColumnElement[str] = Folded(PersonRow.name + " " + PersonRow.title + " " + PersonRow.organisation)
    address = func.lower(PersonRow.email)
    found = [text.contains(plain, autoescape=True), address.startswith(plain, autoescape=True)]
    if "@" in plain:
        found.append(address.contains(plain, autoescape=True))
    if careless(plain) == plain:
        for two, one in CARELESS.items():
            text = func.replace(text, two, one)
        found.append(text.contains(plain, autoescape=True))
    digits = "".join(letter for letter in word.text if letter.isdigit())
    if len(digits) >= DIGITS:
        found += [PersonRow.mobile.like(f"%{digits}%"), PersonRow.phone.like(f"%{digits}%")]
    seats = [and_(PlaceRow.group_key == group, *([PlaceRow.seat_key == seat] if seat else [])) for group, seat in word.seats]
    if seats:
        found.append(_in_place(or_(*seats)))
    return or_(*found)


def _in_place(fits: ColumnElement[bool]) -> ColumnElement[bool]:
    return PersonRow.id.in_(select(PlaceRow.person_id).where(fits))
