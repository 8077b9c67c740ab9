"""The board: one glance at one incident."""

from dataclasses import dataclass
from datetime import datetime

from actioncards.model import Plan
from flows.vocabulary import AnnouncementState, AnswerKind, DeliveryState, IncidentState, Medium, Mode, SeatState, TaskState, Tier
from service.domain.cards import OpenCard
from service.domain.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Attempt:
    """One message to one person and how far it came; *accepted* is never shown as *delivered* (I4)."""

    id: int
    medium: Medium
    state: DeliveryState
    code: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class BoardPerson:
    """Someone of a seat: how they were tried, and what they answered (`answered_at` None: nothing yet)."""

    id: int
    name: str
    organisation: str
    phone: str | None
    attempts: tuple[Attempt, ...]
    answer: AnswerKind | None
    minutes: int | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class BoardSeat:
    """A seat being called. `current` is the person being tried; `due_at` is when the next step comes, `next_step` which.

    `next_step` is `next_medium`, `deputy`, `chief` (the duty chief is told), `everyone` (all on duty are called again, F2) or None.
    """

    id: int
    key: str
    label: str
    state: SeatState
    people: tuple[BoardPerson, ...]
    current: BoardPerson | None
    due_at: datetime | None
    next_step: str | None
    answer: AnswerKind | None
    minutes: int | None
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """A group of the audience; silent seats come first. An open group has counts instead of seats."""

    key: str
    label: str
    tier: Tier
    step: str
    seats: tuple[BoardSeat, ...]
    answered: int
    required: int
    told: int
    answers: int


@dataclass(frozen=True, slots=True)
class BoardTask:
    """A task of the incident."""

    id: int
    title: str
    seat: str
    state: TaskState
    due_at: datetime
    ready_text: str
    ended_at: datetime | None
    overdue: bool
    decided: bool
    """Whether a meeting decided it; the other tasks warn people when they are done."""


@dataclass(frozen=True, slots=True)
class BoardText:
    """A text that is to go outward and has not yet, or is going out now; `line`: an answer that is shown and not sent.

    `until` is when its clearance lapses, `note` what a member wants changed.
    """

    id: int
    state: AnnouncementState
    line: bool
    audiences: tuple[str, ...]
    until: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing that will happen by itself: a seat's step, a task or card falling due, an update, the meeting's start."""

    kind: str
    label: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the duty chief sees of one incident; `seq` is the timeline's end, by which a page knows that it is old."""

    id: int
    code: str
    mode: Mode
    state: IncidentState
    plan: Plan
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
    deliveries: dict[str, int]
    writing: bool
    seq: int
    cards: tuple[OpenCard, ...] = ()
    update_due: datetime | None = None
    meeting: Meeting | None = None
    outward: tuple[BoardText, ...] = ()
