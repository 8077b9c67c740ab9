"""How plan and alert list are kept: changes of the plan with their signatures, and questions about one's own data (U2, P6)."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words

_IN_FORCE = text("state = 'in_force'")


class PlanChangeRow(Base):
    """A version of the plan on its way into force; at most one is. `approved_on` is the approving body's date."""

    __tablename__ = "plan_change"
    __table_args__ = (Index("uq_plan_change_in_force", "state", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),)

    id: Mapped[Id]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plan.id"))
    state: Mapped[Key]
    why: Mapped[Words]
    proposed_at: Mapped[When]
    proposed_by: Mapped[Words]
    approved_on: Mapped[date | None]
    approval_entered_at: Mapped[When | None]
    approval_entered_by: Mapped[Words | None]
    in_force_at: Mapped[When | None]
    ended_at: Mapped[When | None]


class PlanSignatureRow(Base):
    """One signing party's yes to one change, with its date."""

    __tablename__ = "plan_signature"
    __table_args__ = (UniqueConstraint("change_id", "party"),)

    id: Mapped[Id]
    change_id: Mapped[Ref] = mapped_column(ForeignKey("plan_change.id", ondelete="CASCADE"))
    party: Mapped[Key]
    signed_on: Mapped[date]
    entered_at: Mapped[When]
    entered_by: Mapped[Words]


class OwnDataQuestionRow(Base):
    """Somebody was asked whether what the alert list says of them is right; the newest question of a person counts."""

    __tablename__ = "own_data_question"
    __table_args__ = (Index("ix_own_data_question_person", "person_id", "id"),)

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    asked_at: Mapped[When]
    answered_at: Mapped[When | None]
    changed: Mapped[bool]
