"""Action cards: who does what, by when, at which level (F8)."""

from dataclasses import dataclass
from enum import StrEnum

from actioncards.labels import Label


class DoneBy(StrEnum):
    """What in the service is itself the doing of a step: the meeting convened, an update sent, the level changed."""

    MEETING = "meeting"
    UPDATE = "update"
    LEVEL = "level"


@dataclass(frozen=True)
class CardStep:
    """One thing to do within `deadline_minutes` of the alarm; `title` fits a text message, `text` says more on the page.

    With `done_by` the step is marked as done when that happens.
    """

    key: str
    title: Label
    deadline_minutes: int
    text: Label | None = None
    done_by: DoneBy | None = None


@dataclass(frozen=True)
class Card:
    """What one seat does at `levels`; with `causes`, only when it is one of those (F12); with `areas`, only in those (U3).

    The owner is reminded `remind_minutes` before a step's deadline, 0 for never.
    """

    key: str
    title: Label
    group: str
    seat: str
    levels: tuple[str, ...]
    steps: tuple[CardStep, ...]
    causes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    remind_minutes: int = 5

    def opens(self, level: str, cause: str, area: str) -> bool:
        """Whether the card opens for an incident of that level and cause in that area."""
        return level in self.levels and (not self.causes or cause in self.causes) and (not self.areas or area in self.areas)
