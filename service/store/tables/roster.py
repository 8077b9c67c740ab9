"""The duty roster: what was entered, what was swapped, and whether the duty was taken over (F2)."""

from datetime import date, time

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import Json


class DutyRotationRow(Base):
    """People who take a layer's duty in turn; the hand-over is a local time of day."""

    __tablename__ = "duty_rotation"

    id: Mapped[Id]
    layer: Mapped[Key]
    people: Mapped[list[int]] = mapped_column(Json)
    first_day: Mapped[date]
    hand_over: Mapped[time]
    weeks: Mapped[int]
    entered_at: Mapped[When]
    entered_by: Mapped[Words]
    withdrawn_at: Mapped[When | None]


class DutyOverrideRow(Base):
    """Somebody has somebody else's duty for a while; `swap_id` is set when an accepted swap made it."""

    __tablename__ = "duty_override"

    id: Mapped[Id]
    layer: Mapped[Key]
    start_at: Mapped[When]
    end_at: Mapped[When]
    replaces: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[Words]
    swap_id: Mapped[Ref | None] = mapped_column(ForeignKey("duty_swap.id"))
    entered_at: Mapped[When]
    entered_by: Mapped[Words]
    withdrawn_at: Mapped[When | None]


class DutyAbsenceRow(Base):
    """Somebody cannot be on duty for a while. Why is nobody's business, and is not kept."""

    __tablename__ = "duty_absence"

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    start_at: Mapped[When]
    end_at: Mapped[When]
    entered_at: Mapped[When]
    entered_by: Mapped[Words]
    withdrawn_at: Mapped[When | None]


class DutySwapRow(Base):
    """Two people's proposal to have each other's duty; `state` is a word of `flows.vocabulary.SwapState`."""

    __tablename__ = "duty_swap"

    id: Mapped[Id]
    first_layer: Mapped[Key]
    first_person: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    first_start: Mapped[When]
    first_end: Mapped[When]
    second_layer: Mapped[Key]
    second_person: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    second_start: Mapped[When]
    second_end: Mapped[When]
    state: Mapped[Key]
    note: Mapped[Words]
    proposed_at: Mapped[When]
    proposed_by: Mapped[Words]
    lapses_at: Mapped[When]
    ended_at: Mapped[When | None]
    ended_by: Mapped[Words | None]


class DutyHandOverRow(Base):
    """The duty went to `person_id` at `at`: told, and taken over or not; `state` is a word of `flows.vocabulary.HandOverState`."""

    __tablename__ = "duty_hand_over"
    __table_args__ = (Index("ix_duty_hand_over_person", "person_id", "id"),)

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    from_person: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[When]
    state: Mapped[Key]
    ended_at: Mapped[When | None]
    ended_by: Mapped[Words | None]


class DutyConfirmationRow(Base):
    """Somebody has said that they take the duty on a holiday."""

    __tablename__ = "duty_confirmation"
    __table_args__ = (UniqueConstraint("day", "person_id"),)

    id: Mapped[Id]
    day: Mapped[date]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[When]


class DutyCheckRow(Base):
    """The nightly look ahead, once a night; `told` is what it found, a line each, to tell what is new the next night."""

    __tablename__ = "duty_check"

    night: Mapped[date] = mapped_column(primary_key=True)
    checked_at: Mapped[When]
    found: Mapped[int]
    told: Mapped[Words]


class DutyFeedRow(Base):
    """A person's calendar link; another number makes the old link worthless."""

    __tablename__ = "duty_feed"

    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    number: Mapped[int]
