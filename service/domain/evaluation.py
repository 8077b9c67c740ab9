"""How an incident went, measured against the plan's own deadlines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from typing import Final

from service.domain.board import BoardTask


class Measured(StrEnum):
    """What is measured, from the alarm on."""

    FIRST_WARNED = "first_warned"
    HALF_ANSWERED = "half_answered"
    ALL_ANSWERED = "all_answered"
    MEETING = "meeting"
    FIRST_UPDATE = "first_update"


class Standing(StrEnum):
    """How something stands to the plan's deadline; `none` when the plan has none for it."""

    NONE = "none"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    ENDED_BEFORE = "ended_before"
    RUNS = "runs"


@dataclass(frozen=True, slots=True)
class Measure:
    """When something happened (None: not at all), how long after the alarm, and by when the plan wanted it (None: it does not say).

    `over` is until when it could have happened: the call-off, or now while the incident `runs`.
    """

    what: Measured
    at: datetime | None
    seconds: int | None
    deadline_at: datetime | None
    over: datetime
    runs: bool

    @property
    def standing(self) -> Standing:
        """How it stands to the deadline: one that had not come when the incident was called off is not broken."""
        return standing_of(self.at, self.deadline_at, self.over, runs=self.runs)

    @property
    def kept(self) -> bool | None:
        """Whether the plan's deadline was kept; None when there is none, or it had not come."""
        return {Standing.KEPT: True, Standing.NOT_KEPT: False}.get(self.standing)


def standing_of(at: datetime | None, deadline_at: datetime | None, over: datetime, *, runs: bool) -> Standing:
    """How what happened `at` (None: not at all until `over`) stands to its deadline."""
    if deadline_at is None:
        return Standing.NONE
    if at is not None:
        return Standing.KEPT if at <= deadline_at else Standing.NOT_KEPT
    if over >= deadline_at:
        return Standing.NOT_KEPT
    return Standing.RUNS if runs else Standing.ENDED_BEFORE


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
    """What went well and what did not, as people wrote it, beside what was measured, and what is still to be done.

    The `decisions` are the meetings', done or not: a call-off ends none of them (F6).
    """

    incident_id: int
    alerted_at: datetime | None
    went_well: str
    went_badly: str
    changed_at: datetime | None
    measures: tuple[Measure, ...]
    cards: CardCount
    seats: int
    seats_answered: int
    decisions: tuple[BoardTask, ...]
    follow_ups: tuple[FollowUp, ...]


HALF: Final = 0.5


def moment_of_share(answered: Iterable[datetime | None], share: float) -> datetime | None:
    """When so large a share of the seats had answered; None when it never was."""
    moments: Sequence[datetime | None] = list(answered)
    known = sorted(moment for moment in moments if moment is not None)
    needed = ceil(len(moments) * share)
    return known[needed - 1] if 0 < needed <= len(known) else None


@dataclass(frozen=True, slots=True)
class Measuring:
    """What an incident is measured by: the alarm `since`, and until when (`over`: the call-off, or now while it `runs`)."""

    since: datetime
    over: datetime
    runs: bool

    def measure(self, what: Measured, at: datetime | None, deadline_at: datetime | None = None) -> Measure:
        """One measure of it."""
        seconds = None if at is None else round((at - self.since).total_seconds())
        return Measure(what, at, seconds, deadline_at, self.over, self.runs)
