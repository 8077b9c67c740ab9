"""The timeline: a chain nobody can quietly alter, the personal values beside it, and its head (I7)."""

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import Json


class TimelineHeadRow(Base):
    """How long an incident's chain is and its last hash; the row that appends lock."""

    __tablename__ = "timeline_head"

    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class TimelineEntryRow(Base):
    """One fact in the chain; never updated, never deleted."""

    __tablename__ = "timeline_entry"
    __table_args__ = (UniqueConstraint("incident_id", "seq"),)

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id"))
    seq: Mapped[int]
    kind: Mapped[Key]
    occurred_at: Mapped[When]
    entered_at: Mapped[When]
    actor: Mapped[Words]
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    digests: Mapped[dict[str, str]] = mapped_column(Json)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class TimelinePersonalRow(Base):
    """The personal values of one entry, `{key: [salt, value]}`: a key can be taken out without breaking the chain."""

    __tablename__ = "timeline_personal"

    entry_id: Mapped[Ref] = mapped_column(ForeignKey("timeline_entry.id"), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(Json)
