"""A scenario as data: what an exercise plays, what is thrown in and when, and what is expected of those who take part."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from actioncards.codec import built, plain
from actioncards.labels import Label


class Begins(StrEnum):
    """What the exercise begins with: an alarm at a level, or a party calling the duty chief out (F1)."""

    ALARM = "alarm"
    CALL_OUT = "call_out"


class Act(StrEnum):
    """What may be expected, and is seen in the timeline when it is done."""

    UPDATE = "update"
    MEETING = "meeting"
    LEVEL = "level"
    LOG = "log"
    CALL_OFF = "call_off"


@dataclass(frozen=True)
class Place:
    """A group of the plan, or one seat of it."""

    group: str
    seat: str | None = None


@dataclass(frozen=True)
class Expected:
    """What should come of an inject: in words, and where it can be measured the act and within how many minutes.

    `level` goes with the act `level`; left out, any change will do.
    """

    text: Label
    act: Act | None = None
    within_minutes: int | None = None
    level: str | None = None


@dataclass(frozen=True)
class Inject:
    """One thing thrown in, `minutes` after the exercise began: `tell` these places `text`, or enter `log` as a line of the log."""

    key: str
    minutes: int
    title: Label
    expect: Expected
    tell: tuple[Place, ...] = ()
    text: str | None = None
    log: str | None = None


@dataclass(frozen=True)
class Answers:
    """How simulated people answer in a tabletop: after how many minutes, and of a hundred how many cannot and how many are silent."""

    least_minutes: int = 1
    most_minutes: int = 6
    cannot_percent: int = 10
    silent_percent: int = 15


@dataclass(frozen=True)
class Scenario:
    """What an exercise plays. Nobody named in `takes_part`: everybody inside takes part, and nobody of civil society (I9).

    `assess_minutes` after a call-out the simulated duty chief raises the alarm, in a tabletop; `ends_minutes` after the beginning it ends.
    """

    key: str
    title: Label
    purpose: Label
    level: str
    area: str
    cause: str
    what_happened: str
    injects: tuple[Inject, ...]
    ends_minutes: int
    begins: Begins = Begins.ALARM
    grounds: str | None = None
    reported_by: str | None = None
    assess_minutes: int = 5
    takes_part: tuple[Place, ...] = ()
    answers: Answers = field(default_factory=Answers)

    def to_data(self) -> dict[str, Any]:
        """The scenario as JSON-ready values, to be kept as it was."""
        data: dict[str, Any] = plain(self)
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Scenario":
        """The scenario that `to_data` wrote; `ValueError` when it is none."""
        made = built(cls, json.loads(json.dumps(data)))
        assert isinstance(made, cls)
        return made
