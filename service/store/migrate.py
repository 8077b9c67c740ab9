"""Bringing a database to a version of the schema, in this process and without a configuration file."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

from flows.sentences import Refused
from service.store.engine import make_engine
from service.store.schema import versions_folder

NEWEST: Final = "head"
EMPTY: Final = "base"
_LOCK: Final = 7_220_651
"""The number of PostgreSQL's advisory lock: two machines that start at once migrate one after the other."""

_LAYOUT: Final = {"hooks": "ruff", "ruff.type": "module", "ruff.module": "ruff", "ruff.options": "format --quiet REVISION_SCRIPT_FILENAME"}


async def upgrade(url: str, version: str = NEWEST) -> None:
    """Bring the database up to `version` in one transaction. `Refused` for an unknown version; a missing SQLite folder is made."""
    await _run(url, lambda config: command.upgrade(config, version))


async def downgrade(url: str, version: str) -> None:
    """Take the database back to `version`; `EMPTY` takes every table away. `Refused` for an unknown version."""
    await _run(url, lambda config: command.downgrade(config, version))


async def write_version(url: str, message: str) -> Path:
    """Write a new version file from what the tables say and the database at `url` does not have. For developers."""

    def revise(config: Config) -> None:
        for option, value in _LAYOUT.items():
            config.set_section_option("post_write_hooks", option, value)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        assert script is not None
        assert not isinstance(script, list)
        written.append(Path(script.path))

    written: list[Path] = []
    await _run(url, revise)
    return written[0]


async def _run(url: str, order: Callable[[Config], None]) -> None:
    if make_url(url).get_backend_name() == "sqlite":
        await asyncio.to_thread(_make_folder, url)
    async with _engine(url) as engine, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        await connection.run_sync(_ordered, order)


def _ordered(connection: Connection, order: Callable[[Config], None]) -> None:
    config = _config()
    config.attributes["connection"] = connection
    try:
        order(config)
    except CommandError as error:
        known = ", ".join(reversed([script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]))
        raise Refused(
            "The database cannot be brought to that version: {reason}. Known versions are {known}.",
            field="database",
            reason=str(error).rstrip("."),
            known=known,
        ) from error
    if connection.dialect.name == "sqlite":
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    """Foreign keys were off while tables were rebuilt: nothing is committed that they would not have let through."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"a row of {broken[0]} refers to a row of {broken[2]} that is not there")


@asynccontextmanager
async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url, pool_size=1)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", without_foreign_keys)
    try:
        yield engine
    finally:
        await engine.dispose()


def without_foreign_keys(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """With them on, rebuilding a parent table would delete its children; within a transaction the switch does nothing."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def _make_folder(url: str) -> None:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(versions_folder().parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
