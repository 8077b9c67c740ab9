"""Incidents and what hangs on them: seats being called, answers, tasks."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from flows.vocabulary import NoticeKind
from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import Json


class PlanRow(Base):
    """One version of a plan as it was loaded; a running incident keeps the one it began with."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("key", "fingerprint"),)

    id: Mapped[Id]
    key: Mapped[Key]
    version: Mapped[Key]
    fingerprint: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[When]
    body: Mapped[dict[str, Any]] = mapped_column(
        JSON
    )  # not binary: a plan's levels and areas stand in an order, and its fingerprint with it


class IncidentRow(Base):
    """One crisis situation. `code` is the letter people write before their answer when several are open.

    `participants` are the people who take part when it is an exercise: nobody else is told anything of it (I9).
    """

    __tablename__ = "incident"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(1))
    mode: Mapped[Key]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plan.id"))
    list_version: Mapped[Ref | None] = mapped_column(ForeignKey("alert_list_version.id"))
    state: Mapped[Key] = mapped_column(index=True)
    level: Mapped[Key | None]
    area: Mapped[Key]
    cause: Mapped[Key]
    what_happened: Mapped[Words]
    assessed_by: Mapped[Words]
    occurred_at: Mapped[When]
    reported_at: Mapped[When]
    reported_by: Mapped[Words]
    alerted_at: Mapped[When | None]
    called_off_at: Mapped[When | None]
    closing_text: Mapped[Words]
    participants: Mapped[list[int]] = mapped_column(Json, default=list, server_default=text("'[]'"))


class SeatCallRow(Base):
    """The calling of one seat in one incident: `flows.seat.Calling`, stored."""

    __tablename__ = "seat_call"
    __table_args__ = (UniqueConstraint("incident_id", "group_key", "seat_key"),)

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    group_key: Mapped[Key]
    seat_key: Mapped[Key]
    notice_id: Mapped[Ref] = mapped_column(ForeignKey("notice.id"))
    state: Mapped[Key]
    position: Mapped[int]
    since: Mapped[When]
    due_at: Mapped[When | None]
    people: Mapped[list[int]] = mapped_column(Json)
    answered_by: Mapped[Ref | None]
    answer_kind: Mapped[Key | None]
    answer_minutes: Mapped[int | None]
    answered_at: Mapped[When | None]


class AnswerRow(Base):
    """One answer of one person; the newest stands, all are kept.

    `asked` is the kind of notice it answers: taking a call-out is not an answer to the alarm that may come of it (F2).
    """

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_person", "incident_id", "person_id", "id"),)

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    asked: Mapped[Key] = mapped_column(server_default=NoticeKind.ALARM.value)
    kind: Mapped[Key]
    minutes: Mapped[int | None]
    via: Mapped[Key]
    actor: Mapped[Words]
    answered_at: Mapped[When]
    entered_at: Mapped[When]


class TaskRow(Base):
    """Something a seat is asked to do before `due_at`; F3's detour is one."""

    __tablename__ = "task"

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Key]
    group_key: Mapped[Key]
    seat_key: Mapped[Key]
    title: Mapped[Words]
    ready_text: Mapped[Words]
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[Key]
    due_at: Mapped[When]
    fallback: Mapped[Key]
    ended_at: Mapped[When | None]
    ended_by: Mapped[Words | None]
    note: Mapped[Words]
