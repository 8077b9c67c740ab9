"""Register what is measured of a housing plan: values of indicators and deliveries of activities, never overwritten (S4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from actioncards.housing.figures import Missing, Unit
from actioncards.housing.model import HousingPlan
from flows.free_text import checked_text
from flows.sentences import CONFLICT, Refused, Sentence
from service.domain.activities import criterion_keys
from service.domain.indicators import Registered
from service.domain.language import LANGUAGES, translations
from service.domain.numbers import is_percentage, number_in, refuse_share
from service.domain.periods import period_in
from service.domain.words import MISSING
from service.store import housing as rows
from service.store.tables import HousingFigureRow
from service.work.housing import housing_plan
from service.work.unit import Unit as UnitOfWork

INDICATOR: Final = "indicator"
DELIVERY: Final = "delivery"
ALL: Final = "all"
"""All areas together, where a delivery is counted for the whole plan."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure as it was typed: `value` as written, or `missing` with why there is none; `counted` says how it was counted.

    With `corrects` a figure that stands may be replaced; it is kept as an earlier revision.
    """

    plan: str
    thing: str
    subject: str
    period: str
    value: str = ""
    kind: str = INDICATOR
    split: str = ""
    missing: str = ""
    unit: str = ""
    counted: str = ""
    note: str = ""
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A figure that can be stored."""

    plan: HousingPlan
    entered: Entered
    thing: str
    subject: str
    period: str
    value: Decimal | None
    missing: Missing | None


def checked(unit: UnitOfWork, entered: Entered) -> Checked:
    """The figure with its keys found and its number read; `Refused` names the field, and offers the nearest name."""
    plan = housing_plan(unit.house, entered.plan)
    things = plan.indicators if entered.kind == INDICATOR else plan.activities
    called = Sentence("indicator") if entered.kind == INDICATOR else Sentence("activity")
    thing = _found({key: one.label for key, one in things.items()}, entered.thing, "thing", called)
    subjects = {key: area.label for key, area in plan.areas.items()}
    subjects |= {key: label.da for key, label in plan.comparisons.items()} if entered.kind == INDICATOR else {ALL: ALL}
    subject = _found(subjects, entered.subject, "subject", Sentence("area"))
    period = period_in(entered.period, unit.now)
    if entered.kind == DELIVERY and entered.split and entered.split not in criterion_keys(plan.activities[thing]):
        raise Refused("The activity has no criterion {criterion}.", field="split", criterion=entered.split[:20])
    measured = plan.indicators[thing].unit if entered.kind == INDICATOR else Unit.COUNT
    if entered.missing.strip():
        if entered.value.strip():
            raise Refused("{subject} has a value and is missing at the same time. Keep one.", field="missing", subject=things[thing].label)
        return Checked(plan, entered, thing, subject, period, None, _reason(entered.missing))
    if not entered.value.strip():
        raise Refused("The figure is empty. Write it, or choose why there is none.", field="value")
    value = number_in(entered.value, measured)
    if not is_percentage(entered.value):
        refuse_share(value, measured, entered.unit)
    return Checked(plan, entered, thing, subject, period, value, None)


def _found(names: dict[str, str], typed: str, field: str, called: Sentence) -> str:
    if typed in names:
        return typed
    by_label = {label.casefold(): key for key, label in names.items()}
    tidy = typed.strip().casefold()
    if tidy in by_label:
        return by_label[tidy]
    if not tidy:
        raise Refused(
            "Nothing is filled in under {column}. Choose one of: {known}.", field=field, column=called, known=list(names.values())
        )
    near = get_close_matches(tidy, [*by_label, *names], n=1, cutoff=0.5)
    if near:
        raise Refused(
            "There is no {name}. Did you mean {nearest}?",
            field=field,
            name=typed[:60],
            nearest=names.get(by_label.get(near[0], near[0]), near[0]),
        )
    raise Refused("There is no {name}. Choose one of: {known}.", field=field, name=typed[:60], known=list(names.values()))


def _reason(text: str) -> Missing:
    """By its key, or by its word in any language."""
    speakers = [translations().speaker(language) for language in LANGUAGES]
    written = {name.casefold(): why for why in Missing for name in (why.value, *(voice.say(MISSING[why]) for voice in speakers))}
    found = written.get(text.strip().casefold())
    if found is None:
        raise Refused(
            "{reason} is no reason for a missing figure. Choose one of: {known}.",
            field="missing",
            reason=text.strip()[:40],
            known=list(MISSING.values()),
        )
    return found


async def register(unit: UnitOfWork, entered: Entered) -> HousingFigureRow:
    """Store one figure; `Refused` (conflict) when one stands for the same and this is not said to correct it."""
    return await store(unit, checked(unit, entered))


async def store(unit: UnitOfWork, figure: Checked) -> HousingFigureRow:
    """Write a checked figure as the next revision of what it is of."""
    entered = figure.entered
    await _refuse_frozen(unit, figure)
    key = (figure.plan.key, entered.kind, figure.thing, figure.subject, figure.period, entered.split)
    before = await rows.standing(unit.session, *key)
    if before is not None and not entered.corrects:
        raise Refused(
            "{period} has a figure already: {value}, entered {when}. Say that it is a correction to replace it.",
            field="period",
            kind=CONFLICT,
            period=figure.period,
            value=Decimal(before.value) if before.value is not None else MISSING[str(before.missing)],
            when=before.entered_at,
        )
    row = HousingFigureRow(
        plan_key=figure.plan.key,
        kind=entered.kind,
        thing_key=figure.thing,
        subject_key=figure.subject,
        period=figure.period,
        split=checked_text(entered.split, field="split", longest=40),
        revision=before.revision + 1 if before else 1,
        value=str(figure.value) if figure.value is not None else None,
        missing=figure.missing.value if figure.missing else None,
        counted=checked_text(entered.counted, field="counted", longest=500),
        note=checked_text(entered.note, field="note", longest=500),
        entered_at=unit.now,
        entered_by=unit.actor,
    )
    unit.session.add(row)
    await unit.session.flush()
    return row


async def _refuse_frozen(unit: UnitOfWork, figure: Checked) -> None:
    """A delivery after its quarter's report is frozen is a correction: the report stays, and the new figure says so."""
    if figure.entered.kind == DELIVERY and "Q" in figure.period and not figure.entered.corrects:
        closed = await rows.round_of(unit.session, figure.plan.key, figure.period)
        if closed is not None and closed.closed_at is not None:
            raise Refused(
                "The report of {quarter} is frozen. Enter the figure as a correction; the report keeps what it said.",
                field="period",
                kind=CONFLICT,
                quarter=figure.period,
            )


async def registered(unit: UnitOfWork, plan: HousingPlan) -> list[Registered]:
    """The indicator values that stand, of a plan."""
    return [
        Registered(
            row.thing_key,
            row.subject_key,
            row.period,
            row.split,
            Decimal(row.value) if row.value is not None else None,
            Missing(row.missing) if row.missing else None,
            row.counted,
            row.note,
        )
        for row in await rows.figures(unit.session, plan.key, INDICATOR)
    ]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one activity has delivered: the figures that stand by (area, quarter), and their sum."""

    activity: str
    figures: tuple[HousingFigureRow, ...]

    @property
    def total(self) -> Decimal:
        """All of it added up; what is missing counts as nothing in the sum and is shown beside it."""
        return sum(self.by_split.values(), Decimal(0))

    @property
    def by_split(self) -> dict[str, Decimal]:
        """The sums by what they count towards: a criterion (`c1`), or the activity as a whole (empty)."""
        sums: dict[str, Decimal] = {}
        for row in self.figures:
            if row.value is not None:
                sums[row.split] = sums.get(row.split, Decimal(0)) + Decimal(row.value)
        return sums


async def deliveries(unit: UnitOfWork, plan: HousingPlan) -> dict[str, Delivered]:
    """The deliveries that stand, by activity."""
    return _by_activity(await rows.figures(unit.session, plan.key, DELIVERY))


def _by_activity(found: Iterable[HousingFigureRow]) -> dict[str, Delivered]:
    by: dict[str, list[HousingFigureRow]] = {}
    for row in found:
        by.setdefault(row.thing_key, []).append(row)
    return {key: Delivered(key, tuple(figures)) for key, figures in by.items()}
