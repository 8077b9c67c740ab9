"""A housing plan as data (S1-S3, S5). Figures and facts stand as in the source; descriptions are our own words.

Records are frozen, mappings read-only. Keys are ASCII slugs; text is in Danish, as the plans are. A field that is None, or
an empty tuple, is *not given* by the source. `line` is always the line of the source's text (see `Source`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from actioncards.housing.figures import Direction, Figure, Missing, Reading, Target, Unit
from actioncards.labels import Label

__all__ = [
    "Activity",
    "Area",
    "Body",
    "BodyKind",
    "BudgetLine",
    "Contradiction",
    "Count",
    "Criterion",
    "Direction",
    "Figure",
    "FocusArea",
    "Goal",
    "Hand",
    "HousingPlan",
    "Indicator",
    "Kind",
    "Label",
    "Missing",
    "Party",
    "Reading",
    "Resource",
    "Rule",
    "Section",
    "Silence",
    "Source",
    "Target",
    "Unit",
]


@dataclass(frozen=True)
class Section:
    """A part of the source, from its first line to the next section's."""

    line: int
    title: str


@dataclass(frozen=True)
class Source:
    """The document a plan was taken from. `sha256` is of the text file whose lines are counted."""

    title: str
    lines: int
    sha256: str
    sections: tuple[Section, ...]

    def place(self, line: int) -> str:
        """Where a line is, in words: `linje 302 (Strategisk samarbejdsaftale, afsnit 5)`."""
        title = next((one.title for one in reversed(self.sections) if one.line <= line), self.title)
        return f"linje {line} ({title})"


@dataclass(frozen=True)
class Party:
    """Who has made the agreement; `agreement` is a focus area's key for a party to that part only."""

    who: str
    line: int
    role: str | None = None
    agreement: str | None = None
    signed: date | None = None
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    """A housing area of the plan; what the source does not give is empty."""

    key: str
    label: str
    line: int
    also_called: tuple[str, ...] = ()
    place: str | None = None
    departments: tuple[str, ...] = ()
    landlords: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    nearby: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    profile: str | None = None


@dataclass(frozen=True)
class FocusArea:
    """A focus area (indsatsområde) and what is to come of it; `problem` in our own words."""

    key: str
    label: str
    line: int
    also_called: tuple[str, ...] = ()
    purpose: str | None = None
    problem: str | None = None
    resources: tuple["Resource", ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Goal:
    """A goal, or with `of` a sub-goal within a focus area; `due` is the date or month by which, as written."""

    key: str
    text: str
    line: int
    of: str | None = None
    due: str | None = None
    delivers: tuple[str, ...] = ()


class Kind(StrEnum):
    """What an indicator is in the plan: a steering figure, a local one, or a figure that describes the area."""

    OVERALL = "overall"
    LOCAL = "local"
    CONTEXT = "context"


@dataclass(frozen=True)
class Indicator:
    """A figure that the plan follows or describes its areas by."""

    key: str
    label: str
    unit: Unit
    direction: Direction
    kind: Kind
    line: int
    readings: tuple[Reading, ...] = ()
    goals: tuple[str, ...] = ()
    data_source: str | None = None
    targets: tuple[Target, ...] = ()
    measured: str | None = None
    note: str | None = None

    def figures(self) -> tuple[Figure, ...]:
        """Every figure of every place, in the order of the source."""
        return tuple(figure for reading in self.readings for figure in reading.figures())


@dataclass(frozen=True)
class Count:
    """How many there are in a target group: by area (or `all`), and the total the source states."""

    who: str
    line: int
    values: Mapping[str, str]
    unit: Unit = Unit.PERSONS
    total: Decimal | None = None
    total_line: int | None = None
    year: str | None = None
    data_source: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Criterion:
    """When something is a success: a number and its period, or words alone (then `number` is None)."""

    text: str
    line: int
    number: Decimal | None = None
    unit: Unit = Unit.COUNT
    at_least: bool = True
    period: str | None = None
    by: str | None = None
    data_source: str | None = None
    focus_area: str | None = None


@dataclass(frozen=True)
class Resource:
    """What an activity or focus area has to work with; `who` of it when the source says."""

    text: str
    line: int
    amount: Decimal | None = None
    unit: Unit | None = None


class Hand(StrEnum):
    """What an activity is worth on a bad evening: `network` reaches people now, `counsel` helps families, `later` neither."""

    NETWORK = "network"
    COUNSEL = "counsel"
    LATER = "later"


@dataclass(frozen=True)
class Activity:
    """An activity of a focus area; `practice` is a sentence or two of our own. Empty `areas` means all of the plan's."""

    key: str
    label: str
    line: int
    focus_area: str
    also_called: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    target_group: str | None = None
    counts: tuple[Count, ...] = ()
    practice: str | None = None
    parts: tuple[str, ...] = ()
    responsible: str | None = None
    partners: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    anchoring: str | None = None
    areas: tuple[str, ...] = ()
    hand: Hand = Hand.LATER
    note: str | None = None


@dataclass(frozen=True)
class BudgetLine:
    """An amount in kroner; `written` when the source writes it otherwise than `amount` says."""

    payer: str
    line: int
    amount: Decimal
    focus_area: str | None = None
    total: bool = False
    written: str | None = None


class BodyKind(StrEnum):
    """What a body of the plan is for."""

    BOARD = "board"
    STEERING = "steering"
    FOLLOW_UP = "follow_up"
    NETWORK = "network"
    MANAGEMENT = "management"
    WORKING = "working"
    MEETING = "meeting"


@dataclass(frozen=True)
class Body:
    """A body that governs, follows or links, and how often it meets; `least` and `most` are meetings a year."""

    key: str
    label: str
    kind: BodyKind
    line: int
    role: str | None = None
    members: tuple[str, ...] = ()
    meets: str | None = None
    meets_line: int | None = None
    least: int | None = None
    most: int | None = None
    called_by: str | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """How the parties agreed to act: notification, conflict, evaluation, revision (S4, S5)."""

    key: str
    label: str
    text: str
    line: int


@dataclass(frozen=True)
class Contradiction:
    """Two places of one source that do not agree: both are kept."""

    about: str
    one: str
    one_line: int
    other: str
    other_line: int


@dataclass(frozen=True)
class Silence:
    """What the source lacks though one would look for it, and why as far as it says."""

    about: str
    why: str
    line: int
    missing: Missing = Missing.NOT_GIVEN


@dataclass(frozen=True)
class HousingPlan:
    """One housing plan. `comparisons` are what its areas are held against (municipality, sector, population)."""

    key: str
    title: str
    municipality: str
    source: Source
    areas: Mapping[str, Area]
    comparisons: Mapping[str, Label]
    focus_areas: Mapping[str, FocusArea]
    starts: date | None = None
    ends: date | None = None
    period_line: int | None = None
    vision: str | None = None
    purposes: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    goals: Mapping[str, Goal] = field(default_factory=lambda: MappingProxyType({}))
    indicators: Mapping[str, Indicator] = field(default_factory=lambda: MappingProxyType({}))
    activities: Mapping[str, Activity] = field(default_factory=lambda: MappingProxyType({}))
    criteria: Mapping[str, Criterion] = field(default_factory=lambda: MappingProxyType({}))
    budget: tuple[BudgetLine, ...] = ()
    bodies: Mapping[str, Body] = field(default_factory=lambda: MappingProxyType({}))
    rules: Mapping[str, Rule] = field(default_factory=lambda: MappingProxyType({}))
    contradictions: tuple[Contradiction, ...] = ()
    silences: tuple[Silence, ...] = ()

    def runs(self, day: date) -> bool:
        """Whether the plan is in its period on `day`; one without a period never is."""
        return self.starts is not None and self.ends is not None and self.starts <= day <= self.ends

    def subject(self, key: str) -> str | None:
        """What an area or comparison is called; None when the plan knows neither."""
        if key in self.areas:
            return self.areas[key].label
        return self.comparisons[key].da if key in self.comparisons else None
