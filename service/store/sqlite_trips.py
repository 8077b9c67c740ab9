"""SQLite behind asyncio with one trip to its thread for each statement.

The driver makes four (make a cursor, execute, fetch, close it), and each trip costs more than most statements: the two threads take
the interpreter from each other.
"""

import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Any

import aiosqlite

Answer = tuple[Any, list[Any], int, int | None]


class WholeCursor:
    """As much of the driver's cursor as SQLAlchemy uses; the rows are fetched with the statement."""

    def __init__(self, connection: "OneTripConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "WholeCursor":
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement and fetch what it returns."""
        self.description, self._rows, self.rowcount, self.lastrowid = await self._connection.whole("execute", sql, parameters)

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each of several sets of values."""
        self.description, self._rows, self.rowcount, self.lastrowid = await self._connection.whole("executemany", sql, parameters)

    async def fetchall(self) -> list[Any]:
        """Every row that has not been taken yet."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""


class OneTripConnection(aiosqlite.Connection):
    """The driver's connection with cursors that make one trip."""

    def cursor(self) -> WholeCursor:  # type: ignore[override]  # what its one caller, SQLAlchemy, awaits of a cursor is there
        """A cursor for one statement."""
        return WholeCursor(self)

    async def whole(self, how: str, sql: str, parameters: Sequence[Any]) -> Answer:
        """Run a statement on the connection's thread, from cursor to close."""
        answer: Answer = await self._execute(_whole, self._conn, how, sql, parameters)  # type: ignore[no-untyped-call]  # the driver has no types
        return answer

    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await super()._connect()
        except BaseException:
            # The driver tells its thread to stop and goes on: the thread would report to a loop that has ended meanwhile.
            self._thread.join(timeout=1)
            raise

    async def commit(self) -> None:
        """Commit; no trip when no transaction is open."""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back; no trip when no transaction is open."""
        if self.in_transaction:
            await super().rollback()


def _whole(connection: sqlite3.Connection, how: str, sql: str, parameters: Sequence[Any]) -> Answer:
    cursor = connection.cursor()
    try:
        getattr(cursor, how)(sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


def connect(path: str, **options: Any) -> OneTripConnection:
    """As `aiosqlite.connect`, for SQLAlchemy's `async_creator_fn`; await it to open the file."""
    connection = OneTripConnection(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does with connections it makes: a lost one never keeps the process alive
    return connection
