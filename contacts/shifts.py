"""The roster over a stretch of time: shifts that lie end to end, without overlap or hole (F2, hard cases 6 and 7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contacts.roster import Duty, Gap, Override, Roster, Rotation, look
from flows.sentences import Refused
from flows.vocabulary import Layer

LONGEST: Final = timedelta(days=366 * 12)
"""The longest stretch that is looked at in one go; with turns of at least a week it has at most some 650."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One duty, or one gap, from `start` until `end`."""

    layer: Layer
    start: datetime
    end: datetime
    duty: Duty | Gap

    @property
    def person(self) -> int | None:
        """Who is on duty; None in a gap."""
        return self.duty.person if isinstance(self.duty, Duty) else None


def shifts(roster: Roster, layer: Layer, start: datetime, end: datetime) -> list[Shift]:
    """The layer's duties and gaps that tile `start` until `end`: the first begins at `start`, the last ends at `end`.

    Each turn of the rotation is a shift of its own, also when the same person has two in a row. `Refused` for a stretch that
    ends before it begins or is longer than `LONGEST`.
    """
    if end < start:
        raise Refused("The end lies before the beginning. Give the later moment as the end.", field="end")
    if end - start > LONGEST:
        raise Refused("The stretch is too long. Ask for at most twelve years at a time.", field="end")
    edges = sorted({start, *(edge for edge in _edges(roster, layer, start, end) if start < edge < end)})
    tiles = (Shift(layer, a, b, look(roster, layer, a)) for a, b in zip(edges, [*edges[1:], end], strict=True) if a < b)
    return list(_joined(tiles))


def shift_at(roster: Roster, layer: Layer, at: datetime) -> Shift:
    """The whole shift, or gap, that an instant lies in, as far as six months either way."""
    reach = timedelta(days=183)
    return next(s for s in shifts(roster, layer, at - reach, at + reach) if s.start <= at < s.end)


def duties_of(roster: Roster, person: int, start: datetime, end: datetime) -> list[Shift]:
    """The shifts in which a person is on duty between two instants, in any layer, soonest first.

    Each is whole: one that has begun before `start` tells when it really began, one that goes on after `end` when it ends.
    """
    reach = timedelta(weeks=max((rotation.weeks for rotation in roster.rotations), default=0), days=1)  # no duty is longer than its turn
    around = [s for layer in roster.layers() for s in shifts(roster, layer, start - reach, end + reach)]
    found = [s for s in around if s.person == person and s.start < end and start < s.end]
    return sorted(found, key=lambda s: (s.start, list(Layer).index(s.layer)))


def next_change(roster: Roster, at: datetime, until: datetime) -> datetime | None:
    """The first instant after `at` and before `until` at which somebody else may become the duty chief of the moment."""
    edges = (edge for layer in roster.layers() for edge in _edges(roster, layer, at, until))
    return min((edge for edge in edges if at < edge < until), default=None)


def _edges(roster: Roster, layer: Layer, start: datetime, end: datetime) -> Iterator[datetime]:
    """Every instant at which the layer's duty may change."""
    for rotation in roster.rotations:
        if rotation.layer is layer:
            yield from _turns(rotation, roster, start, end)
    for override in roster.overrides:
        if override.layer is layer:
            yield from (override.start, override.end)
    for absence in roster.absences:
        yield from (absence.start, absence.end)


def _turns(rotation: Rotation, roster: Roster, start: datetime, end: datetime) -> Iterator[datetime]:
    first = max(0, rotation.turn_at(start, roster.zone))
    last = rotation.turn_at(end, roster.zone)
    for turn in range(first, last + 1):
        yield rotation.begins(turn, roster.zone)


def _joined(tiles: Iterable[Shift]) -> Iterator[Shift]:
    """Neighbours that say the same become one: the edge between them was somebody else's absence, or an override that came to nothing."""
    held: Shift | None = None
    for tile in tiles:
        if held is not None and held.duty == tile.duty:
            held = Shift(held.layer, held.start, tile.end, held.duty)
            continue
        if held is not None:
            yield held
        held = tile
    if held is not None:
        yield held


def covered(roster: Roster, override: Override) -> list[tuple[datetime, datetime]]:
    """The stretches in which the duty is `override.replaces`'s before the override is laid over the roster."""
    found: list[tuple[datetime, datetime]] = []
    for shift in shifts(roster, override.layer, override.start, override.end):
        if shift.duty.person != override.replaces:
            continue
        if found and found[-1][1] == shift.start:
            found[-1] = (found[-1][0], shift.end)
        else:
            found.append((shift.start, shift.end))
    return found
