"""A meeting as it is seen: by the duty chief, on the board, and by one of those invited."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flows.vocabulary import InvitationState, InvitationStep, MeetingState, Rsvp, TaskState


@dataclass(frozen=True, slots=True)
class Invited:
    """Someone of a seat, in its order; `asked` says whether they have been summoned."""

    id: int
    name: str
    phone: str | None
    asked: bool


@dataclass(frozen=True, slots=True)
class MeetingSeat:
    """A seat's invitation: who is asked or has answered, and what comes next by itself, when."""

    id: int
    key: str
    label: str
    state: InvitationState
    people: tuple[Invited, ...]
    current: str | None
    rsvp: Rsvp | None
    answered_by: str | None
    answered_at: datetime | None
    next: InvitationStep | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda and what has been written under it."""

    key: str
    label: str
    text: str

    @property
    def mark(self) -> str:
        """Tells this text from another: a page says by it what its writer was shown."""
        return mark_of(self.text)


def mark_of(text: str) -> str:
    """The mark of a text written under a point; white space around it does not count."""
    return hashlib.sha256(text.strip().encode(errors="backslashreplace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: its task, its owner's seat, and how it stands."""

    task_id: int
    text: str
    owner: str
    due_at: datetime
    state: TaskState


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting; `joining` seats with a vote of the `required` (the plan's quorum)."""

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
    minutes: str
    minutes_hash: str | None
