"""One person of the alert list: written, changed, taken off (P6). The same rules as for a file of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contacts.merging import merged
from contacts.person import Person, Place
from contacts.rows import NO_GROUP, RowReader
from contacts.table import Row
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from service.domain.directory import directory_of
from service.domain.refusals import RefusedFields
from service.store import alert_list as rows
from service.store import people
from service.store.tables import PersonRow
from service.work.contacts import new_version
from service.work.plans import in_force
from service.work.unit import Unit

_NOWHERE: Final = min(NO_GROUP)


@dataclass(frozen=True, slots=True)
class Entered:
    """A person as somebody enters them; `places` as in a list: group, seat, position and area by key or name."""

    name: str
    title: str = ""
    organisation: str = ""
    mobile: str = ""
    phone: str = ""
    email: str = ""
    language: str = "da"
    last_confirmed: date | None = None
    invented: bool = False
    places: Sequence[Place] = ()


async def checked(unit: Unit, entered: Entered) -> Person:
    """The person with numbers in E.164 and the plan's own keys; `RefusedFields` naming every wrong field."""
    _, plan = await in_force(unit.session, unit.house)
    reader = RowReader(directory_of(plan), unit.now.astimezone(unit.house.zone).date())
    entries = [reader.read(Row(line, cells)) for line, cells in enumerate(_cells(entered))]
    found, contradictions = merged([entry for entry in entries if entry])
    problems = [*reader.problems, *contradictions]
    if problems or not found:
        errors = {(_field(problem.line, problem.column), problem.sentence.text): problem.sentence for problem in problems}
        raise RefusedFields(
            "The person cannot be written. Correct the fields that are named.", errors=[(field, s) for (field, _), s in errors.items()]
        )
    return found[0]


async def add(unit: Unit, entered: Entered) -> PersonRow:
    """Put a person on the list. Whoever was taken off with the same mobile comes back, with what they were told and answered.

    `Refused` (conflict) when somebody on the list has the mobile, or the place in a seat's line.
    """
    person = await checked(unit, entered)
    other = await rows.with_mobile(unit.session, person.mobile) if person.mobile else None
    if other is not None and other.active:
        raise Refused("Somebody on the list has that mobile number already.", field="mobile", kind=CONFLICT)
    await _check_free(unit, person, other.id if other else None)
    if other is not None:
        await people.change(unit.session, [(other.id, person)], _silent)
        return await _written(unit, other.id)
    await people.add(unit.session, [person], _silent)
    return await _written(unit, await rows.newest_id(unit.session))


async def change(unit: Unit, person_id: int, entered: Entered) -> PersonRow:
    """Write a person on the list anew; `Refused` as for `add`, or (not found)."""
    await on_list(unit, person_id)
    person = await checked(unit, entered)
    other = await rows.with_mobile(unit.session, person.mobile) if person.mobile else None
    if other is not None and other.id != person_id:
        if other.active:
            raise Refused("Somebody on the list has that mobile number already.", field="mobile", kind=CONFLICT)
        await people.give_up_numbers(unit.session, [person.mobile or ""])
    await _check_free(unit, person, person_id)
    await people.change(unit.session, [(person_id, person)], _silent)
    return await _written(unit, person_id)


async def take_off(unit: Unit, person_id: int) -> None:
    """Take a person off the list: they are warned no more. What they were told and answered stays."""
    await on_list(unit, person_id)
    await people.take_off(unit.session, [person_id])
    await new_version(unit, f"person {person_id} taken off", await rows.count_active(unit.session))


async def on_list(unit: Unit, person_id: int) -> PersonRow:
    """A person on the list, with their places; `Refused` (not found)."""
    row = await rows.person(unit.session, person_id)
    if row is None or not row.active:
        raise Refused("There is no person {number} on the alert list.", kind=NOT_FOUND, number=person_id)
    return row


async def _written(unit: Unit, person_id: int) -> PersonRow:
    await new_version(unit, f"person {person_id} written", await rows.count_active(unit.session))
    return await on_list(unit, person_id)


async def _check_free(unit: Unit, person: Person, person_id: int | None) -> None:
    for place in person.places:
        sitting = await rows.sitting_at(unit.session, place.group, place.seat, place.area, place.position) if place.seat else None
        if sitting is not None and sitting.id != person_id:
            raise Refused(
                "{name} has that place in the seat's line. Choose another position.", field="places", kind=CONFLICT, name=sitting.name
            )


def _cells(entered: Entered) -> list[dict[str, str]]:
    """The person as rows of a list: one for each place."""
    facts = {
        "name": entered.name,
        "title": entered.title,
        "organisation": entered.organisation,
        "mobile": entered.mobile,
        "phone": entered.phone,
        "email": entered.email,
        "language": entered.language,
        "last_confirmed": entered.last_confirmed.isoformat() if entered.last_confirmed else "",
        "invented": "yes" if entered.invented else "no",
    }
    places = [{"group": p.group, "seat": p.seat or "", "position": str(p.position or ""), "area": p.area or ""} for p in entered.places]
    return [{**facts, **place} for place in places or [{"group": _NOWHERE}]]


def _field(line: int, column: str) -> str:
    """Where it is wrong, as the one who entered it knows the place."""
    return f"places.{line}.{column}" if column in ("group", "seat", "position", "area") else column


def _silent(_: int) -> None:
    """Nobody watches."""
