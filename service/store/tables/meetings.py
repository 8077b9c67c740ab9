"""Meetings of the executive committee: invitations, agenda texts and decisions (F5, F6, F8)."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import Json

_OPEN = text("state IN ('convened', 'moved', 'held')")


class MeetingRow(Base):
    """One meeting. `uid` and `sequence` are the calendar entry's: the same uid for ever, one higher at each change.

    `notices` are all that summoned to it, `summons_id` the one whose words the next person gets. `minutes` stay empty until they are
    frozen, with their SHA-256 beside them.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        Index("uq_meeting_open", "incident_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_meeting_incident_id", "incident_id", "id"),
    )

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    state: Mapped[Key]
    starts_at: Mapped[When]
    ends_at: Mapped[When]
    link: Mapped[Words]
    uid: Mapped[str] = mapped_column(String(120))
    sequence: Mapped[int]
    notices: Mapped[list[int]] = mapped_column(Json)
    summons_id: Mapped[Ref | None]
    convened_at: Mapped[When]
    convened_by: Mapped[Words]
    quorum_at: Mapped[When | None]
    quorum_lost_at: Mapped[When | None]
    held_at: Mapped[When | None]
    ended_at: Mapped[When | None]
    minutes: Mapped[Words]
    minutes_hash: Mapped[str | None] = mapped_column(String(64))


class InvitationRow(Base):
    """The invitation of one seat: `flows.invitation.Asking`, stored, and who answered for the seat."""

    __tablename__ = "meeting_invitation"
    __table_args__ = (UniqueConstraint("meeting_id", "group_key", "seat_key"),)

    id: Mapped[Id]
    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    group_key: Mapped[Key]
    seat_key: Mapped[Key]
    state: Mapped[Key]
    position: Mapped[int]
    next: Mapped[Key | None]
    due_at: Mapped[When | None]
    people: Mapped[list[int]] = mapped_column(Json)
    asked: Mapped[list[int]] = mapped_column(Json)
    rsvp: Mapped[Key | None]
    answered_by: Mapped[Ref | None]
    answered_at: Mapped[When | None]
    via: Mapped[Key | None]


class AgendaTextRow(Base):
    """What was written under one point of the agenda."""

    __tablename__ = "meeting_agenda"
    __table_args__ = (UniqueConstraint("meeting_id", "point"),)

    id: Mapped[Id]
    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    point: Mapped[Key]
    text: Mapped[Words]
    written_at: Mapped[When]
    written_by: Mapped[Words]


class DecisionRow(Base):
    """One decision of a meeting; its owner and deadline are its task's."""

    __tablename__ = "meeting_decision"

    id: Mapped[Id]
    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    task_id: Mapped[Ref] = mapped_column(ForeignKey("task.id"))
    decided_at: Mapped[When]
    decided_by: Mapped[Words]
