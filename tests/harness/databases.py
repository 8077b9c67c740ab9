"""Fresh databases on both engines: empty ones, and copies of one that was migrated once."""

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

from sqlalchemy import make_url

from tests.harness.postgres import PostgresServer

_ROOT = Path(__file__).parents[2]
_MIGRATED = "migrated"

Prepare = Callable[[str], Awaitable[None]]
"""Fills the database at an address."""


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema, by the command an operator uses."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service", "migrate"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"BEREDSKAB_DATABASE_URL": url, "BEREDSKAB_MODE": "sandbox"},
        cwd=_ROOT,
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise AssertionError(f"`beredskab migrate` failed on {url}:\n{output.decode()}")


class SqliteDatabases:
    """Database files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template: Path | None = None

    async def empty(self) -> str:
        """The address of a database that does not exist yet."""
        return self._url(self._folder / f"{next(self._numbers)}.sqlite")

    async def migrated(self) -> str:
        """The address of a database with the newest schema and no rows."""
        if self._template is None:
            template = self._folder / f"{_MIGRATED}.sqlite"
            await migrate(self._url(template))
            self._template = template
        return self._copy(self._template)

    async def like(self, name: str, prepare: Prepare) -> str:
        """The address of a copy of a database that `prepare` filled once."""
        template = self._folder / f"{name}.sqlite"
        if not template.exists():
            await prepare(self._url(template))
        return self._copy(template)

    def _copy(self, template: Path) -> str:
        copy = self._folder / f"{next(self._numbers)}.sqlite"
        for leftover in ("", "-wal", "-shm"):
            source = Path(f"{template}{leftover}")
            if source.exists():
                shutil.copyfile(source, f"{copy}{leftover}")
        return self._url(copy)

    async def drop(self, url: str) -> None:
        """Remove a database."""
        path = url.partition(":///")[2]
        for leftover in ("", "-wal", "-shm", "-journal"):
            Path(path + leftover).unlink(missing_ok=True)

    @staticmethod
    def _url(path: Path) -> str:
        return f"sqlite+aiosqlite:///{path}"


class PostgresDatabases:
    """Databases on one server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._has_template = False
        self._templates: set[str] = set()

    async def empty(self) -> str:
        """The address of a database with nothing in it."""
        return await self._server.create(f"test_{next(self._numbers)}")

    async def migrated(self) -> str:
        """The address of a database with the newest schema and no rows."""
        if not self._has_template:
            await migrate(await self._server.create(_MIGRATED))
            self._has_template = True
        return await self._server.create(f"test_{next(self._numbers)}", like=_MIGRATED)

    async def like(self, name: str, prepare: Prepare) -> str:
        """The address of a copy of a database that `prepare` filled once; nobody may stay connected to that one."""
        if name not in self._templates:
            await prepare(await self._server.create(name))
            self._templates.add(name)
        return await self._server.create(f"test_{next(self._numbers)}", like=name)

    async def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        name = make_url(url).database
        assert name is not None
        await self._server.drop(name)


Databases = SqliteDatabases | PostgresDatabases
