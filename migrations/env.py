"""Alembic's entry: runs the versions on the connection that `service.store.migrate` gives it."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from service.store.tables import Base
from service.store.types import Moment


def _plain_type(kind: str, item: Any, writing: AutogenContext) -> str | Literal[False]:
    """A version must still run when our own types have moved on: write them as SQLAlchemy's."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON) and item._variant_mapping:
        writing.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    compare_server_default=True,
    render_item=_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
