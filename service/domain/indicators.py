"""What a housing plan's figures say of an area: the newest beside the comparison, and the way there (S2, S6).

A figure that is not given stays so: it is shown with its reason, never as zero and never drawn as a point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from actioncards.housing.contradictions import danish
from actioncards.housing.figures import Direction, Figure, Missing, Unit
from actioncards.housing.model import HousingPlan, Indicator, Kind


@dataclass(frozen=True, slots=True)
class Registered:
    """A figure that was measured after the plan was made: its period (`2026`, `2026-Q3`), who entered it is in `source`."""

    thing: str
    subject: str
    period: str
    split: str
    value: Decimal | None
    missing: Missing | None
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one subject: `doubtful` when the source gives another value for the same elsewhere."""

    period: str
    split: str
    value: Decimal | None
    high: Decimal | None
    about: bool
    missing: Missing | None
    source: str
    note: str
    baseline: bool
    doubtful: bool = False

    @property
    def shown(self) -> str:
        """The number with a decimal comma and its range; empty when there is none."""
        if self.value is None:
            return ""
        text = danish(self.value) if self.high is None else f"{danish(self.value)}-{danish(self.high)}"
        return f"~{text}" if self.about else text


class Standing(StrEnum):
    """How an area stands beside the comparison, in the direction the plan wants."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of one area: the newest figure, the comparisons' newest, and how it stands."""

    indicator: Indicator
    own: Point
    comparisons: tuple[tuple[str, Point], ...]
    standing: Standing


def points(plan: HousingPlan, indicator: Indicator, subject: str, registered: Iterable[Registered] = ()) -> tuple[Point, ...]:
    """Every figure of a subject in the order of time, the source's first among equals; two of one period are both kept."""
    given = [_of_source(plan, figure) for figure in indicator.figures() if figure.subject == subject]
    later = [_registered(one) for one in registered if (one.thing, one.subject) == (indicator.key, subject)]
    marked = [_marked(point, given) for point in given]
    return tuple(sorted([*marked, *later], key=lambda point: (point.period or "0000", not point.baseline)))


def _of_source(plan: HousingPlan, figure: Figure) -> Point:
    return Point(
        figure.year or "",
        figure.split or "",
        figure.value,
        figure.high,
        figure.about,
        figure.missing,
        plan.source.place(figure.line),
        figure.note or "",
        baseline=True,
    )


def _registered(one: Registered) -> Point:
    return Point(one.period, one.split, one.value, None, False, one.missing, one.source, one.note, baseline=False)


def _marked(point: Point, among: Sequence[Point]) -> Point:
    others = [o for o in among if (o.period, o.split) == (point.period, point.split) and o is not point]
    if any(o.value != point.value for o in others):
        values = (point.period, point.split, point.value, point.high, point.about, point.missing, point.source, point.note, point.baseline)
        return Point(*values, doubtful=True)
    return point


def newest(found: Sequence[Point]) -> Point | None:
    """The newest figure that is given; when none is, why there is none."""
    given = [point for point in found if point.value is not None]
    if given:
        latest = max(given, key=lambda point: point.period)
        return next(point for point in given if point.period == latest.period)
    return found[-1] if found else None


def area_rows(plan: HousingPlan, area: str, registered: Sequence[Registered] = (), *, context: bool = False) -> list[Row]:
    """Each indicator that says anything of the area, steering figures first; with `context` the figures that only describe."""
    kinds = (Kind.CONTEXT,) if context else (Kind.OVERALL, Kind.LOCAL)
    chosen = [one for kind in kinds for one in plan.indicators.values() if one.kind is kind]
    rows = (_row(plan, indicator, area, registered) for indicator in chosen)
    return [row for row in rows if row is not None]


def _row(plan: HousingPlan, indicator: Indicator, area: str, registered: Sequence[Registered]) -> Row | None:
    own = newest(points(plan, indicator, area, registered))
    if own is None:
        return None
    found = [(key, newest(points(plan, indicator, key, registered))) for key in plan.comparisons]
    comparisons = tuple((key, point) for key, point in found if point is not None and point.value is not None)
    return Row(indicator, own, comparisons, standing(indicator, own, [p for key, p in comparisons if key != "whole"]))


def standing(indicator: Indicator, own: Point, others: Sequence[Point]) -> Standing:
    """How a figure stands beside the first comparison that has one."""
    if own.value is None or not others or others[0].value is None or indicator.direction is Direction.NONE:
        return Standing.UNKNOWN
    if own.value == others[0].value:
        return Standing.SAME
    higher = own.value > others[0].value
    return Standing.BETTER if higher is (indicator.direction is Direction.UP) else Standing.WORSE


UNIT_SIGNS = {Unit.PERCENT: " %", Unit.KRONER: " kr.", Unit.METRES: " m²"}
"""What stands after a number; the other units are told by the indicator's own name."""


def sign(unit: Unit) -> str:
    """What stands after a number of this unit."""
    return UNIT_SIGNS.get(unit, "")
