"""What is told to whom: notices, their words, the parts still to be written, and every delivery."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import Json


class NoticeRow(Base):
    """One decision to tell a set of people something; without an incident for what belongs to none (hand-over, a test message)."""

    __tablename__ = "notice"

    id: Mapped[Id]
    incident_id: Mapped[Ref | None] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Key]
    level: Mapped[Key | None]
    created_at: Mapped[When]
    actor: Mapped[Words]
    facts: Mapped[dict[str, str]] = mapped_column(Json)


class NoticeTextRow(Base):
    """The exact words of a notice for one tier on one medium; `{link}` is each person's own and filled in at sending.

    `calendar` is the calendar entry that goes with an e-mail, as `service.exports.meeting_ics.Entry` stores it.
    """

    __tablename__ = "notice_text"
    __table_args__ = (UniqueConstraint("notice_id", "tier", "medium"),)

    id: Mapped[Id]
    notice_id: Mapped[Ref] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    tier: Mapped[Key]
    medium: Mapped[Key]
    subject: Mapped[Words | None]
    body: Mapped[Words]
    calendar: Mapped[dict[str, Any] | None] = mapped_column(Json)


class NoticePartRow(Base):
    """A durable order to write the rest of a long list (I1): what comes after `after_person` is not written yet.

    `source` is `group` (an open group's members), `addressed` (everyone whom the incident has spoken to) or `reached` (everyone whom
    the messages of the notice `of_notice` have reached, or may have).
    """

    __tablename__ = "notice_part"
    __table_args__ = (
        Index("ix_notice_part_open", "lane", "id", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")),
    )

    id: Mapped[Id]
    notice_id: Mapped[Ref] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"), index=True)
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    source: Mapped[Key]
    group_key: Mapped[Key | None]
    area_key: Mapped[Key | None]
    of_notice: Mapped[Ref | None]
    tier: Mapped[Key]
    media: Mapped[list[str]] = mapped_column(Json)
    lane: Mapped[int] = mapped_column(SmallInteger)
    after_person: Mapped[Ref]
    part: Mapped[int]
    done_at: Mapped[When | None]


_QUEUED = text("state = 'queued'")
_HELD = text("state IN ('handed_over', 'uncertain')")


class DeliveryRow(Base):
    """One message to one address: the outbox's row and its whole life (I2-I5).

    `text_id` leads to the notice and the incident; repeating their foreign keys would cost a look-up for each of 100,000 rows.
    `doubts` is how many of its sends may have arrived though nobody said so (I3).
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("notice_id", "person_id", "medium"),
        Index("ix_delivery_queued", "medium", "lane", "attempts", "due_at", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        Index("ix_delivery_held", "leased_until", sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_delivery_person", "incident_id", "person_id"),
    )

    id: Mapped[Id]
    incident_id: Mapped[Ref | None]
    notice_id: Mapped[Ref]
    text_id: Mapped[Ref] = mapped_column(ForeignKey("notice_text.id", ondelete="CASCADE"))
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    seat_call_id: Mapped[Ref | None]
    medium: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(254))
    lane: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(12))
    due_at: Mapped[When]
    leased_until: Mapped[When | None]
    fence: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(SmallInteger)
    doubts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    provider: Mapped[str | None] = mapped_column(String(40))
    provider_id: Mapped[str | None] = mapped_column(String(80))
    code: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[Words | None]
    created_at: Mapped[When]
    handed_at: Mapped[When | None]
    accepted_at: Mapped[When | None]
    delivered_at: Mapped[When | None]
    ended_at: Mapped[When | None]
