"""A look at the database from outside the process under test: is everything written, sent and recorded?"""

import sqlite3
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import asyncpg
from sqlalchemy import make_url

_LAST: Final = """SELECT COALESCE((SELECT done_at IS NOT NULL FROM notice_part ORDER BY id DESC LIMIT 1), TRUE)
 AND COALESCE((SELECT state NOT IN ('queued', 'handed_over') FROM delivery ORDER BY id DESC LIMIT 1), TRUE)"""
"""Cheap enough to ask often: whether the message written last has been recorded."""
_ALL: Final = """SELECT NOT EXISTS (SELECT 1 FROM notice_part WHERE done_at IS NULL)
 AND NOT EXISTS (SELECT 1 FROM delivery WHERE state = 'queued')
 AND NOT EXISTS (SELECT 1 FROM delivery WHERE state IN ('handed_over', 'uncertain'))"""
_RECORDED: Final = "SELECT count(*) FROM delivery WHERE incident_id = {} AND accepted_at IS NOT NULL AND provider_id IS NOT NULL"
_CUT: Final = ("UPDATE notice_part SET done_at = '{now}' WHERE done_at IS NULL", "DELETE FROM delivery WHERE state = 'queued'")


class Watch(Protocol):
    """A connection of its own."""

    async def ask(self, query: str) -> Any: ...

    async def do(self, *statements: str) -> None: ...

    async def close(self) -> None: ...


class PostgresWatch:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def ask(self, query: str) -> Any:
        return await self._connection.fetchval(query)

    async def do(self, *statements: str) -> None:
        async with self._connection.transaction():
            for statement in statements:
                await self._connection.execute(statement)

    async def close(self) -> None:
        await self._connection.close()


class SqliteWatch:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)

    async def ask(self, query: str) -> Any:
        return self._connection.execute(query).fetchone()[0]

    async def do(self, *statements: str) -> None:
        for statement in ("BEGIN IMMEDIATE", *statements, "COMMIT"):
            self._connection.execute(statement)

    async def close(self) -> None:
        self._connection.close()


async def watch(url: str) -> Watch:
    """Eyes on the database at `url`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteWatch(str(parsed.database))
    return PostgresWatch(await asyncpg.connect(host=str(parsed.query["host"]), user=parsed.username, database=parsed.database))


async def finished(eyes: Watch) -> bool:
    """Whether nothing is left to write, to send or to record."""
    return bool(await eyes.ask(_LAST)) and bool(await eyes.ask(_ALL))


async def recorded(eyes: Watch, incident_id: int) -> int:
    """How many messages of the incident the provider has taken, by the receipts in the database."""
    return int(await eyes.ask(_RECORDED.format(incident_id)))


async def cut_off(eyes: Watch) -> None:
    """Forget what is queued or still to be written, so that the next trigger finds a quiet service."""
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")  # noqa: TID251 - seen from outside the service
    await eyes.do(*(statement.format(now=now) for statement in _CUT))
