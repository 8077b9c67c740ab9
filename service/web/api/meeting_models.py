"""Meetings as the API takes and tells them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from flows.vocabulary import AnswerVia, MeetingState, Rsvp
from service.domain.meeting import Decided, MeetingSeat, Point
from service.web.api.models import Content, Key, Moment, Number, Text, Told

_START = "Wall-clock time of the municipality (`2026-11-22T21:50`), or a moment with its zone"
Start = Annotated[Text, Field(max_length=40, examples=["2026-11-22T21:50"], description=_START)]


class ConveneIn(Content):
    """When the committee meets; without a start at the time that is proposed."""

    start: Start | None = None


class MoveIn(Content):
    """Another start."""

    start: Start


class CancelIn(Content):
    """Why the meeting is cancelled, for the timeline."""

    reason: Annotated[Text, Field(max_length=500)] = ""


class NotesIn(Content):
    """What is written under points of the agenda, by the plan's keys."""

    points: Annotated[dict[Key, Annotated[Text, Field(max_length=4000)]], Field(max_length=50)]


class DecisionIn(Content):
    """A decision: what, which seat owns it, until when."""

    text: Annotated[Text, Field(max_length=500)]
    group: Key
    seat: Key
    due_at: Moment


class RsvpIn(Content):
    """An answer of one person to the summons: their own by another system (`api`), or entered for them (`on_behalf`)."""

    person_id: Number
    rsvp: Rsvp
    answered_at: Moment | None = Field(None, description="When they answered; now when left out")
    via: Literal[AnswerVia.API, AnswerVia.ON_BEHALF] = AnswerVia.ON_BEHALF


class ProposalOut(Told):
    """When the committee would meet, and why, in the language of `Accept-Language`."""

    start: datetime
    reasons: list[str]
    earliest: datetime = Field(description="The notice ends then (F5)")
    latest: datetime = Field(description="The deadline (F8)")


class MeetingOut(Told):
    """One meeting of the executive committee."""

    id: int
    incident_id: int
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    link: str
    sequence: int
    convened_at: datetime
    held_at: datetime | None
    ended_at: datetime | None
    joining: int
    required: int
    seats: tuple[MeetingSeat, ...]
    points: tuple[Point, ...]
    decisions: tuple[Decided, ...]
    minutes: str = Field(description="Empty until they are frozen")
    minutes_hash: str | None = Field(description="Their SHA-256")
