"""Which version of the schema a database stands at and which the program needs; told without loading what migrates."""

import asyncio
import errno
import os
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from flows.sentences import CONFLICT, Refused


def versions_folder() -> Path:
    """Where the versions' files lie, each named for its number: `0001_the_first.py`."""
    spec = find_spec("migrations")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "versions"


def newest_version() -> str:
    """The version this program needs: the highest number among the files."""
    return max(file.name.partition("_")[0] for file in versions_folder().glob("[0-9]*_*.py"))


async def version_of(engine: AsyncEngine) -> str | None:
    """The version the database stands at; None when it was never migrated."""
    async with engine.connect() as connection:
        return await connection.run_sync(_version)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


async def require_writable(engine: AsyncEngine) -> None:
    """`Refused` (conflict) when PostgreSQL only lets itself be read, as a standby does: no alarm could be stored."""
    if engine.dialect.name == "sqlite":
        return
    async with engine.connect() as connection:
        if await connection.scalar(text("SELECT current_setting('transaction_read_only')")) == "on":
            raise Refused(
                "The database can only be read, as a standby can. Point BEREDSKAB_DATABASE_URL at the one that takes writes.",
                field="writable",
                kind=CONFLICT,
            )


async def is_newest(engine: AsyncEngine) -> bool:
    """Whether the database is there and stands at the version this program needs."""
    return await _found(engine) == newest_version()


async def require_newest(engine: AsyncEngine) -> None:
    """`Refused` (conflict) unless the database stands at the version this program needs."""
    found, needed = await _found(engine), newest_version()
    if found is None:
        _refuse_a_missing_folder(engine)
        raise Refused("The database has no tables yet. Run `beredskab migrate`.", field="database", kind=CONFLICT)
    if found != needed:
        raise Refused(
            "The database is at version {found} and the program needs {needed}. Run `beredskab migrate`.",
            field="database",
            kind=CONFLICT,
            found=found,
            needed=needed,
        )


async def _found(engine: AsyncEngine) -> str | None:
    if engine.dialect.name == "sqlite" and not await asyncio.to_thread(_is_there, engine.url.database):
        return None
    return await version_of(engine)


def _refuse_a_missing_folder(engine: AsyncEngine) -> None:
    """A folder that is not there is more often a slip of the pen than a database that is still to be made."""
    folder = Path(engine.url.database or "").absolute().parent
    if engine.dialect.name == "sqlite" and not folder.is_dir():
        raise Refused(
            "BEREDSKAB_DATABASE_URL: there is no folder {folder}. Correct it; if it is right, `beredskab migrate` makes both.",
            field="database",
            kind=CONFLICT,
            folder=str(folder),
        )


def _is_there(path: str | None) -> bool:
    """Whether there is a file, without making one; `OSError` naming the file when it cannot be read.

    It is not opened: closing it again would give up every lock that this process holds on it (POSIX), and the next process to
    close the database would then take the log away from under us, and with it all that we commit from then on.
    """
    if path is None or not Path(path).exists():
        return False
    if not os.access(path, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return True
