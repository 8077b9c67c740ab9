"""Figures as a housing plan gives them: with their place, and with *not given* as a value of its own (S2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


class Unit(StrEnum):
    """What a figure counts. A percentage is written 0-100, never as a share of one."""

    PERCENT = "percent"
    PERSONS = "persons"
    HOUSEHOLDS = "households"
    HOMES = "homes"
    COUNT = "count"
    GRADE = "grade"
    KRONER = "kroner"
    HOURS_A_WEEK = "hours_a_week"
    FULL_TIME = "full_time"
    TIMES = "times"
    METRES = "square_metres"


class Direction(StrEnum):
    """Which way is better; `NONE` for a figure that only describes."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Missing(StrEnum):
    """Why there is no figure. None of these is zero."""

    NOT_GIVEN = "not_given"
    """The source says nothing."""
    WITHHELD = "withheld"
    """It exists and is not told: too few people, or it may not be."""
    NOT_MEASURED = "not_measured"
    """Nobody measures it there."""
    LATER = "later"
    """It is to be measured once the plan runs."""
    UNREADABLE = "unreadable"
    """It was written and cannot be read in the text we have."""


@dataclass(frozen=True)
class Figure:
    """One value of one subject at one place of a source: exact, a range, about, or missing with the reason."""

    subject: str
    line: int
    value: Decimal | None = None
    high: Decimal | None = None
    about: bool = False
    missing: Missing | None = None
    year: str | None = None
    split: str | None = None
    note: str | None = None

    @property
    def given(self) -> bool:
        """Whether there is a value at all."""
        return self.value is not None


@dataclass(frozen=True)
class Reading:
    """One place of the source that gives an indicator's value for one or more subjects.

    `values` are by area or comparison, numbers or ranges (`12..14`), with `~` before what the source only says about;
    `missing` names the subjects that the place has no value for and why. `line` is the line of the source's text,
    `lines` those of single subjects where they differ. `year` is as written (`2022`, `2022-09`), `split` the election or
    half-year it is for.
    """

    line: int
    year: str | None = None
    split: str | None = None
    values: Mapping[str, str] = field(default_factory=_nothing)
    missing: Mapping[str, Missing] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[str, str] = field(default_factory=_nothing)
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def figures(self) -> tuple[Figure, ...]:
        """Every figure of this place, given ones first; `ValueError` for a value that is no number."""
        given = [self._given(subject, text) for subject, text in self.values.items()]
        absent = [
            Figure(
                subject,
                self.lines.get(subject, self.line),
                missing=why,
                year=self.year,
                split=self.split,
                note=self.notes.get(subject),
            )
            for subject, why in self.missing.items()
        ]
        return (*given, *absent)

    def _given(self, subject: str, text: str) -> Figure:
        low, high, about = parsed(text)
        line = self.lines.get(subject, self.line)
        return Figure(subject, line, low, high, about, None, self.year, self.split, self.notes.get(subject))


def parsed(text: str) -> tuple[Decimal, Decimal | None, bool]:
    """`(value, upper end of a range or None, whether it is only about)`; `ValueError` when it is no number."""
    bare = text.removeprefix("~")
    low, dots, high = bare.partition("..")
    return _number(low), _number(high) if dots else None, bare != text


def _number(text: str) -> Decimal:
    if not text.lstrip("-").replace(".", "", 1).isdecimal():
        raise ValueError(text)
    return Decimal(text)


@dataclass(frozen=True)
class Target:
    """What an indicator is to reach: a value, or no more than a comparison; `by` is a year or a date as written."""

    line: int
    value: Decimal | None = None
    by: str | None = None
    subject: str | None = None
    change_percent: Decimal | None = None
    vision: bool = False
    note: str | None = None
