"""Does a housing plan fit together: known subjects, possible values, lines that its source has (S2, S3)?"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from actioncards.housing.figures import Reading, Unit, parsed
from actioncards.housing.model import Activity, Count, HousingPlan, Indicator
from actioncards.problems import shown
from actioncards.reader import Path, Reader
from flows.sentences import Sentence

BOUNDS: Final[Mapping[Unit, tuple[Decimal, Decimal]]] = {
    Unit.PERCENT: (Decimal(0), Decimal(100)),
    Unit.GRADE: (Decimal(-3), Decimal(12)),
}
"""The least and the most a figure of this unit can be; all others are merely not negative."""
WHOLE: Final = frozenset({Unit.PERSONS, Unit.HOUSEHOLDS, Unit.HOMES})
"""Units that are counted one by one."""
PREPAREDNESS: Final = "preparedness"
"""The agreement of a party that stands behind the preparedness plan alone."""
ALL: Final = "all"
"""Stands for all of the plan's areas together in a target group's numbers."""


def check_plan(plan: HousingPlan, reader: Reader) -> None:
    """Note everything that does not fit, at its file and line."""
    _Check(plan, reader).run()


class _Check:
    def __init__(self, plan: HousingPlan, reader: Reader) -> None:
        self.plan = plan
        self.reader = reader
        self.subjects = (*plan.areas, *plan.comparisons)

    def run(self) -> None:
        """Every check, in the order of the files."""
        most = self.plan.source.lines
        for path, line in lines_of(self.plan):
            if not 1 <= line <= most:
                self._wrong(path, Sentence("The source has {lines} lines; there is no line {line}.", lines=most, line=line))
        for number, party in enumerate(self.plan.parties):
            self._known(("parties", number, "agreement"), [party.agreement], (*self.plan.focus_areas, PREPAREDNESS))
        for key, goal in self.plan.goals.items():
            self._known(("goals", key, "of"), [goal.of], self.plan.focus_areas)
        for key, indicator in self.plan.indicators.items():
            self._indicator(("indicators", key), indicator)
        for key, activity in self.plan.activities.items():
            self._activity(("activities", key), activity)
        for number, line_ in enumerate(self.plan.budget):
            self._known(("budget", number, "focus_area"), [line_.focus_area], self.plan.focus_areas)
        for key, criterion in self.plan.criteria.items():
            self._known(("criteria", key, "focus_area"), [criterion.focus_area], self.plan.focus_areas)
        for key, body in self.plan.bodies.items():
            self._known(("bodies", key, "areas"), body.areas, self.plan.areas)

    def _indicator(self, path: Path, indicator: Indicator) -> None:
        self._known((*path, "goals"), indicator.goals, self.plan.goals)
        for number, target in enumerate(indicator.targets):
            self._known((*path, "targets", number, "subject"), [target.subject], self.subjects)
            if target.value is not None:
                self._possible((*path, "targets", number, "value"), indicator.unit, target.value)
        for number, reading in enumerate(indicator.readings):
            self._reading((*path, "readings", number), indicator.unit, reading)

    def _reading(self, path: Path, unit: Unit, reading: Reading) -> None:
        for name in ("values", "missing", "notes", "lines"):
            for subject in getattr(reading, name):
                self._known((*path, name, subject), [subject], self.subjects)
        for subject, text in reading.values.items():
            where: Path = (*path, "values", subject)
            if subject in reading.missing:
                self._wrong(where, Sentence("{subject} has a value and is missing at the same time. Keep one.", subject=subject))
            self._value(where, unit, text)

    def _value(self, path: Path, unit: Unit, text: str) -> None:
        try:
            low, high, _ = parsed(text)
        except ValueError:
            self._wrong(path, Sentence("{value} is not a number such as 44.8, with a point.", value=shown(text)))
            return
        for value in (low, high):
            if value is not None:
                self._possible(path, unit, value)
        if high is not None and high <= low:
            self._wrong(path, Sentence("The range {value} must end higher than it begins.", value=shown(text)))

    def _possible(self, path: Path, unit: Unit, value: Decimal) -> None:
        if (refusal := impossible(unit, value)) is not None:
            self._wrong(path, refusal)

    def _activity(self, path: Path, activity: Activity) -> None:
        self._known((*path, "focus_area"), [activity.focus_area], self.plan.focus_areas)
        self._known((*path, "areas"), activity.areas, self.plan.areas)
        for number, count in enumerate(activity.counts):
            self._count((*path, "counts", number), count)

    def _count(self, path: Path, count: Count) -> None:
        self._known((*path, "values"), count.values, (*self.subjects, ALL))
        for subject, text in count.values.items():
            self._value((*path, "values", subject), count.unit, text)

    def _known(self, path: Path, keys: Iterable[str | None], allowed: Iterable[str]) -> None:
        choices = tuple(allowed)
        for key in keys:
            if key is not None and key not in choices:
                sentence = Sentence("There is no {key} in the plan.", key=shown(key))
                self.reader.wrong(path, self.reader.spot_of(path), sentence, allowed=choices, instead_of=key)

    def _wrong(self, path: Path, sentence: Sentence) -> None:
        self.reader.wrong(path, self.reader.spot_of(path), sentence)


def impossible(unit: Unit, value: Decimal) -> Sentence | None:
    """Why `value` cannot be a figure of `unit`; None when it can."""
    least, most = BOUNDS.get(unit, (Decimal(0), None))
    if value < least or (most is not None and value > most):
        if most is None:
            return Sentence("{value} cannot be: it is below zero.", value=value)
        return Sentence("{value} cannot be: it must lie from {least} to {most}.", value=value, least=least, most=most)
    if unit in WHOLE and value != value.to_integral_value():
        return Sentence("{value} cannot be: this is counted in whole numbers.", value=value)
    return None


def lines_of(plan: HousingPlan) -> Iterator[tuple[Path, int]]:
    """Every line of the source that the plan names, and where in its files."""
    for name in ("areas", "focus_areas", "goals", "indicators", "activities", "criteria", "bodies", "rules"):
        for key, thing in getattr(plan, name).items():
            yield (name, key), thing.line
    for name in ("parties", "budget", "silences"):
        for number, thing in enumerate(getattr(plan, name)):
            yield (name, number), thing.line
    for key, indicator in plan.indicators.items():
        for number, reading in enumerate(indicator.readings):
            yield ("indicators", key, "readings", number), reading.line
            yield from ((("indicators", key, "readings", number), line) for line in reading.lines.values())
        yield from ((("indicators", key, "targets", number), target.line) for number, target in enumerate(indicator.targets))
    for key, activity in plan.activities.items():
        for name in ("counts", "criteria", "resources"):
            yield from ((("activities", key, name, number), one.line) for number, one in enumerate(getattr(activity, name)))
    for number, one in enumerate(plan.contradictions):
        yield ("contradictions", number), one.one_line
        yield ("contradictions", number), one.other_line
