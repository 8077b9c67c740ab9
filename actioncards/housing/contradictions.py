"""Where a housing plan's source does not agree with itself: both values are kept, and told with their places (S2).

Some contradictions are named in the data; the rest follow from the figures: two places that give different values for the
same, a value where another place says there is none, and totals that are not the sum of their parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import combinations

from actioncards.housing.figures import Figure, parsed
from actioncards.housing.model import Count, HousingPlan, Indicator
from flows.sentences import Sentence


@dataclass(frozen=True)
class Conflict:
    """Two things one source says; `about` is in the plan's language."""

    about: str
    one: Sentence | str
    one_place: str
    other: Sentence | str
    other_place: str

    @property
    def sentence(self) -> Sentence:
        """All of it in one sentence."""
        return Sentence(
            "{about}: {one}, {one_place}; {other}, {other_place}.",
            about=self.about,
            one=self.one,
            one_place=self.one_place,
            other=self.other,
            other_place=self.other_place,
        )


def conflicts(plan: HousingPlan) -> list[Conflict]:
    """Everything in the plan's source that does not agree, in the order of the plan's parts."""
    return [*_figures(plan), *_totals(plan), *_budget(plan), *_named(plan)]


def _named(plan: HousingPlan) -> Iterator[Conflict]:
    for one in plan.contradictions:
        yield Conflict(one.about, one.one, plan.source.place(one.one_line), one.other, plan.source.place(one.other_line))


def _figures(plan: HousingPlan) -> Iterator[Conflict]:
    for indicator in plan.indicators.values():
        for one, other in combinations(indicator.figures(), 2):
            if (one.subject, one.year, one.split) == (other.subject, other.year, other.split) and not _agree(one, other):
                yield _between(plan, indicator, one, other)


def _between(plan: HousingPlan, indicator: Indicator, one: Figure, other: Figure) -> Conflict:
    about = f"{indicator.label}, {plan.subject(one.subject)}"
    return Conflict(about, _said(one), plan.source.place(one.line), _said(other), plan.source.place(other.line))


def _agree(one: Figure, other: Figure) -> bool:
    if one.value is None or other.value is None:
        return one.value == other.value
    if one.high is not None or other.high is not None:
        return (one.value, one.high) == (other.value, other.high)
    if one.about != other.about:
        return True  # "about a third" beside the exact figure is no contradiction
    coarser = max(one.value, other.value, key=_exponent)
    step = Decimal(1).scaleb(_exponent(coarser))
    return any(one.value.quantize(step, how) == other.value.quantize(step, how) for how in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _said(figure: Figure) -> Sentence | str:
    if figure.value is None:
        return Sentence("no value")
    low, high = danish(figure.value), "" if figure.high is None else danish(figure.high)
    return f"{low}-{high}" if high else low


def danish(value: Decimal) -> str:
    """The number with a decimal comma, as the sources write it."""
    return f"{value:f}".replace(".", ",")


def _totals(plan: HousingPlan) -> Iterator[Conflict]:
    for activity in plan.activities.values():
        totals: dict[Decimal, list[Count]] = {}
        for count in activity.counts:
            if count.total is not None:
                totals.setdefault(count.total, []).append(count)
        for total, counts in totals.items():
            added = sum((parsed(text)[0] for count in counts for text in count.values.values()), Decimal(0))
            if added != total:
                one, line = Sentence("the parts add up to {number}", number=danish(added)), counts[0].line
                other = Sentence("the total is given as {number}", number=danish(total))
                where = plan.source.place(counts[0].total_line or line)
                yield Conflict(activity.label, one, plan.source.place(line), other, where)


def _budget(plan: HousingPlan) -> Iterator[Conflict]:
    for focus in (None, *plan.focus_areas):
        lines = [line for line in plan.budget if line.focus_area == focus]
        total = next((line for line in lines if line.total), None)
        parts = [line for line in lines if not line.total]
        if total is not None and parts and sum(line.amount for line in parts) != total.amount:
            label = plan.focus_areas[focus].label if focus else plan.title
            yield _sums(plan, label, sum((line.amount for line in parts), Decimal(0)), parts[0].line, total.amount, total.line)
    whole = next((line for line in plan.budget if line.total and line.focus_area is None), None)
    each = [line for line in plan.budget if line.total and line.focus_area is not None]
    if whole is not None and each and sum(line.amount for line in each) != whole.amount:
        yield _sums(plan, plan.title, sum((line.amount for line in each), Decimal(0)), each[0].line, whole.amount, whole.line)


def _sums(plan: HousingPlan, about: str, added: Decimal, line: int, total: Decimal, total_line: int) -> Conflict:
    one = Sentence("the parts add up to {number}", number=danish(added))
    other = Sentence("the total is given as {number}", number=danish(total))
    return Conflict(about, one, plan.source.place(line), other, plan.source.place(total_line))
