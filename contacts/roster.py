"""Who is on duty at any instant, by the local calendar's arithmetic (F2, I10, hard cases 6 and 8).

A rotation is people, a first day and a local hand-over time; nothing is expanded and stored, so a rotation made in summer
keeps its hour in winter, and each layer has exactly one duty at each instant of both clock-change nights. Overrides, swaps and
absences are laid over it. People are named by id; instants are aware and in UTC; days and times are the zone's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.vocabulary import DutyWhy, GapWhy, Layer
from flows.wall_clock import moment


@dataclass(frozen=True, slots=True)
class Rotation:
    """People who take a layer's duty in turn: `weeks` weeks each, from `first_day` at the local time `hand_over` on.

    From its first hand-over it replaces the layer's earlier rotations; the later in the list wins when two begin together.
    """

    layer: Layer
    people: tuple[int, ...]
    first_day: date
    hand_over: time
    weeks: int = 1
    id: int = 0

    def __post_init__(self) -> None:
        if not self.people or self.weeks < 1:
            raise ValueError("a rotation has people, and turns of at least a week")

    def begins(self, turn: int, zone: ZoneInfo) -> datetime:
        """When turn number `turn` (from 0) is handed over."""
        return moment(self.first_day + timedelta(weeks=self.weeks * turn), self.hand_over, zone)

    def turn_at(self, at: datetime, zone: ZoneInfo) -> int:
        """The number of the turn at an instant; negative before the first. A division, and at most one step either way."""
        days = (at.astimezone(zone).date() - self.first_day).days
        turn = days // (7 * self.weeks)
        if at < self.begins(turn, zone):
            return turn - 1
        return turn

    def person_of(self, turn: int) -> int:
        """Whose turn it is."""
        return self.people[turn % len(self.people)]


@dataclass(frozen=True, slots=True)
class Override:
    """From `start` until `end`, `person` has the duty that is `replaces`'s; it never covers anybody else's duty."""

    layer: Layer
    start: datetime
    end: datetime
    replaces: int
    person: int
    reason: str = ""
    id: int = 0
    swap: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """From `start` until `end`, `person` cannot be on duty."""

    person: int
    start: datetime
    end: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that decides who is on duty. Rotations and overrides stand in the order they were entered.

    `removed` are the people who are no longer on the alert list: they are treated as not there.
    """

    zone: ZoneInfo
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    removed: frozenset[int] = field(default_factory=frozenset)

    def layers(self) -> tuple[Layer, ...]:
        """The layers that have a rotation, in the order they are called."""
        return tuple(layer for layer in Layer if any(r.layer is layer for r in self.rotations))


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody has the layer's duty; `instead_of` is who would have had it by rotation, when it is somebody else.

    `source` is the id of the rotation or override that says so, `turn` the rotation's turn.
    """

    layer: Layer
    person: int
    why: DutyWhy
    source: int
    turn: int
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody has the layer's duty; `person` is whose it would be, if it is somebody's."""

    layer: Layer
    why: GapWhy
    person: int | None = None
    turn: int = -1


def look(roster: Roster, layer: Layer, at: datetime) -> Duty | Gap:
    """Who has the layer's duty at an instant, or why nobody has."""
    duty = _assigned(roster, layer, at)
    if isinstance(duty, Gap):
        return duty
    if duty.person in roster.removed:
        return Gap(layer, GapWhy.REMOVED, duty.person, duty.turn)
    if any(a.person == duty.person and a.start <= at < a.end for a in roster.absences):
        return Gap(layer, GapWhy.ABSENT, duty.person, duty.turn)
    return duty


def on_duty(roster: Roster, layer: Layer, at: datetime) -> Duty | None:
    """Who has the layer's duty at an instant; None when nobody has: then the next layer is called."""
    found = look(roster, layer, at)
    return found if isinstance(found, Duty) else None


def in_order(roster: Roster, at: datetime) -> tuple[Duty, ...]:
    """Whoever is on duty at an instant, duty chief first; nobody twice. Its first is the duty chief of the moment (F2)."""
    found = (on_duty(roster, layer, at) for layer in Layer)
    by_person: dict[int, Duty] = {}
    for duty in found:
        if duty is not None:
            by_person.setdefault(duty.person, duty)
    return tuple(by_person.values())


def ruling(roster: Roster, layer: Layer, at: datetime) -> Rotation | None:
    """The rotation that a layer goes by at an instant: of those that have begun, the one that began last."""
    begun = [(r.begins(0, roster.zone), number, r) for number, r in enumerate(roster.rotations) if r.layer is layer]
    begun = [entry for entry in begun if entry[0] <= at]
    return max(begun, key=lambda entry: entry[:2])[2] if begun else None


def assigned(roster: Roster, layer: Layer, at: datetime) -> int | None:
    """Whose duty it is, there or not: what an override or a swap of it must name."""
    found = _assigned(roster, layer, at)
    return found.person


def _assigned(roster: Roster, layer: Layer, at: datetime) -> Duty | Gap:
    rotation = ruling(roster, layer, at)
    if rotation is None:
        return Gap(layer, GapWhy.NOT_COVERED)
    turn = rotation.turn_at(at, roster.zone)
    by_rotation = rotation.person_of(turn)
    duty = Duty(layer, by_rotation, DutyWhy.ROTATION, rotation.id, turn)
    for o in overriding(roster.overrides, layer, at):
        if o.replaces == duty.person:
            why = DutyWhy.OVERRIDE if o.swap is None else DutyWhy.SWAP
            duty = Duty(layer, o.person, why, o.id, turn, by_rotation if o.person != by_rotation else None)
    return duty


def overriding(overrides: Sequence[Override], layer: Layer, at: datetime) -> list[Override]:
    """The overrides of a layer at an instant, in the order they were entered: a later one may replace an earlier one's person."""
    return [o for o in overrides if o.layer is layer and o.start <= at < o.end]
