"""What goes outward: announcements, clearances, release orders, holds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0020"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("notice_part", schema=None) as batch_op:
        batch_op.add_column(sa.Column("of_notice", _ID, nullable=True))

    op.create_table(
        "announcement",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("writers", _JSON, nullable=False),
        sa.Column("drafted_at", _WHEN, nullable=False),
        sa.Column("submitted_at", _WHEN, nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("fallback_at", _WHEN, nullable=True),
        sa.Column("cleared_at", _WHEN, nullable=True),
        sa.Column("cleared_until", _WHEN, nullable=True),
        sa.Column("scheduled_at", _WHEN, nullable=True),
        sa.Column("released_at", _WHEN, nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("told_at", _WHEN, nullable=True),
        sa.Column("ended_at", _WHEN, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_announcement_incident_id_incident"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_incident_id"), "announcement", ["incident_id"])
    op.create_table(
        "announcement_part",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("announcement_id", _ID, nullable=False),
        sa.Column("audience", sa.String(length=80), nullable=False),
        sa.Column("tier", sa.String(length=80), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("inside", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("words", _JSON, nullable=False),
        sa.Column("correction_words", _JSON, nullable=False),
        sa.Column("notice_id", _ID, nullable=True),
        sa.Column("correction_notice_id", _ID, nullable=True),
        sa.Column("released_at", _WHEN, nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_announcement_part_announcement_id_announcement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_announcement_part_notice_id_notice"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["correction_notice_id"], ["notice.id"], name=op.f("fk_announcement_part_correction_notice_id_notice"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_part")),
        sa.UniqueConstraint("announcement_id", "audience", name=op.f("uq_announcement_part_announcement_id_audience")),
    )
    op.create_table(
        "clearance",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("announcement_id", _ID, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("group_key", sa.String(length=80), nullable=False),
        sa.Column("seat_key", sa.String(length=80), nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.Column("voided_at", _WHEN, nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_clearance_announcement_id_announcement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_clearance_incident_id_incident"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clearance_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
    )
    op.create_index(op.f("ix_clearance_announcement_id"), "clearance", ["announcement_id"])
    op.create_table(
        "release_order",
        sa.Column("notice_id", _ID, autoincrement=False, nullable=False),
        sa.Column("announcement_id", _ID, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("valid_until", _WHEN, nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_release_order_notice_id_notice"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_release_order_announcement_id_announcement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_release_order_incident_id_incident"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_release_order")),
    )
    op.create_index(op.f("ix_release_order_announcement_id"), "release_order", ["announcement_id"])
    op.create_index(op.f("ix_release_order_incident_id"), "release_order", ["incident_id"])
    op.create_table(
        "outward_hold",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("set_at", _WHEN, nullable=False),
        sa.Column("lifted_at", _WHEN, nullable=True),
        sa.Column("lifted_by", _ID, nullable=True),
        sa.Column("paused", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_outward_hold_incident_id_incident"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outward_hold_person_id_person")),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name=op.f("fk_outward_hold_lifted_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outward_hold")),
    )
    op.create_index(op.f("ix_outward_hold_incident_id"), "outward_hold", ["incident_id"])

    op.create_table(
        "incident_fact",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(length=80), nullable=False),
        sa.Column("ground", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("entered_at", _WHEN, nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_fact_incident_id_incident"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_fact")),
    )
    op.create_index(op.f("ix_incident_fact_incident_id"), "incident_fact", ["incident_id"])
    op.create_table(
        "question",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", _WHEN, nullable=False),
        sa.Column("assigned_to", _ID, nullable=True),
        sa.Column("assigned_at", _WHEN, nullable=True),
        sa.Column("line_id", _ID, nullable=True),
        sa.Column("answered_at", _WHEN, nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_question_incident_id_incident"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["assigned_to"], ["person.id"], name=op.f("fk_question_assigned_to_person")),
        sa.ForeignKeyConstraint(["line_id"], ["announcement.id"], name=op.f("fk_question_line_id_announcement"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_incident_id"), "question", ["incident_id"])


def downgrade() -> None:
    for table in ("question", "incident_fact", "outward_hold", "release_order", "clearance", "announcement_part", "announcement"):
        op.drop_table(table)
    with op.batch_alter_table("notice_part", schema=None) as batch_op:
        batch_op.drop_column("of_notice")
