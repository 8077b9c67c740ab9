"""The alert list: persons and the places they hold (P1-P6)."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.tables.base import Base, Id, Key, Ref, When, Words


class PersonRow(Base):
    """One human being who can be warned; one row however many groups they sit in."""

    __tablename__ = "person"

    id: Mapped[Id]
    name: Mapped[Words]
    title: Mapped[Words]
    organisation: Mapped[Words]
    mobile: Mapped[str | None] = mapped_column(String(20), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2), default="da")
    last_confirmed: Mapped[date | None]
    invented: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    sms_opted_out_at: Mapped[When | None]
    places: Mapped[list["PlaceRow"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="PlaceRow.id", lazy="raise"
    )


class PlaceRow(Base):
    """A person's place in a group: position 0 holds the seat, 1 and up are its deputies in order."""

    __tablename__ = "place"
    __table_args__ = (
        Index("ix_place_audience", "group_key", "area_key", "person_id"),
        Index("ix_place_seat", "group_key", "seat_key", "position"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    group_key: Mapped[Key]
    seat_key: Mapped[Key | None]
    area_key: Mapped[Key | None]
    position: Mapped[int]
    person: Mapped[PersonRow] = relationship(back_populates="places", lazy="raise")


class AlertListVersionRow(Base):
    """Each change of the alert list is a version: an export says which one it was warned by."""

    __tablename__ = "alert_list_version"

    id: Mapped[Id]
    changed_at: Mapped[When]
    changed_by: Mapped[Words]
    what: Mapped[Words]
    people: Mapped[int]
