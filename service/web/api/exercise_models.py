"""Exercises as the API takes and tells them (I9)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from actioncards.scenario import Begins, Place
from flows.vocabulary import IncidentState
from service.web.api.evaluations import MeasureOut
from service.web.api.models import Content, Key, Number, Told
from service.work.exercises import Drill


class PlaceIn(Content):
    """A group of the plan, or one seat of it."""

    group: Key
    seat: Key | None = None


class ExerciseIn(Content):
    """That it is an exercise, and who takes part. `{}`: everybody inside, and nobody of civil society."""

    scenario: Key | None = Field(None, description="One of `GET /api/v1/scenarios`; what it throws in comes at its minutes")
    takes_part: Annotated[list[PlaceIn], Field(max_length=100)] = Field([], description="The groups and seats that take part")
    people: Annotated[list[Number], Field(max_length=1000)] = Field([], description="People of the alert list who take part besides")

    def drill(self) -> Drill:
        """The exercise as the work layer takes it."""
        return Drill(self.scenario, tuple(Place(p.group, p.seat) for p in self.takes_part), tuple(self.people))


class InjectSummary(Told):
    """One thing that a scenario throws in."""

    key: str
    minutes: int
    title: str
    expected: str


class ScenarioOut(Told):
    """A scenario of the plan's folder; one that cannot be played says why in `problems`."""

    key: str
    title: str
    purpose: str
    begins: Begins | None
    level: str | None
    area: str | None
    cause: str | None
    ends_minutes: int | None
    injects: tuple[InjectSummary, ...]
    problems: tuple[str, ...] = Field(description="File, line, what is wrong and what is allowed")


class GivenOut(Told):
    """One inject: when it was, or will be, thrown in, and what came of it."""

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
    kept: bool | None = Field(description="Whether it was done in time; null when it is not measured, or not thrown in yet")


class DrilledOut(Told):
    """How one exercise went."""

    incident_id: int
    begun_at: datetime
    alerted_at: datetime | None
    state: IncidentState
    level: str | None
    area: str
    measures: tuple[MeasureOut, ...]
    seats: int
    seats_answered: int


class ExerciseOut(Told):
    """One exercise, and those of the same scenario, newest first."""

    incident_id: int
    scenario: str | None
    title: str
    purpose: str
    begun_at: datetime
    participants: tuple[str, ...]
    injects: tuple[GivenOut, ...]
    drills: tuple[DrilledOut, ...]
