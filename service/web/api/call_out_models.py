"""Call-outs of the duty chief as the API takes and tells them (F1, F2, F13)."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from flows.vocabulary import Assessment, CallOutVia, IncidentState, Mode, SeatState
from service.web.api.exercise_models import ExerciseIn
from service.web.api.models import Content, Key, Moment, Number, Text, Told
from service.work.assessment import Briefing, ToAlarm
from service.work.callouts import CallOut

_EXAMPLE: JsonDict = {
    "area": "vollsmose",
    "what_happened": "Skyderi ved Bøgeparken.",
    "grounds": "Politiet vurderer, at der er risiko for gengæld.",
    "reported_by": "fyns_politi",
}


class CallOutIn(Content):
    """What the duty chief is called out with: keys of the plan in force (`GET /api/v1/plan`), and the risk assessment in words."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    area: Key
    what_happened: Annotated[Text, Field(min_length=1, max_length=2000)]
    grounds: Annotated[Text, Field(min_length=1, max_length=1000, description="The professional risk assessment, in words (F1)")]
    reported_by: Key = Field(description="The organisation that calls; the plan says which may")
    assessed_by: Key | None = Field(None, description="The organisation whose assessment it is; `reported_by` when left out")
    cause: Key = Field("", description="What has happened, if it is one of the plan's causes")
    occurred_at: Moment | None = Field(None, description="When it happened; now when left out")
    caller_person: Number | None = Field(None, description="Whom on the alert list to tell who takes it and what becomes of it")
    exercise: ExerciseIn | None = Field(None, description="It did not happen: only those who take part are told, each message says so (I9)")

    def call_out(self) -> CallOut:
        """The call-out as the work layer takes it."""
        drill = self.exercise.drill() if self.exercise else None
        return CallOut(**self.model_dump(exclude={"exercise"}), via=CallOutVia.API, exercise=drill)


class ToAlarmIn(Content):
    """The call-out is a crisis; area and words replace the caller's where they are given."""

    level: Key
    cause: Key
    area: Key | None = None
    what_happened: Annotated[Text, Field(max_length=2000)] | None = None

    def choice(self) -> ToAlarm:
        """The choice as the work layer takes it."""
        return ToAlarm(**self.model_dump())


class BriefingIn(Content):
    """Words for those who only need to know (F13)."""

    text: Annotated[Text, Field(min_length=1, max_length=500)]
    groups: Annotated[list[Key], Field(min_length=1, max_length=50, description="Groups of the plan; never outward ones")]

    def briefing(self) -> Briefing:
        """The briefing as the work layer takes it."""
        return Briefing(self.text, tuple(self.groups))


class ReasonIn(Content):
    """Why nothing more is done."""

    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class CallOutOut(Told):
    """How a call-out stands: who is being called, who has it, and what it was assessed as."""

    id: int = Field(description="The incident's id: the call-out is its beginning")
    code: str
    mode: Mode
    state: IncidentState
    level: str | None
    area: str
    cause: str
    what_happened: str
    grounds: str
    reported_by: str
    assessed_by: str
    via: CallOutVia
    caller: str
    reported_at: datetime
    seat: SeatState = Field(description="How the calling of the duty chief stands")
    calling: tuple[str, ...] = Field(description="Who is being called now")
    next_at: datetime | None = Field(description="When the next on duty is called by itself")
    rounds: int = Field(description="How often everyone on duty has been called again")
    taken_by: str | None
    taken_at: datetime | None
    outcome: Assessment | None
    outcome_text: str
    outcome_at: datetime | None
