"""Call-outs of the duty chief, and the PINs by which they can be made from a phone (F1, F2)."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words


class CallOutRow(Base):
    """Who called the duty chief out, on what grounds, who took it, and what it was assessed as.

    The incident holds place, cause and organisations; `taken_by` is who on duty took it (a person of the alert list, or the
    actor of a signed-in user who is not on it); `outcome` is a word of `flows.vocabulary.Assessment`.
    """

    __tablename__ = "call_out"

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), unique=True)
    via: Mapped[Key]
    grounds: Mapped[Words]
    caller_person: Mapped[Ref | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    caller_actor: Mapped[Words]
    rounds: Mapped[int]
    taken_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    taken_actor: Mapped[Words | None]
    taken_at: Mapped[When | None]
    outcome: Mapped[Key | None]
    outcome_text: Mapped[Words]
    outcome_at: Mapped[When | None]


class PhonePinRow(Base):
    """The PIN by which a person calls the duty chief out from a phone; only its argon2 digest is kept."""

    __tablename__ = "phone_pin"

    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(200))
    failed_tries: Mapped[int]
    locked_until: Mapped[When | None]
    set_at: Mapped[When]
    set_by: Mapped[Words]
