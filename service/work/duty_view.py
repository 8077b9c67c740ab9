"""The roster as its page shows it: what is wrong, who is on duty, week by week."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from contacts.roster import Gap
from contacts.roster_people import LAYERS, WHYS, People, name_of
from contacts.roster_problems import Problem
from contacts.shifts import Shift, shifts
from flows.sentences import Sentence
from flows.vocabulary import HandOverState, Layer, SwapState
from flows.wall_clock import moment, shows
from service.domain.holidays import danish_holidays
from service.store import alert_list
from service.store import roster as rows
from service.store.tables import DutyAbsenceRow, DutyHandOverRow, DutyOverrideRow, DutyRotationRow, DutySwapRow, PersonRow
from service.work import duty, duty_check, duty_feed, duty_hand_over, duty_swaps
from service.work.unit import Unit

WEEKS: Final = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift as a week shows it: who and why, cut at the week's edges; `gap` when nobody has it."""

    layer: Sentence
    name: object
    why: Sentence
    start: datetime
    end: datetime
    gap: bool
    instead_of: object | None


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday: its number, its shifts layer by layer, its holidays with their Danish names."""

    monday: date
    number: int
    slots: tuple[Slot, ...]
    holidays: tuple[tuple[date, str], ...]
    is_now: bool


@dataclass(frozen=True, slots=True)
class RosterView:
    """Everything on the roster page. `names` are by id; `own` are the visitor's duties that can be swapped."""

    on_duty: duty.OnDuty
    problems: list[Problem]
    weeks: tuple[Week, ...]
    people: list[PersonRow]
    names: dict[int, object]
    rotations: list[DutyRotationRow]
    overrides: list[DutyOverrideRow]
    absences: list[DutyAbsenceRow]
    swaps: list[DutySwapRow]
    coming: tuple[Shift, ...]
    hand_over: DutyHandOverRow | None
    unconfirmed: tuple[tuple[date, str], ...]
    feed: str | None
    before: date
    after: date


async def roster_view(unit: Unit, person_id: int | None, first: date | None = None) -> RosterView:
    """The eight weeks from the Monday of `first` (this week when not given), and everything that is entered."""
    zone = unit.house.zone
    today = shows(unit.now, zone)
    begin = (first or today) - timedelta(days=(first or today).weekday())
    roster = await duty.roster_of(unit)
    swaps = await rows.open_swaps(unit.session)
    people = await duty.roster_people(unit, roster, *(n for s in swaps for n in (s.first_person, s.second_person)))
    end = begin + timedelta(weeks=WEEKS)
    start_at, end_at = moment(begin, time(0), zone), moment(end, time(0), zone)
    tiles = [s for layer in roster.layers() for s in shifts(roster, layer, start_at, end_at)]
    ahead = unit.now + duty_check.AHEAD
    found = await duty_check.found_problems(unit)
    coming = [s for layer in roster.layers() for s in shifts(roster, layer, unit.now, ahead) if s.person is not None and s.start > unit.now]
    known = person_id is not None and (await alert_list.people_by_id(unit.session, [person_id])).get(person_id)
    return RosterView(
        on_duty=await duty.on_duty(unit),
        problems=found,
        weeks=tuple(_week(begin + timedelta(weeks=n), tiles, people, unit, today) for n in range(WEEKS)) if roster.rotations else (),
        people=await rows.may_have_duty(unit.session),
        names={number: name_of(people, number) for number in people},
        rotations=await rows.rotations(unit.session),
        overrides=await rows.coming_overrides(unit.session, unit.now),
        absences=await rows.coming_absences(unit.session, unit.now),
        swaps=swaps,
        coming=tuple(sorted(coming, key=lambda s: (s.start, list(Layer).index(s.layer)))),
        hand_over=await rows.newest_hand_over(unit.session),
        unconfirmed=await _unconfirmed(unit, person_id, found),
        feed=await duty_feed.link_of(unit, person_id) if known and known.active and person_id else None,
        before=begin - timedelta(weeks=WEEKS),
        after=end,
    )


def _week(monday: date, tiles: list[Shift], people: People, unit: Unit, today: date) -> Week:
    zone = unit.house.zone
    start, end = moment(monday, time(0), zone), moment(monday + timedelta(days=7), time(0), zone)
    slots = tuple(_slot(s, people, start, end) for s in tiles if s.start < end and start < s.end)
    sunday = monday + timedelta(days=6)
    return Week(monday, monday.isocalendar().week, slots, tuple(danish_holidays(monday, sunday)), monday <= today <= sunday)


def _slot(shift: Shift, people: People, start: datetime, end: datetime) -> Slot:
    gap = isinstance(shift.duty, Gap)
    instead_of = None if isinstance(shift.duty, Gap) or shift.duty.instead_of is None else name_of(people, shift.duty.instead_of)
    return Slot(
        LAYERS[shift.layer],
        name_of(people, shift.duty.person),
        WHYS[shift.duty.why],
        max(shift.start, start),
        min(shift.end, end),
        gap,
        instead_of,
    )


async def _unconfirmed(unit: Unit, person_id: int | None, found: list[Problem]) -> tuple[tuple[date, str], ...]:
    """The holidays that the visitor has the duty on and has not confirmed."""
    days = {shows(p.start, unit.house.zone) for p in found if p.kind == "holiday" and p.people == (person_id,)}
    return tuple(entry for entry in danish_holidays(min(days), max(days)) if entry[0] in days) if days else ()


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """What the incoming chief's link shows."""

    id: int
    person: PersonRow
    at: datetime
    waiting: bool
    accepted: bool
    incidents: tuple[Sentence, ...]


async def hand_over_page(unit: Unit, token: str) -> HandOverPage:
    """The hand-over behind a link; `Refused` (not found) when the link is none."""
    number, person_id = unit.house.links.read(duty_hand_over.LINK, token)
    row = await unit.session.get_one(DutyHandOverRow, number)
    person = (await alert_list.people_by_id(unit.session, [person_id]))[person_id]
    lines = tuple(line for _, line in await duty_hand_over.open_incidents(unit))
    passed = row.state == HandOverState.PASSED
    accepted = row.state == HandOverState.ACCEPTED
    return HandOverPage(row.id, person, row.at, not passed and not accepted, accepted, lines)


@dataclass(frozen=True, slots=True)
class SwapPage:
    """What the link of the one who is asked shows."""

    id: int
    person: PersonRow
    other: PersonRow
    swap: DutySwapRow
    state: SwapState
    mine: Sentence
    theirs: Sentence


async def swap_page(unit: Unit, token: str) -> SwapPage:
    """The swap behind a link; `Refused` (not found) when the link is none."""
    number, person_id = unit.house.links.read(duty_swaps.LINK, token)
    row = await unit.session.get_one(DutySwapRow, number)
    people = await alert_list.people_by_id(unit.session, [row.first_person, person_id])
    return SwapPage(
        row.id, people[person_id], people[row.first_person], row, SwapState(row.state), LAYERS[row.second_layer], LAYERS[row.first_layer]
    )
