"""What goes outward: announcements, their parts, who cleared them, what is released, and the police's holds (C1, F9-F11)."""

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import BigId, Json


class AnnouncementRow(Base):
    """A text that is to go outward, for one or several audiences; cleared as a whole. `digest` is of its words as they stand.

    `kind` is `message`, or `line`: a question and its answer, shown and not sent. `writers` are the people who have written in it.
    `told_at`: since when every message of the release's `step` has been handed over at least once; the plan's gap runs from there.
    `report_id`: the situation report whose words it says; such words are not edited.
    """

    __tablename__ = "announcement"

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Key]
    area: Mapped[Key]
    state: Mapped[Key]
    digest: Mapped[str] = mapped_column(String(64))
    writers: Mapped[list[int]] = mapped_column(Json)
    drafted_at: Mapped[When]
    submitted_at: Mapped[When | None]
    reminders: Mapped[int]
    fallback_at: Mapped[When | None]
    cleared_at: Mapped[When | None]
    cleared_until: Mapped[When | None]
    scheduled_at: Mapped[When | None]
    released_at: Mapped[When | None]
    step: Mapped[int]
    told_at: Mapped[When | None]
    ended_at: Mapped[When | None]
    note: Mapped[Words]
    report_id: Mapped[Ref | None] = mapped_column(ForeignKey("situation_report.id", ondelete="SET NULL"), index=True)


class AnnouncementPartRow(Base):
    """The words to one audience. `words` and `correction_words` are what was cleared: by medium, subject and body."""

    __tablename__ = "announcement_part"
    __table_args__ = (UniqueConstraint("announcement_id", "audience"),)

    id: Mapped[Id]
    announcement_id: Mapped[Ref] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"))
    audience: Mapped[Key]
    tier: Mapped[Key]
    step: Mapped[int]
    text: Mapped[Words]
    inside: Mapped[Words]
    correction: Mapped[Words]
    words: Mapped[dict[str, Any]] = mapped_column(Json)
    correction_words: Mapped[dict[str, Any]] = mapped_column(Json)
    notice_id: Mapped[Ref | None] = mapped_column(ForeignKey("notice.id", ondelete="SET NULL"))
    correction_notice_id: Mapped[Ref | None] = mapped_column(ForeignKey("notice.id", ondelete="SET NULL"))
    released_at: Mapped[When | None]


class ClearanceRow(Base):
    """One member's decision on exactly the words of `digest`; void since `voided_at`, when the words were changed after it."""

    __tablename__ = "clearance"

    id: Mapped[Id]
    announcement_id: Mapped[Ref] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"), index=True)
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    group_key: Mapped[Key]
    seat_key: Mapped[Key]
    cleared: Mapped[bool]
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[When]
    voided_at: Mapped[When | None]


class ReleaseOrderRow(Base):
    """Leave for one notice to go outward. Without a live one no message of it is handed over (I8).

    `valid_until`: not one is handed over after it; None when a release begun under a live clearance is sent to its end.
    """

    __tablename__ = "release_order"

    notice_id: Mapped[int] = mapped_column(BigId, ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    announcement_id: Mapped[Ref] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"), index=True)
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    live: Mapped[bool]
    held: Mapped[bool] = mapped_column(server_default=false())
    valid_until: Mapped[When | None]


class OutwardHoldRow(Base):
    """The police have asked that nothing more be said outward (F9); `paused` are the lists whose writing was interrupted."""

    __tablename__ = "outward_hold"

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[When]
    lifted_at: Mapped[When | None]
    lifted_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    paused: Mapped[list[int]] = mapped_column(Json)


class LinkTakenBackRow(Base):
    """A representative's link that works no longer: it was passed on, or their phone is lost (F11)."""

    __tablename__ = "link_taken_back"
    __table_args__ = (UniqueConstraint("incident_id", "person_id"),)

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    at: Mapped[When]
    actor: Mapped[Words]


class IncidentFactRow(Base):
    """Something known of an incident: the lowest tier that may know it (C4), and on what legal ground it may be passed on."""

    __tablename__ = "incident_fact"

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    label: Mapped[Words]
    value: Mapped[Words]
    tier: Mapped[Key]
    ground: Mapped[Key]
    actor: Mapped[Words]
    entered_at: Mapped[When]


class QuestionRow(Base):
    """A question from outside: who asks, who takes it, and the cleared line that answered it (C1)."""

    __tablename__ = "question"

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    source: Mapped[Key]
    asker: Mapped[Words]
    text: Mapped[Words]
    asked_at: Mapped[When]
    assigned_to: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[When | None]
    line_id: Mapped[Ref | None] = mapped_column(ForeignKey("announcement.id", ondelete="SET NULL"))
    answered_at: Mapped[When | None]
    answered_by: Mapped[Words | None]
