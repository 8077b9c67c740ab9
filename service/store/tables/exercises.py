"""Exercises: the word that opens each of their messages, the scenario, and what it throws in when (I9)."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When
from service.store.types import BigId, Json


class ExerciseRow(Base):
    """What makes an incident an exercise. Without this row nothing of it leaves the house, nor without `word` in front (I9).

    `scenario` is the scenario as it was when the exercise began, `{}` when it has none.
    """

    __tablename__ = "exercise"
    __table_args__ = (Index("ix_exercise_scenario", "scenario_key"),)

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    word: Mapped[Key]
    scenario_key: Mapped[Key | None]
    scenario: Mapped[dict[str, Any]] = mapped_column(Json)
    begun_at: Mapped[When]


class InjectRow(Base):
    """One thing that the scenario throws in, at its time; `given_at` once it has."""

    __tablename__ = "inject"
    __table_args__ = (UniqueConstraint("incident_id", "key"),)

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    key: Mapped[Key]
    due_at: Mapped[When]
    given_at: Mapped[When | None]
