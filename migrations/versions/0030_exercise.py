"""Exercises: who takes part, the scenario, what it throws in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0030"
down_revision: str | None = "0021"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("participants", _JSON, server_default=sa.text("'[]'"), nullable=False))

    op.create_table(
        "exercise",
        sa.Column("incident_id", _ID, autoincrement=False, nullable=False),
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.Column("scenario_key", sa.String(length=80), nullable=True),
        sa.Column("scenario", _JSON, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_exercise_incident_id_incident"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_exercise")),
    )
    with op.batch_alter_table("exercise", schema=None) as batch_op:
        batch_op.create_index("ix_exercise_scenario", ["scenario_key"], unique=False)

    op.create_table(
        "inject",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_inject_incident_id_incident"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inject")),
        sa.UniqueConstraint("incident_id", "key", name=op.f("uq_inject_incident_id_key")),
    )


def downgrade() -> None:
    op.drop_table("inject")
    with op.batch_alter_table("exercise", schema=None) as batch_op:
        batch_op.drop_index("ix_exercise_scenario")

    op.drop_table("exercise")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_column("participants")
