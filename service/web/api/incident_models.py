"""Incidents as the API takes and tells them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictInt
from pydantic.config import JsonDict

from flows.replies import LONGEST_MINUTES
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, IncidentState, Medium, Mode, NoticeKind, TaskState
from service.domain.board import BoardGroup, BoardTask, BoardText, Next
from service.domain.cards import OpenCard
from service.domain.meeting import Meeting
from service.domain.preview import PreviewGroup, PreviewText
from service.web.api.exercise_models import ExerciseIn
from service.web.api.models import Content, Key, Moment, Number, Text, Told
from service.work.closing import Correction
from service.work.incidents import Alarm

_EXAMPLE: JsonDict = {
    "level": "red",
    "area": "vollsmose",
    "cause": "skyderi",
    "what_happened": "Skud ved butikscentret.",
    "reported_by": "fyns_politi",
}


class AlarmIn(Content):
    """What is raised: keys of the plan in force (`GET /api/v1/plan`)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    level: Key
    area: Key
    cause: Key
    what_happened: Annotated[Text, Field(max_length=2000)] = ""
    reported_by: Key | None = Field(None, description="The organisation that activated the duty chief (F1)")
    assessed_by: Key | None = Field(None, description="The organisation whose risk assessment it rests on; `reported_by` when left out")
    occurred_at: Moment | None = Field(None, description="When it happened; now when left out")
    exercise: ExerciseIn | None = Field(None, description="It did not happen: only those who take part are told, each message says so (I9)")

    def alarm(self) -> Alarm:
        """The alarm as the work layer takes it."""
        return Alarm(**self.model_dump(exclude={"exercise"}), exercise=self.exercise.drill() if self.exercise else None)


class LevelIn(Content):
    """Another level, and why (L4)."""

    level: Key
    reason: Annotated[Text, Field(max_length=500, examples=["Politiet har anholdt to personer."])]


class LogIn(Content):
    """A line in the log."""

    text: Annotated[Text, Field(max_length=4000)]
    occurred_at: Moment | None = Field(None, description="When it happened, if that was earlier: the entry carries both times")


class PhotoDeletionIn(Content):
    """Why a photo is deleted."""

    reason: Annotated[Text, Field(max_length=500, examples=["Et ansigt kan kendes."])]


class TextIn(Content):
    """Words to those who were told."""

    text: Annotated[Text, Field(max_length=500)]


class EvaluationIn(Content):
    """What was learnt."""

    text: Annotated[Text, Field(max_length=10_000)] = ""


class CorrectionIn(Content):
    """What was wrong; facts that are left out stand."""

    text: Annotated[Text, Field(max_length=500, description="The sentence that goes to everyone who was told")]
    area: Key | None = None
    cause: Key | None = None
    what_happened: Annotated[Text, Field(max_length=2000)] | None = None

    def correction(self) -> Correction:
        """The correction as the work layer takes it."""
        return Correction(**self.model_dump())


class AnswerIn(Content):
    """An answer of one person: their own by another system (`api`), or entered for them (`on_behalf`)."""

    person_id: Number
    kind: AnswerKind
    minutes: Annotated[StrictInt, Field(ge=1, le=LONGEST_MINUTES)] | None = Field(None, description="Goes with `on_my_way`")
    answered_at: Moment | None = Field(None, description="When they answered; now when left out")
    via: Literal[AnswerVia.API, AnswerVia.ON_BEHALF] = AnswerVia.ON_BEHALF


class NoteIn(Content):
    """A note to go with it."""

    note: Annotated[Text, Field(max_length=1000)] = ""


class IncidentOut(Told):
    """One incident in short."""

    id: int
    code: str = Field(description="The letter people write before their answer when several are open")
    mode: Mode
    state: IncidentState
    level: str | None
    area: str
    cause: str
    what_happened: str
    reported_by: str
    assessed_by: str
    occurred_at: datetime
    reported_at: datetime
    alerted_at: datetime | None
    called_off_at: datetime | None
    closing_text: str
    plan_id: int
    list_version: int | None


class BoardOut(Told):
    """The board of one incident: who was told, who has answered, what comes next by itself."""

    id: int
    code: str
    mode: Mode
    state: IncidentState
    level: str | None
    area: str
    cause: str
    what_happened: str
    reported_by: str
    assessed_by: str
    occurred_at: datetime
    alerted_at: datetime | None
    called_off_at: datetime | None
    closing_text: str
    list_version: int | None
    groups: tuple[BoardGroup, ...]
    tasks: tuple[BoardTask, ...]
    next: Next | None
    deliveries: dict[str, int] = Field(description="How many messages stand in each state")
    writing: bool = Field(description="Whether a long list is still being written")
    seq: int = Field(description="The timeline's last entry")
    cards: tuple[OpenCard, ...] = Field(description="The action cards of the seats (F8)")
    update_due: datetime | None = Field(description="When those warned are to hear next how it stands (F7)")
    meeting: Meeting | None = Field(None, description="The committee's newest meeting")
    outward: tuple[BoardText, ...] = Field(description="What is to go outward and has not yet, or is going out now (C1)")


class PreviewOut(Told):
    """Who would be warned, on what, in which words, and what will not work."""

    groups: tuple[PreviewGroup, ...]
    texts: tuple[PreviewText, ...]
    seats: int
    people: int
    messages: int
    sms_parts: int
    running: tuple[int, ...] = Field(description="Incidents that run in the area already, the newest first")
    holes: tuple[tuple[str, str], ...] = Field(description="Group and seat of each seat that nobody can be reached in")


class DeliveryOut(Told):
    """One message to one address, and how far it has come; `accepted` is not `delivered` (I4)."""

    id: int
    incident_id: int | None
    notice_id: int
    notice_kind: NoticeKind | None = None
    person_id: int
    medium: Medium
    address: str
    state: DeliveryState
    lane: int
    attempts: int
    provider: str | None
    provider_id: str | None
    code: str | None
    detail: str | None
    due_at: datetime
    created_at: datetime
    handed_at: datetime | None
    accepted_at: datetime | None
    delivered_at: datetime | None
    ended_at: datetime | None


class AnswerOut(Told):
    """One answer; the newest of a person stands, all are kept."""

    id: int
    person_id: int
    kind: AnswerKind
    minutes: int | None
    via: AnswerVia
    actor: str
    answered_at: datetime
    entered_at: datetime


class TakenOut(Told):
    """What became of an answer: `counted`, `repeated` (it stood already) or `too_late` (noted, the incident is closed)."""

    taken: str


class TaskOut(Told):
    """Something a seat is asked to do before `due_at`."""

    id: int
    incident_id: int
    kind: str
    group: str = Field(validation_alias="group_key")
    seat: str = Field(validation_alias="seat_key")
    title: str
    ready_text: str
    state: TaskState
    due_at: datetime
    fallback: str
    ended_at: datetime | None
    ended_by: str | None
    note: str


class LoggedOut(Told):
    """Where the line stands in the timeline."""

    incident_id: int
    seq: int


class PhotoLoggedOut(LoggedOut):
    """Where the line stands, and its photo as it is kept; the checksum stands in the timeline too."""

    sha256: str
    width: int = Field(description="In pixels")
    height: int = Field(description="In pixels")
