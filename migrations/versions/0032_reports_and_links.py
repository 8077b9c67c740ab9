"""Situation reports for civil society as announcements; representatives' own links."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0030"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "link_taken_back",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_link_taken_back_incident_id_incident"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_taken_back_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_taken_back")),
        sa.UniqueConstraint("incident_id", "person_id", name=op.f("uq_link_taken_back_incident_id_person_id")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("report_id", _ID, nullable=True))
        batch_op.create_index(batch_op.f("ix_announcement_report_id"), ["report_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_announcement_report_id_situation_report"), "situation_report", ["report_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("situation_sending", schema=None) as batch_op:
        batch_op.drop_column("cleared")


def downgrade() -> None:
    op.drop_table("link_taken_back")
    with op.batch_alter_table("situation_sending", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cleared", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_announcement_report_id_situation_report"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_announcement_report_id"))
        batch_op.drop_column("report_id")
