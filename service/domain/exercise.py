"""An exercise as people look at it: what was thrown in, what came of it, and how it went beside earlier drills."""

from dataclasses import dataclass
from datetime import datetime

from service.domain.evaluation import Measure


@dataclass(frozen=True, slots=True)
class Given:
    """One inject: when it was, or will be, thrown in, what is expected, and when that was done (None: not, or it is not measured).

    `within_minutes` is how long there was for it; None when what is expected is only words.
    """

    key: str
    title: str
    due_at: datetime
    given_at: datetime | None
    text: str
    log: str
    expected: str
    act: str | None
    within_minutes: int | None
    done_at: datetime | None
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Drilled:
    """How one exercise went: the same measures as an evaluation's, so that exercises can be laid beside each other."""

    incident_id: int
    begun_at: datetime
    alerted_at: datetime | None
    state: str
    level: str | None
    area: str
    measures: tuple[Measure, ...]
    seats: int
    seats_answered: int


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise. `drills` are those of the same scenario, this one among them, newest first; alone without a scenario."""

    incident_id: int
    scenario: str | None
    title: str
    purpose: str
    begun_at: datetime
    participants: tuple[str, ...]
    injects: tuple[Given, ...]
    drills: tuple[Drilled, ...]
