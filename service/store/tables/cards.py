"""What hangs on an incident besides its alarm: action cards, when an update is due, the evaluation and what follows (F7, F8)."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import BigId


class CardStepRow(Base):
    """One step of an action card that opened in one incident; `position` is its place on the card."""

    __tablename__ = "card_step"
    __table_args__ = (UniqueConstraint("incident_id", "card_key", "step_key"),)

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    card_key: Mapped[Key]
    step_key: Mapped[Key]
    group_key: Mapped[Key]
    seat_key: Mapped[Key]
    position: Mapped[int]
    state: Mapped[Key]
    due_at: Mapped[When]
    reminded_at: Mapped[When | None]
    overdue_at: Mapped[When | None]
    ended_at: Mapped[When | None]
    ended_by: Mapped[Words | None]
    note: Mapped[Words]


class UpdateDueRow(Base):
    """When those warned are to hear next how it stands; `told` counts who was reminded: the chief, the second (F7)."""

    __tablename__ = "update_due"

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    due_at: Mapped[When]
    told: Mapped[int]


class EvaluationRow(Base):
    """What was learnt from one incident, as it is being written."""

    __tablename__ = "evaluation"

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    went_well: Mapped[Words]
    went_badly: Mapped[Words]
    changed_at: Mapped[When]
    changed_by: Mapped[Words]


class FollowUpRow(Base):
    """Something to be done after an incident, by a named owner, at the latest on a day."""

    __tablename__ = "follow_up"

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    text: Mapped[Words]
    owner: Mapped[Words]
    due_on: Mapped[date]
    entered_at: Mapped[When]
    done_at: Mapped[When | None]
    done_by: Mapped[Words | None]
