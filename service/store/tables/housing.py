"""What is measured of the housing plans, quarter by quarter and year by year (S4), and the situation reports (S6)."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import Json


class HousingFigureRow(Base):
    """One figure as somebody entered it; never changed: a correction is the next `revision` of the same thing and period.

    `kind` is `indicator` or `delivery`; `value` is a decimal as text, None with the reason in `missing`.
    """

    __tablename__ = "housing_figure"
    __table_args__ = (
        UniqueConstraint("plan_key", "kind", "thing_key", "subject_key", "period", "split", "revision", name="uq_housing_figure_revision"),
    )

    id: Mapped[Id]
    plan_key: Mapped[Key]
    kind: Mapped[Key]
    thing_key: Mapped[Key]
    subject_key: Mapped[Key]
    period: Mapped[str] = mapped_column(String(20))
    split: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    value: Mapped[str | None] = mapped_column(String(40))
    missing: Mapped[Key | None]
    counted: Mapped[Words]
    note: Mapped[Words]
    entered_at: Mapped[When]
    entered_by: Mapped[Words]


class HousingRoundRow(Base):
    """A quarter in which every activity's delivery is asked for; `report` is frozen when it is closed."""

    __tablename__ = "housing_round"
    __table_args__ = (UniqueConstraint("plan_key", "quarter"),)

    id: Mapped[Id]
    plan_key: Mapped[Key]
    quarter: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[When]
    opened_by: Mapped[Words]
    due_at: Mapped[When]
    reminded: Mapped[int]
    closed_at: Mapped[When | None]
    closed_by: Mapped[Words | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(Json)


class HousingAssessmentRow(Base):
    """What a body made of a year: management with the follow-up group, or the board; kept in every revision."""

    __tablename__ = "housing_assessment"
    __table_args__ = (UniqueConstraint("plan_key", "year", "body", "revision"),)

    id: Mapped[Id]
    plan_key: Mapped[Key]
    year: Mapped[int]
    body: Mapped[Key]
    revision: Mapped[int]
    text: Mapped[Words]
    decisions: Mapped[Words]
    entered_at: Mapped[When]
    entered_by: Mapped[Words]


class SituationReportRow(Base):
    """One version of a situation report: `facts` of a moment and the chief's `words`; only its state ever changes."""

    __tablename__ = "situation_report"
    __table_args__ = (UniqueConstraint("incident_id", "number"), Index("ix_situation_report_incident", "incident_id", "id"))

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[Key]
    made_at: Mapped[When]
    made_by: Mapped[Words]
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    words: Mapped[dict[str, str]] = mapped_column(Json)
    approved_at: Mapped[When | None]
    approved_by: Mapped[Words | None]


class SituationSendingRow(Base):
    """A report that was sent to a tier. What goes to the civil tier is an announcement of the report instead (C1)."""

    __tablename__ = "situation_sending"
    __table_args__ = (UniqueConstraint("report_id", "tier"),)

    id: Mapped[Id]
    report_id: Mapped[Ref] = mapped_column(ForeignKey("situation_report.id", ondelete="CASCADE"))
    tier: Mapped[Key]
    sent_at: Mapped[When]
    sent_by: Mapped[Words]
    notice_id: Mapped[Ref | None] = mapped_column(ForeignKey("notice.id"))
