"""Entering the roster: saved as entered, with everything that is then wrong told at once (hard case 9, I13)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from contacts.roster import Absence, Override, Rotation
from contacts.roster_changes import checked_absence, checked_override, checked_rotation, replaced_by_default
from contacts.roster_problems import Problem
from contacts.shifts import shifts
from flows.free_text import checked_text
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import Layer
from service.store import roster as rows
from service.store.tables import DutyAbsenceRow, DutyConfirmationRow, DutyOverrideRow, DutyRotationRow
from service.work import duty, duty_check, duty_hand_over, paper_order
from service.work.unit import Unit

Entry = TypeVar("Entry", DutyRotationRow, DutyOverrideRow, DutyAbsenceRow)


@dataclass(frozen=True, slots=True)
class Saved:
    """What was entered has this id; `problems` is what is wrong with the whole roster in the eight weeks after it."""

    id: int
    problems: list[Problem]


async def enter_rotation(unit: Unit, rotation: Rotation) -> Saved:
    """Let people take a layer's duty in turn; from its first hand-over it replaces the layer's earlier rotation."""
    roster = await duty.roster_of(unit)
    checked_rotation(rotation, await duty.roster_people(unit, roster, *rotation.people))
    row = DutyRotationRow(
        layer=rotation.layer.value,
        people=list(rotation.people),
        first_day=rotation.first_day,
        hand_over=rotation.hand_over,
        weeks=rotation.weeks,
        entered_at=unit.now,
        entered_by=unit.actor,
    )
    unit.session.add(row)
    return await _saved(unit, row)


async def enter_override(
    unit: Unit, layer: Layer, start: datetime, end: datetime, person: int, reason: str = "", *, replaces: int | None = None
) -> Saved:
    """Let `person` stand in; `replaces` is whose duty it is, needed only when several have one then. `Refused` says who is on duty."""
    reason = checked_text(reason, field="reason", longest=500)
    roster = await duty.roster_of(unit)
    people = await duty.roster_people(unit, roster, person, *([replaces] if replaces is not None else []))
    whose = replaces if replaces is not None else replaced_by_default(roster, layer, start, end, people)
    checked_override(roster, Override(layer, start, end, whose, person, reason), people)
    row = DutyOverrideRow(
        layer=layer.value,
        start_at=start,
        end_at=end,
        replaces=whose,
        person_id=person,
        reason=reason,
        entered_at=unit.now,
        entered_by=unit.actor,
    )
    unit.session.add(row)
    return await _saved(unit, row)


async def enter_absence(unit: Unit, person: int, start: datetime, end: datetime) -> Saved:
    """Say that somebody cannot be on duty. The gap it leaves, if any, is among the problems."""
    roster = await duty.roster_of(unit)
    checked_absence(Absence(person, start, end), await duty.roster_people(unit, roster, person))
    row = DutyAbsenceRow(person_id=person, start_at=start, end_at=end, entered_at=unit.now, entered_by=unit.actor)
    unit.session.add(row)
    return await _saved(unit, row)


async def withdraw_rotation(unit: Unit, rotation_id: int) -> Saved:
    """Take a rotation away; the layer goes by its earlier one again, if there is one."""
    return await _withdrawn(unit, await rows.rotation(unit.session, rotation_id), rotation_id)


async def withdraw_override(unit: Unit, override_id: int) -> Saved:
    """Take an override away. `Refused` for one half of a swap: a new swap, or an override, undoes that."""
    row = await rows.override(unit.session, override_id)
    if row is not None and row.swap_id is not None:
        raise Refused("That is half of an accepted swap. Enter who stands in, or swap again.", kind=CONFLICT)
    return await _withdrawn(unit, row, override_id)


async def withdraw_absence(unit: Unit, absence_id: int) -> Saved:
    """Take an absence away."""
    return await _withdrawn(unit, await rows.absence(unit.session, absence_id), absence_id)


async def put_back_rotation(unit: Unit, rotation_id: int) -> Saved:
    """A rotation was taken away by mistake: it is entered again as it was, by the same rules."""
    row = _taken_away(await rows.rotation(unit.session, rotation_id), rotation_id)
    return await enter_rotation(unit, Rotation(Layer(row.layer), tuple(row.people), row.first_day, row.hand_over, row.weeks))


async def put_back_override(unit: Unit, override_id: int) -> Saved:
    """An override was taken away by mistake: it is entered again as it was, by the same rules."""
    row = _taken_away(await rows.override(unit.session, override_id), override_id)
    return await enter_override(unit, Layer(row.layer), row.start_at, row.end_at, row.person_id, row.reason, replaces=row.replaces)


async def put_back_absence(unit: Unit, absence_id: int) -> Saved:
    """An absence was taken away by mistake: it is entered again as it was, by the same rules."""
    row = _taken_away(await rows.absence(unit.session, absence_id), absence_id)
    return await enter_absence(unit, row.person_id, row.start_at, row.end_at)


async def confirm_holiday(unit: Unit, day: date, person_id: int) -> None:
    """Somebody says that they take the duty on a holiday; a second time changes nothing. `Refused` when it is not theirs."""
    holidays = [h for h in await duty_check.holidays_between(unit, unit.now, unit.now + duty_check.AHEAD) if h.day == day]
    if not holidays:
        raise Refused("{day} is no holiday in the next eight weeks.", field="day", day=day)
    roster = await duty.roster_of(unit)
    that_day = shifts(roster, Layer.CHIEF, holidays[0].start, holidays[0].end)
    if all(shift.person != person_id for shift in that_day):
        raise Refused("You are not duty chief on {day}.", field="day", day=day)
    if not await rows.confirmed(unit.session, day, person_id):
        unit.session.add(DutyConfirmationRow(day=day, person_id=person_id, confirmed_at=unit.now))
        await unit.session.flush()


def _taken_away(row: Entry | None, number: int) -> Entry:
    if row is None or row.withdrawn_at is None:
        raise Refused("No such entry has been taken away from the roster: {number}.", kind=NOT_FOUND, number=number)
    return row


async def _withdrawn(unit: Unit, row: DutyRotationRow | DutyOverrideRow | DutyAbsenceRow | None, number: int) -> Saved:
    if row is None or row.withdrawn_at is not None:
        raise Refused("There is no such entry in the roster: {number}. It may have been taken away already.", kind=NOT_FOUND, number=number)
    row.withdrawn_at = unit.now
    return await _saved(unit, row)


async def _saved(unit: Unit, row: DutyRotationRow | DutyOverrideRow | DutyAbsenceRow) -> Saved:
    await unit.session.flush()
    await duty_hand_over.arm(unit)
    await duty_check.arm(unit)
    await paper_order.order(unit)
    return Saved(row.id, await duty_check.found_problems(unit))
