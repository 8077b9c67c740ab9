"""What is wrong with the roster over a stretch of time: when, who, and what to do (hard cases 8 and 9, I12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations

from contacts.roster import Duty, Gap, Roster
from contacts.roster_people import LAYERS, People, name_of
from contacts.shifts import Shift, shifts
from flows.sentences import Sentence
from flows.vocabulary import GapWhy, Layer


class ProblemKind(StrEnum):
    """What can be wrong, the worst first."""

    NOBODY = "nobody"
    GAP = "gap"
    REMOVED = "removed"
    NO_PHONE = "no_phone"
    DOUBLE = "double"
    ALONE = "alone"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong from `start` until `end`. `layer` is None when it is not one layer's alone."""

    kind: ProblemKind
    start: datetime
    end: datetime
    layer: Layer | None
    people: tuple[int, ...]
    what: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday, its local day, and that day's first and last instant; `confirmed` are those who have said that they take its duty."""

    name: str
    day: date
    start: datetime
    end: datetime
    confirmed: frozenset[int] = frozenset()


def problems(roster: Roster, people: People, start: datetime, end: datetime, holidays: Sequence[Holiday] = ()) -> list[Problem]:
    """Everything wrong with the roster from `start` until `end`, soonest first, the worst first among those.

    A roster in which nothing has been entered has no problems: the alert list's duty chief is called then.
    """
    by_layer = {layer: shifts(roster, layer, start, end) for layer in roster.layers()}
    found = [
        *_gaps(by_layer, people),
        *_without_phone(by_layer, people),
        *_double(by_layer, people),
        *_alone(roster, start, end),
        *_unconfirmed(by_layer.get(Layer.CHIEF, []), holidays, people),
    ]
    order = list(ProblemKind)
    return sorted(found, key=lambda p: (p.start, order.index(p.kind), list(Layer).index(p.layer) if p.layer else -1))


def _gaps(by_layer: dict[Layer, list[Shift]], people: People) -> Iterator[Problem]:
    for tiles in by_layer.values():
        for shift in tiles:
            if isinstance(shift.duty, Gap):
                yield _gap(shift, shift.duty, people)
    for start, end in _nobody(list(by_layer.values())):
        yield Problem(
            ProblemKind.NOBODY,
            start,
            end,
            None,
            (),
            Sentence("From {start} until {end} nobody at all is on duty, in any layer.", start=start, end=end),
            Sentence("Give somebody the duty. Until then the alert list's duty chief is called."),
        )


def _gap(shift: Shift, gap: Gap, people: People) -> Problem:
    facts = {"start": shift.start, "end": shift.end, "layer": LAYERS[shift.layer], "name": name_of(people, gap.person)}
    if gap.why is GapWhy.NOT_COVERED:
        what = Sentence(
            "From {start} until {end} no rotation covers the layer {layer}.",
            **{k: facts[k] for k in ("start", "end", "layer")},
        )
        remedy = Sentence("Enter a rotation that begins earlier.")
    elif gap.why is GapWhy.ABSENT:
        what = Sentence("{name} has the duty as {layer} from {start} until {end}, but is absent.", **facts)
        remedy = Sentence("Let somebody stand in, or swap. Until then the next layer is called.")
    else:
        what = Sentence("{name} has the duty as {layer} from {start} until {end}, but is no longer on the alert list.", **facts)
        remedy = Sentence("Enter a rotation without them, or let somebody stand in. Until then the next layer is called.")
    kind = ProblemKind.REMOVED if gap.why is GapWhy.REMOVED else ProblemKind.GAP
    return Problem(kind, shift.start, shift.end, shift.layer, (gap.person,) if gap.person is not None else (), what, remedy)


def _nobody(layers: list[list[Shift]]) -> list[tuple[datetime, datetime]]:
    """The stretches in which every layer has a gap: each layer's gaps, cut by the next one's."""
    if not layers:
        return []
    left = _gaps_of(layers[0])
    for tiles in layers[1:]:
        cut = [(max(a, c), min(b, d)) for a, b in left for c, d in _gaps_of(tiles)]
        left = [(a, b) for a, b in cut if a < b]
    return left


def _gaps_of(tiles: list[Shift]) -> list[tuple[datetime, datetime]]:
    return _merged([(s.start, s.end) for s in tiles if isinstance(s.duty, Gap)])


def _merged(stretches: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(stretches):
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _without_phone(by_layer: dict[Layer, list[Shift]], people: People) -> Iterator[Problem]:
    """Each such person once, at their first duty."""
    first: dict[int, Shift] = {}
    for shift in sorted((s for tiles in by_layer.values() for s in tiles), key=lambda s: s.start):
        if shift.person is not None:
            first.setdefault(shift.person, shift)
    for person, shift in first.items():
        known = people.get(person)
        if known is not None and not known.has_phone:
            yield Problem(
                ProblemKind.NO_PHONE,
                shift.start,
                shift.end,
                shift.layer,
                (person,),
                Sentence(
                    "{name} has the duty as {layer} from {start}, but has no telephone that can be reached.",
                    name=known.name,
                    layer=LAYERS[shift.layer],
                    start=shift.start,
                ),
                Sentence("Enter a mobile number on the alert list. Without one they are passed over at once."),
            )


def _alone(roster: Roster, start: datetime, end: datetime) -> Iterator[Problem]:
    """One layer is no escalation: a chief who does not answer is followed by nobody (F2)."""
    if len(roster.layers()) == 1:
        (layer,) = roster.layers()
        what = Sentence("Only one layer has a rotation: {layer}. Nobody follows when that person does not answer.", layer=LAYERS[layer])
        remedy = Sentence("Enter a rotation for the second on duty or the head of SSP.")
        yield Problem(ProblemKind.ALONE, start, end, layer, (), what, remedy)


def _double(by_layer: dict[Layer, list[Shift]], people: People) -> Iterator[Problem]:
    for one, other in combinations(by_layer, 2):
        shared: dict[int, list[tuple[datetime, datetime]]] = {}
        for person, start, end in _at_once(by_layer[one], by_layer[other]):
            shared.setdefault(person, []).append((start, end))
        for person, stretches in shared.items():
            for start, end in _merged(stretches):
                what = Sentence(
                    "{name} has two duties at once from {start} until {end}: {one} and {other}.",
                    name=name_of(people, person),
                    start=start,
                    end=end,
                    one=LAYERS[one],
                    other=LAYERS[other],
                )
                remedy = Sentence("Let somebody else have one of them: otherwise there is nobody to escalate to.")
                yield Problem(ProblemKind.DOUBLE, start, end, None, (person,), what, remedy)


def _at_once(one: list[Shift], other: list[Shift]) -> Iterator[tuple[int, datetime, datetime]]:
    """Where two layers' shifts of one person overlap; both lists are walked once."""
    i = j = 0
    while i < len(one) and j < len(other):
        a, b = one[i], other[j]
        if a.person is not None and a.person == b.person:
            yield a.person, max(a.start, b.start), min(a.end, b.end)
        if a.end <= b.end:
            i += 1
        else:
            j += 1


def _unconfirmed(chief: list[Shift], holidays: Sequence[Holiday], people: People) -> Iterator[Problem]:
    for holiday in holidays:
        for shift in chief:
            start, end = max(shift.start, holiday.start), min(shift.end, holiday.end)
            if start < end and isinstance(shift.duty, Duty) and shift.duty.person not in holiday.confirmed:
                what = Sentence(
                    "{name} is duty chief on {holiday} ({day}) and has not confirmed it.",
                    name=name_of(people, shift.duty.person),
                    holiday=holiday.name,
                    day=holiday.day,
                )
                remedy = Sentence("Ask them to confirm the duty on the roster page, or let somebody else have it.")
                yield Problem(ProblemKind.HOLIDAY, start, end, Layer.CHIEF, (shift.duty.person,), what, remedy)
