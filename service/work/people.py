"""One person of the alert list: put on it, changed, confirmed, taken off (P6)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from contacts.person import Person, Place
from contacts.rows import RowReader
from contacts.table import Row
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from service.domain.directory import directory_of
from service.store import alert_list
from service.store import people as rows
from service.store.tables import PersonRow
from service.work.contacts import new_version
from service.work.plans import in_force
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A place as it was written in a form: keys or names of the plan in force; `position` 0 or empty is the seat's holder."""

    group: str
    seat: str = ""
    position: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as written in a form: held to the same rules as a row of a file, and refused by the same field names."""

    name: str
    title: str = ""
    organisation: str = ""
    mobile: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    last_confirmed: str = ""
    places: tuple[PlaceDraft, ...] = ()


async def add_person(unit: Unit, draft: PersonDraft) -> int:
    """Put a person on the list; returns the id. `Refused` names the field that is wrong.

    A mobile that somebody on the list has, or a position in a seat that somebody holds, is a conflict. Somebody who was on the
    list before, with the same mobile, is the same person again.
    """
    person = await _checked(unit, draft)
    former = await alert_list.with_mobile(unit.session, person.mobile) if person.mobile else None
    if former is not None and former.active:
        raise _number_taken(former)
    await _refuse_taken_places(unit.session, person.places, besides=None)
    if former is not None:
        await rows.change(unit.session, [(former.id, person)], _silent)
        person_id = former.id
    else:
        (person_id,) = await rows.add(unit.session, [person], _silent)
    await new_version(unit, f"person {person_id}: added", await alert_list.count(unit.session))
    return person_id


async def update_person(unit: Unit, person_id: int, draft: PersonDraft) -> None:
    """Write a person's details and places anew; `Refused` as for `add_person`, or when the person is not on the list.

    An invented person stays invented: only the file that a real list comes from says otherwise.
    """
    old = await _on_the_list(unit.session, person_id)
    person = replace(await _checked(unit, draft), invented=old.invented)
    other = await alert_list.with_mobile(unit.session, person.mobile) if person.mobile else None
    if other is not None and other.id != person_id:
        if other.active:
            raise _number_taken(other)
        await rows.give_up_numbers(unit.session, [person.mobile or ""])
    await _refuse_taken_places(unit.session, person.places, besides=person_id)
    await rows.change(unit.session, [(person_id, person)], _silent)
    await new_version(unit, f"person {person_id}: changed", await alert_list.count(unit.session))


async def remove_person(unit: Unit, person_id: int) -> None:
    """Take a person off the list. What they were told and answered stays; a seat that is calling them goes on to the next (I12)."""
    await _on_the_list(unit.session, person_id)
    await rows.take_off(unit.session, [person_id])
    await new_version(unit, f"person {person_id}: removed", await alert_list.count(unit.session))


async def put_back(unit: Unit, person_id: int) -> None:
    """Somebody was taken off the list by mistake: they are on it again, with their places.

    `Refused` when they are on the list, or when somebody else has got one of their places meanwhile. A number that is somebody
    else's by now stays theirs.
    """
    row = await alert_list.person(unit.session, person_id)
    if row is None or row.active:
        raise Refused("Nobody who was taken off the alert list has that number.", field="person_id", kind=NOT_FOUND)
    places = [Place(place.group_key, place.seat_key, place.position, place.area_key) for place in row.places]
    await _refuse_taken_places(unit.session, places, besides=person_id)
    row.active = True
    await unit.session.flush()
    await new_version(unit, f"person {person_id}: put back", await alert_list.count(unit.session))


async def confirm(unit: Unit, person_ids: Iterable[int]) -> None:
    """Note that somebody has asked these people today and all of it is right (P6); `Refused` for one who is not on the list."""
    ids = list(person_ids)
    for person_id in ids:
        (await _on_the_list(unit.session, person_id)).last_confirmed = unit.now.astimezone(unit.house.zone).date()
    await unit.session.flush()
    await new_version(unit, f"confirmed: {len(ids)}", await alert_list.count(unit.session))


async def _checked(unit: Unit, draft: PersonDraft) -> Person:
    """A form is a table with a row for each place; what a file may not say, a form may not say either."""
    _, plan = await in_force(unit.session, unit.house)
    reader = RowReader(directory_of(plan), unit.now.astimezone(unit.house.zone).date())
    found = [reader.read(Row(line, _cells(draft, place))) for line, place in enumerate(draft.places or (None,), 1)]
    if reader.problems:
        problem = reader.problems[0]
        params: dict[str, Any] = problem.sentence.params
        raise Refused(problem.sentence.text, field=problem.column or None, **params)
    people = [entry.person for entry in found if entry]
    places = tuple(dict.fromkeys(place for person in people for place in person.places))
    seats = [replace(place, position=0) for place in places if place.seat]
    if len(seats) != len(set(seats)):
        raise Refused("The person has two positions in one seat. Keep one of them.", field="position")
    return replace(people[0], places=places, language=people[0].language or "da")


def _cells(draft: PersonDraft, place: PlaceDraft | None) -> dict[str, str]:
    details = ("name", "title", "organisation", "mobile", "phone", "email", "language", "last_confirmed")
    where = place or PlaceDraft("none")
    return {detail: getattr(draft, detail) for detail in details} | {
        "group": where.group,
        "seat": where.seat,
        "position": where.position,
        "area": where.area,
    }


async def _refuse_taken_places(session: AsyncSession, places: Iterable[Place], *, besides: int | None) -> None:
    for place in places:
        if place.seat is None:
            continue
        other = await alert_list.holder_of(session, place.group, place.seat, place.area, place.position)
        if other is not None and other.id != besides:
            raise Refused(
                "{name} has position {position} of that seat already. Choose another position, or move {name} first.",
                field="position",
                kind=CONFLICT,
                name=other.name,
                position=place.position,
            )


async def _on_the_list(session: AsyncSession, person_id: int) -> PersonRow:
    row = await alert_list.person(session, person_id)
    if row is None or not row.active:
        raise Refused("There is no such person on the alert list.", field="person_id", kind=NOT_FOUND)
    return row


def _number_taken(other: PersonRow) -> Refused:
    return Refused(
        "{name} on the list has that mobile number. One number is one person: change that entry instead.",
        field="mobile",
        kind=CONFLICT,
        name=other.name,
    )


def _silent(_: int) -> None:
    """Nobody watches."""
