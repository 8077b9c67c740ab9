"""Call-outs of the duty chief, phone PINs, and what an answer answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked", sa.String(length=80), server_default="alarm", nullable=False))
    op.create_table(
        "call_out",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("incident_id", big, nullable=False),
        sa.Column("via", sa.String(length=80), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("caller_person", big, nullable=True),
        sa.Column("caller_actor", sa.Text(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("taken_by", big, nullable=True),
        sa.Column("taken_actor", sa.Text(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=80), nullable=True),
        sa.Column("outcome_text", sa.Text(), nullable=False),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["caller_person"], ["person.id"], name=op.f("fk_call_out_caller_person_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_call_out_incident_id_incident"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_call_out_taken_by_person"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_out")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_call_out_incident_id")),
    )
    with op.batch_alter_table("call_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_out_caller_person"), ["caller_person"], unique=False)
    op.create_table(
        "phone_pin",
        sa.Column("person_id", big, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.Column("failed_tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phone_pin_person_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_phone_pin")),
    )


def downgrade() -> None:
    op.drop_table("phone_pin")
    with op.batch_alter_table("call_out", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_out_caller_person"))
    op.drop_table("call_out")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("asked")
