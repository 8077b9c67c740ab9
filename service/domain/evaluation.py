"""How an incident went, measured against the plan's own deadlines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from typing import Final


class Measured(StrEnum):
    """What is measured, from the alarm on."""

    FIRST_WARNED = "first_warned"
    HALF_ANSWERED = "half_answered"
    ALL_ANSWERED = "all_answered"
    MEETING = "meeting"
    FIRST_UPDATE = "first_update"


@dataclass(frozen=True, slots=True)
class Measure:
    """When something happened (None: not at all), how long after the alarm, and by when the plan wanted it (None: it does not say)."""

    what: Measured
    at: datetime | None
    seconds: int | None
    deadline_at: datetime | None

    @property
    def kept(self) -> bool | None:
        """Whether the plan's deadline was kept; None when there is none."""
        return None if self.deadline_at is None else self.at is not None and self.at <= self.deadline_at


@dataclass(frozen=True, slots=True)
class CardCount:
    """How many steps of the action cards were done in time, late, said no to, and left undone."""

    in_time: int = 0
    late: int = 0
    declined: int = 0
    undone: int = 0


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something to be done after the incident."""

    id: int
    incident_id: int
    text: str
    owner: str
    due_on: date
    late: bool
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What went well and what did not, as people wrote it, beside what was measured."""

    incident_id: int
    alerted_at: datetime | None
    went_well: str
    went_badly: str
    changed_at: datetime | None
    measures: tuple[Measure, ...]
    cards: CardCount
    seats: int
    seats_answered: int
    follow_ups: tuple[FollowUp, ...]


HALF: Final = 0.5


def moment_of_share(answered: Iterable[datetime | None], share: float) -> datetime | None:
    """When so large a share of the seats had answered; None when it never was."""
    moments: Sequence[datetime | None] = list(answered)
    known = sorted(moment for moment in moments if moment is not None)
    needed = ceil(len(moments) * share)
    return known[needed - 1] if 0 < needed <= len(known) else None


def measure(what: Measured, at: datetime | None, since: datetime, deadline_at: datetime | None = None) -> Measure:
    """One measure of an incident that was alerted at `since`."""
    return Measure(what, at, None if at is None else round((at - since).total_seconds()), deadline_at)
