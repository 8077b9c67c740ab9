"""What may be entered into the roster, and what a swap becomes: refusals say who is on duty and what to do (I13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contacts.roster import Absence, Override, Roster, Rotation
from contacts.roster_people import LAYERS, People, name_of
from contacts.shifts import Shift, covered, shift_at, shifts
from flows.sentences import CONFLICT, NOT_FOUND, Refused, Sentence
from flows.vocabulary import Layer

MOST_PEOPLE: Final = 60
MOST_WEEKS: Final = 8
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2100, 1, 1)
LONGEST_DAYS: Final = 366


def checked_rotation(rotation: Rotation, people: People) -> Rotation:
    """The rotation, or `Refused` naming what of it cannot stand."""
    for person in rotation.people:
        _present(people, person, "people")
    if not EARLIEST <= rotation.first_day <= LATEST:
        raise Refused("The first day must lie between 2000 and 2100.", field="first_day")
    if rotation.weeks > MOST_WEEKS:
        raise Refused("A turn is at most {most} weeks long.", field="weeks", most=MOST_WEEKS)
    if len(rotation.people) > MOST_PEOPLE:
        raise Refused("A rotation has at most {most} people.", field="people", most=MOST_PEOPLE)
    return rotation


def checked_override(roster: Roster, override: Override, people: People) -> Override:
    """The override, or `Refused`: also when the one it replaces is not on duty then, with the sentence saying who is."""
    _stretch(override.start, override.end)
    _present(people, override.person, "person")
    if override.person == override.replaces:
        raise Refused("A person cannot stand in for themselves. Choose somebody else.", field="person")
    if not covered(roster, override):
        raise Refused(
            "{name} is not {layer} from {start} until {end}. On duty then: {who}. Choose whose duty is to be covered.",
            field="replaces",
            name=name_of(people, override.replaces),
            layer=LAYERS[override.layer],
            start=override.start,
            end=override.end,
            who=who_is(roster, override.layer, override.start, override.end, people),
        )
    return override


def replaced_by_default(roster: Roster, layer: Layer, start: datetime, end: datetime, people: People) -> int:
    """Whose duty an override covers when it does not say: the only one who has it then; `Refused` when several have, or nobody."""
    _stretch(start, end)
    found = {s.duty.person for s in shifts(roster, layer, start, end) if s.duty.person is not None}
    if len(found) == 1:
        return found.pop()
    if not found:
        raise Refused("Nobody has the duty as {layer} then. Enter a rotation first.", field="start", layer=LAYERS[layer])
    raise Refused(
        "Several people have the duty as {layer} then: {who}. Choose whose duty is to be covered.",
        field="replaces",
        layer=LAYERS[layer],
        who=who_is(roster, layer, start, end, people),
    )


def checked_absence(absence: Absence, people: People) -> Absence:
    """The absence, or `Refused`."""
    _present(people, absence.person, "person")
    _stretch(absence.start, absence.end)
    return absence


@dataclass(frozen=True, slots=True)
class SwapSide:
    """One of the two duties of a swap: whose it is now, and when."""

    layer: Layer
    person: int
    start: datetime
    end: datetime


def side_at(roster: Roster, layer: Layer, at: datetime, people: People, now: datetime, field: str) -> SwapSide:
    """The duty that an instant lies in, as a side of a swap; `Refused` when nobody has it or it has begun."""
    found = shift_at(roster, layer, at)
    if found.person is None:
        raise Refused("Nobody has the duty as {layer} at {at}. Choose a duty that somebody has.", field=field, layer=LAYERS[layer], at=at)
    _present(people, found.person, field)
    _not_begun(found, now, field)
    return SwapSide(layer, found.person, found.start, found.end)


def checked_swap(roster: Roster, first: SwapSide, second: SwapSide, people: People, now: datetime) -> None:
    """`Refused` when the two duties cannot be swapped (any more): the same person, a removed person, begun, or no longer theirs."""
    if first.person == second.person:
        raise Refused("Both duties are {name}'s. Choose a duty of somebody else.", field="theirs", name=name_of(people, first.person))
    for side, field in ((first, "mine"), (second, "theirs")):
        _present(people, side.person, field)
        now_there = [s for s in shifts(roster, side.layer, side.start, side.end) if s.person != side.person]
        if now_there:
            raise Refused(
                "The duty from {start} is no longer {name}'s. On duty then: {who}. Propose a new swap.",
                field=field,
                kind=CONFLICT,
                start=side.start,
                name=name_of(people, side.person),
                who=who_is(roster, side.layer, side.start, side.end, people),
            )
        _not_begun(Shift(side.layer, side.start, side.end, shift_at(roster, side.layer, side.start).duty), now, field)


def overrides_of(swap_id: int, first: SwapSide, second: SwapSide) -> tuple[Override, Override]:
    """What an accepted swap becomes: each has the other's duty."""
    return (
        Override(first.layer, first.start, first.end, first.person, second.person, swap=swap_id),
        Override(second.layer, second.start, second.end, second.person, first.person, swap=swap_id),
    )


def who_is(roster: Roster, layer: Layer, start: datetime, end: datetime, people: People) -> Sequence[object]:
    """Whose the duty is over a stretch, in words: one sentence a person in turn, at most five."""
    return tuple(
        Sentence("{name} until {end}", name=name_of(people, s.duty.person), end=s.end) for s in shifts(roster, layer, start, end)[:5]
    )


def _not_begun(shift: Shift, now: datetime, field: str) -> None:
    if shift.start <= now:
        raise Refused(
            "The duty from {start} has begun already. Let somebody stand in for the rest of it instead.", field=field, start=shift.start
        )


def _present(people: People, person: int, field: str) -> None:
    known = people.get(person)
    if known is None:
        raise Refused("There is no person {number} on the alert list.", field=field, kind=NOT_FOUND, number=person)
    if not known.active:
        raise Refused("{name} is no longer on the alert list. Choose somebody who is.", field=field, name=known.name)


def _stretch(start: datetime, end: datetime) -> None:
    if end <= start:
        raise Refused("The end must lie after the beginning.", field="end")
    if (end - start).days > LONGEST_DAYS:
        raise Refused("It is longer than a year. Enter at most a year at a time.", field="end")
    if not EARLIEST <= start.date() <= LATEST:
        raise Refused("The beginning must lie between 2000 and 2100.", field="start")
