"""The alert list: read and compare a file, take it, change one person; every change is a version (P6)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from actioncards.model import Plan
from contacts.comparing import Differences, compare
from contacts.directory import Directory, Group, Named
from contacts.importing import Reading, read_alert_list
from contacts.person import DETAILS, Person, Place
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from service.store import alert_list as rows
from service.store import alert_list_writing as writing
from service.store.tables import AlertListVersionRow, PersonRow
from service.work.unit import Unit


def directory_of(plan: Plan) -> Directory:
    """What the plan allows in a list."""
    return Directory(
        groups=tuple(
            Group(key=g.key, name=g.label.da, seats=tuple(Named(s.key, s.label.da) for s in g.seats), per_area=g.per_area)
            for g in plan.groups.values()
        ),
        areas=tuple(Named(a.key, a.label.da) for a in plan.areas.values()),
    )


def read_file(data: bytes, file_name: str, plan: Plan) -> Reading:
    """Read a CSV or Excel file against the plan; reads no database and takes seconds for a long list. `Refused` as a whole."""
    return read_alert_list(data, file_name, directory_of(plan))


def person_of(row: PersonRow) -> Person:
    """A stored person, with their places, as the contacts room knows people; `key` is the id."""
    places = tuple(Place(p.group_key, p.seat_key, p.position, p.area_key) for p in row.places)
    return Person(**{name: getattr(row, name) for name in DETAILS}, places=places, key=str(row.id))


async def current_list(unit: Unit) -> tuple[Person, ...]:
    """Everyone on the list."""
    return tuple(person_of(row) for row in await writing.everyone(unit.session, active_only=True))


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import does, or would do: `differences` against those on the list; `version` is the list's new one."""

    differences: Differences
    removed: int
    version: int | None


async def compare_with(unit: Unit, people: Sequence[Person]) -> Differences:
    """How `people` differ from those on the list."""
    return compare(await current_list(unit), people)


async def take_list(unit: Unit, people: Sequence[Person], *, remove_missing: bool) -> Taken:
    """Take these people into the list: new ones are added, known ones changed; who is missing stays unless `remove_missing`.

    Someone who was taken off earlier comes back as the same person, with what they were told and answered.
    """
    stored = await writing.everyone(unit.session)
    told = compare([person_of(row) for row in stored if row.active], people)
    back = compare([person_of(row) for row in stored if not row.active], told.added)
    changed = [_by_id(change.old, change.new) for change in (*told.changed, *back.changed)] + [_by_id(p, p) for p in back.same]
    gone = [int(person.key or 0) for person in told.removed] if remove_missing else []
    await _change(unit, changed)
    await _add(unit, back.added)
    await _remove(unit, gone)
    if not (changed or back.added or gone):
        latest = await rows.latest_version(unit.session)
        return Taken(told, 0, latest.id if latest else None)
    version = await _version(unit, f"import: +{len(told.added)} ~{len(told.changed)} -{len(gone)}")
    return Taken(told, len(gone), version)


def _by_id(old: Person, new: Person) -> tuple[int, Person]:
    return int(old.key or 0), new


async def put_person(unit: Unit, person: Person, person_id: int | None = None) -> PersonRow:
    """Add a person to the list, or write `person_id` anew.

    `Refused` (conflict) when somebody else on the list has the mobile, or the place in a seat's line. A mobile of someone taken
    off the list brings that person back.
    """
    if person_id is not None:
        await one(unit, person_id)
    other = await writing.with_mobile(unit.session, person.mobile) if person.mobile else None
    if other is not None and other.id != person_id:
        if other.active:
            raise Refused("Somebody on the list has that mobile number already.", field="mobile", kind=CONFLICT)
        person_id = person_id or other.id
    for index, place in enumerate(person.places):
        await _check_free(unit, place, person_id, f"places.{index}.position")
    if person_id is None:
        (person_id,) = await _add(unit, [person])
    else:
        await _change(unit, [(person_id, person)])
    await _version(unit, f"person {person_id} written")
    return await one(unit, person_id)


async def take_off(unit: Unit, person_id: int) -> None:
    """Take a person off the list: they are warned no more. What they were told and answered stays."""
    await one(unit, person_id)
    await _remove(unit, [person_id])
    await _version(unit, f"person {person_id} taken off")


async def one(unit: Unit, person_id: int) -> PersonRow:
    """A person on the list, with their places; `Refused` (not found)."""
    row = await rows.person(unit.session, person_id)
    if row is None or not row.active:
        raise Refused("There is no person {number} on the alert list.", kind=NOT_FOUND, number=person_id)
    return row


async def _check_free(unit: Unit, place: Place, person_id: int | None, field: str) -> None:
    if place.seat is None:
        return
    sitting = await writing.sitting_at(unit.session, place.group, place.seat, place.area, place.position)
    if sitting is not None and sitting.id != person_id:
        raise Refused("{name} has that place in the seat's line. Choose another position.", field=field, kind=CONFLICT, name=sitting.name)


async def _add(unit: Unit, people: Sequence[Person]) -> list[int]:
    await writing.release_numbers(unit.session, [person.mobile for person in people if person.mobile])
    ids = await writing.add_people(unit.session, [_facts(person) for person in people])
    await writing.add_places(unit.session, _places(zip(ids, people, strict=True)))
    return ids


async def _change(unit: Unit, people: Sequence[tuple[int, Person]]) -> None:
    await writing.release_numbers(unit.session, [person.mobile for _, person in people if person.mobile])
    await writing.change_people(unit.session, [{"id": person_id, "active": True, **_facts(person)} for person_id, person in people])
    await _clear_places(unit, [person_id for person_id, _ in people])
    await writing.add_places(unit.session, _places(people))


async def _remove(unit: Unit, ids: Sequence[int]) -> None:
    await writing.take_off(unit.session, ids)
    await _clear_places(unit, ids)


async def _clear_places(unit: Unit, ids: Sequence[int]) -> None:
    for at in range(0, len(ids), 1000):
        await rows.clear_places(unit.session, ids[at : at + 1000])


async def _version(unit: Unit, what: str) -> int:
    await unit.session.flush()
    row = AlertListVersionRow(changed_at=unit.now, changed_by=unit.actor, what=what, people=await writing.count_active(unit.session))
    unit.session.add(row)
    await unit.session.flush()
    return row.id


def _facts(person: Person) -> dict[str, Any]:
    return {name: value for name, value in asdict(person).items() if name in DETAILS}


def _places(people: Iterable[tuple[int, Person]]) -> list[dict[str, Any]]:
    return [
        {"person_id": person_id, "group_key": p.group, "seat_key": p.seat, "position": p.position, "area_key": p.area}
        for person_id, person in people
        for p in person.places
    ]
