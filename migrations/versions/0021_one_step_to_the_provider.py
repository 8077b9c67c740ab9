"""A delivery is claimed and handed over in one step: what waits in between no longer exists."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_BEFORE = sa.text("state IN ('claimed', 'handed_over', 'uncertain')")
_NOW = sa.text("state IN ('handed_over', 'uncertain')")


def upgrade() -> None:
    op.execute("UPDATE delivery SET state = 'queued', attempts = attempts - 1, leased_until = NULL WHERE state = 'claimed'")
    _held(_BEFORE, _NOW)


def downgrade() -> None:
    _held(_NOW, _BEFORE)


def _held(before: sa.TextClause, after: sa.TextClause) -> None:
    op.drop_index("ix_delivery_held", "delivery", sqlite_where=before, postgresql_where=before)
    op.create_index("ix_delivery_held", "delivery", ["leased_until"], sqlite_where=after, postgresql_where=after)
