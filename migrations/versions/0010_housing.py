"""Figures, rounds and assessments of the housing plans; situation reports."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "housing_figure",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("plan_key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("thing_key", sa.String(length=80), nullable=False),
        sa.Column("subject_key", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("split", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("missing", sa.String(length=80), nullable=True),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_housing_figure")),
        sa.UniqueConstraint(
            "plan_key", "kind", "thing_key", "subject_key", "period", "split", "revision", name=op.f("uq_housing_figure_revision")
        ),
    )
    op.create_table(
        "housing_round",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("plan_key", sa.String(length=80), nullable=False),
        sa.Column("quarter", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("report", _JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_housing_round")),
        sa.UniqueConstraint("plan_key", "quarter", name=op.f("uq_housing_round_plan_key_quarter")),
    )
    op.create_table(
        "housing_assessment",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("plan_key", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_housing_assessment")),
        sa.UniqueConstraint("plan_key", "year", "body", "revision", name=op.f("uq_housing_assessment_plan_key_year_body_revision")),
    )
    op.create_table(
        "situation_report",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("words", _JSON, nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_situation_report_incident_id_incident"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation_report")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_situation_report_incident_id_number")),
    )
    op.create_index("ix_situation_report_incident", "situation_report", ["incident_id", "id"])
    op.create_table(
        "situation_sending",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("tier", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("notice_id", _ID, nullable=True),
        sa.Column("cleared", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_situation_sending_notice_id_notice")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["situation_report.id"], name=op.f("fk_situation_sending_report_id_situation_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation_sending")),
        sa.UniqueConstraint("report_id", "tier", name=op.f("uq_situation_sending_report_id_tier")),
    )


def downgrade() -> None:
    for name in ("situation_sending", "situation_report", "housing_assessment", "housing_round", "housing_figure"):
        op.drop_table(name)
