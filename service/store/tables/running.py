"""What keeps the service running: timers, raw webhooks, and small settings that must outlive a process."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import Json

_OPEN = text("done_at IS NULL")
_UNPROCESSED = text("processed_at IS NULL")


class TimerRow(Base):
    """Something that falls due (I2). It is done in the transaction that writes its effects, so it fires exactly once."""

    __tablename__ = "timer"
    __table_args__ = (
        Index("ix_timer_open", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_timer_subject", "kind", "subject_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[Id]
    kind: Mapped[Key]
    incident_id: Mapped[Ref | None] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    subject_id: Mapped[Ref]
    due_at: Mapped[When]
    done_at: Mapped[When | None]
    outcome: Mapped[Key | None]
    attempts: Mapped[int]
    trouble: Mapped[Words | None]


class InboundRow(Base):
    """What a provider sent us, stored raw before it is processed (I11)."""

    __tablename__ = "inbound"
    __table_args__ = (Index("ix_inbound_open", "id", sqlite_where=_UNPROCESSED, postgresql_where=_UNPROCESSED),)

    id: Mapped[Id]
    provider: Mapped[Key]
    kind: Mapped[Key]
    provider_id: Mapped[str | None] = mapped_column(String(80), index=True)
    received_at: Mapped[When]
    params: Mapped[dict[str, Any]] = mapped_column(Json)
    delivery_id: Mapped[Ref | None]
    incident_id: Mapped[Ref | None]
    processed_at: Mapped[When | None]
    outcome: Mapped[Words | None]


class SettingRow(Base):
    """A value that every process must agree on, such as the sandbox clock's offset in seconds."""

    __tablename__ = "setting"

    name: Mapped[Key] = mapped_column(primary_key=True)
    value: Mapped[Words]
