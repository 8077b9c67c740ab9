"""How severe a crisis is, what calls for it and what follows from it (L1-L3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from actioncards.groups import Policy
from actioncards.labels import Label
from flows.sentences import NOT_FOUND, Refused


class Shape(StrEnum):
    """A level's sign beside its colour, for those who do not see the colour."""

    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    SQUARE = "square"
    CIRCLE = "circle"


@dataclass(frozen=True)
class Cause:
    """An example of what calls for a level (L1, L2), as the duty chief picks it."""

    key: str
    label: Label


@dataclass(frozen=True)
class MeetingRule:
    """When the executive committee meets (F5, F8), always with at least `notice_minutes`' notice.

    `at_once`: as soon as the notice allows, whatever the office hours; else in office hours. It must have met within
    `deadline_minutes` of the alarm, where that is given, and never later than the plan's next-morning time.
    """

    at_once: bool
    notice_minutes: int
    deadline_minutes: int | None = None


@dataclass(frozen=True)
class Level:
    """How severe a crisis is (L1, L2); a higher `rank` is more severe. `word` opens this level's text messages.

    `update_cadence_minutes` is how often those warned hear how it stands, 0 for no fixed times; `update_second_minutes` after the
    duty chief was reminded the second is told (F7).
    """

    key: str
    label: Label
    word: Label
    rank: int
    shape: Shape
    colour: str
    proactive: bool
    causes: tuple[Cause, ...]
    policies: Mapping[str, Policy]
    meeting: MeetingRule
    update_cadence_minutes: int
    answers_within_minutes: int
    update_second_minutes: int = 15

    def cause(self, key: str) -> Cause:
        """The cause with that key; `Refused` (not found) when the level has no such cause."""
        for cause in self.causes:
            if cause.key == key:
                return cause
        raise Refused("The level {level} has no cause {cause}.", field="cause", kind=NOT_FOUND, level=self.key, cause=key)
