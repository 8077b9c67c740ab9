"""The alert list as a whole: read a file, show what it would change, take it, and write it out again (P6)."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from contacts.comparing import Differences, compare
from contacts.importing import Reading, read_alert_list
from contacts.person import Person, Place
from contacts.writing import to_csv
from flows.sentences import CONFLICT, Refused
from service.domain.directory import directory_of
from service.store import people as rows
from service.store.tables import AlertListVersionRow
from service.work import paper_order
from service.work.duty_hand_over import arm
from service.work.plans import in_force
from service.work.unit import Unit

Progress = Callable[[int], None]
"""Told the number of people or rows done since the last time."""

TOLD_EVERY: Final = 500
Format = Literal["csv", "xlsx"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: how many people, the lines left out, the headings nobody read, and the list's new version (None: nothing new)."""

    added: int
    changed: int
    removed: int
    same: int
    skipped_lines: tuple[int, ...]
    unread: tuple[str, ...]
    version: int | None


async def read_file(unit: Unit, data: bytes, file_name: str, *, progress: Callable[[int], None] | None = None) -> Reading:
    """What a file says, held against the plan in force, its problems included. Changes nothing; `progress` is told the rows read so far.

    Do it in a unit that only reads: a long file takes seconds, and nobody who raises an alarm may wait for them. `Refused` when
    the file as a whole cannot be read or no plan is in force.
    """
    _, plan = await in_force(unit.session, unit.house)
    today = unit.now.astimezone(unit.house.zone).date()
    return await asyncio.to_thread(read_alert_list, data, file_name, directory_of(plan), today=today, progress=progress)


async def preview_import(unit: Unit, reading: Reading, *, skip_bad_rows: bool = False, replace: bool = False) -> Differences:
    """What `import_people` would change, person by person; `Refused` for the same reasons."""
    return (await _decided(unit, reading, skip_bad_rows=skip_bad_rows, replace=replace)).differences


async def import_people(
    unit: Unit, reading: Reading, *, skip_bad_rows: bool = False, replace: bool = False, progress: Progress | None = None
) -> ImportResult:
    """Take a file's people: new ones are added, known ones get the file's details and places instead of their old ones.

    People who are not in the file stay as they are; with `replace` they are taken off the list, and never deleted. `Refused`
    when the file has problems and `skip_bad_rows` is not said, or when one who stays holds a place that the file gives away.
    """
    decided = await _decided(unit, reading, skip_bad_rows=skip_bad_rows, replace=replace)
    differences, told = decided.differences, progress or _silent
    await rows.take_off(unit.session, (_id(person) for person in differences.removed))
    changed = [(_id(change.old), change.new) for change in differences.changed]
    await rows.give_up_numbers(unit.session, (new.mobile for _, new in changed if new.mobile))
    returning = {person.mobile: _id(person) for person in await rows.everybody(unit.session, active=False) if person.mobile}
    back = [(returning[person.mobile], person) for person in differences.added if person.mobile in returning]
    await rows.change(unit.session, changed + back, told)
    await rows.add(unit.session, [person for person in differences.added if person.mobile not in returning], told)
    result = ImportResult(
        added=len(differences.added),
        changed=len(changed),
        removed=len(differences.removed),
        same=len(differences.same),
        skipped_lines=reading.bad_lines,
        unread=reading.unread,
        version=None,
    )
    if not (result.added or result.changed or result.removed):
        return result
    people = decided.before + result.added - result.removed
    version = await new_version(unit, f"import: +{result.added} ~{result.changed} -{result.removed}", people)
    return ImportResult(result.added, result.changed, result.removed, result.same, result.skipped_lines, result.unread, version)


async def export_people(unit: Unit, form: Format, *, language: str = "da", progress: Progress | None = None) -> bytes:
    """The whole list as a CSV or Excel file that imports back to the same people; headings in `language` (`da`, `en`)."""
    people = await rows.everybody(unit.session)
    write = to_csv
    if form != "csv":
        from contacts.workbook import to_xlsx  # noqa: PLC0415 - slow to load, and seldom wanted

        write = to_xlsx
    return await asyncio.to_thread(write, _watched(people, progress or _silent), language=language)


async def new_version(unit: Unit, what: str, people: int) -> int:
    """Note a change of the list: an export says which version its people were warned by. Returns its number."""
    row = AlertListVersionRow(changed_at=unit.now, changed_by=unit.actor, what=what, people=people)
    unit.session.add(row)
    await unit.session.flush()
    await arm(unit)  # somebody taken off the list may have been on duty
    await paper_order.order(unit)
    return row.id


@dataclass(frozen=True, slots=True)
class _Decided:
    before: int
    differences: Differences


async def _decided(unit: Unit, reading: Reading, *, skip_bad_rows: bool, replace: bool) -> _Decided:
    new = reading.accepted(skip_bad_rows=skip_bad_rows)
    old = await rows.everybody(unit.session)
    found = await asyncio.to_thread(compare, old, new)
    if not replace:
        _refuse_double_seats(found.removed, new)
        found = Differences(found.added, found.changed, (), found.same)
    return _Decided(len(old), found)


def _refuse_double_seats(staying: Iterable[Person], new: Iterable[Person]) -> None:
    """Two people at one position would be called in an order that nobody decided."""
    held: dict[Place, Person] = {place: person for person in staying for place in person.places if place.seat}
    for person in new if held else ():
        for place in person.places:
            other = held.get(place)
            if other is not None:
                raise Refused(
                    "The file gives {name} position {position} of the seat {seat} in {group}, but {other} holds it and is not in the "
                    "file. Put both in the file, or say that the file replaces the whole list.",
                    field="file",
                    kind=CONFLICT,
                    name=person.name,
                    other=other.name,
                    position=place.position,
                    seat=place.seat,
                    group=place.group,
                )


def _watched(people: Sequence[Person], told: Progress) -> Iterator[Person]:
    for count, person in enumerate(people, 1):
        yield person
        if count % TOLD_EVERY == 0:
            told(TOLD_EVERY)
    told(len(people) % TOLD_EVERY)


def _id(person: Person) -> int:
    assert person.key is not None
    return int(person.key)


def _silent(_: int) -> None:
    """Nobody watches."""
