"""The database: one code path for the embedded SQLite and for PostgreSQL, and one way to begin a transaction."""

import asyncio
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any, Final

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from service.store import sqlite_trips
from service.store.folding import add_folding
from service.store.signals import Signals

CHANNEL: Final = "beredskab"
_NOTIFY: Final = text("SELECT pg_notify(:channel, topic) FROM unnest(CAST(:topics AS text[])) AS topic")
_DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


_ASK_AFTER_S: Final = 1.0
"""Seconds of rest after which a connection is asked whether it still stands."""
_POSTGRESQL: Final = {
    # A plan made for an empty table would be kept for the burst that follows: always plan with the values at hand.
    "plan_cache_mode": "force_custom_plan",
    "timezone": "UTC",
    "jit": "off",
    # A process frozen in the middle of a decision must not hold its incident for ever: the others go on without it.
    "idle_in_transaction_session_timeout": "20s",
}


def async_url(url: str) -> str:
    """The URL with the asynchronous driver we use, whatever driver it names."""
    parsed = make_url(url)
    return parsed.set(drivername=_DRIVERS[parsed.get_backend_name()]).render_as_string(hide_password=False)


def make_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine with the settings that each database needs to keep our promises."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,
            connect_args={"timeout": 30, "async_creator_fn": sqlite_trips.connect},
        )
        event.listen(engine.sync_engine, "connect", _sqlite_connected)
        event.listen(engine.sync_engine, "begin", _sqlite_begin)
        return engine
    engine = create_async_engine(
        async_url(url),
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"server_settings": _POSTGRESQL, "async_creator_fn": _postgresql_connect},
    )
    event.listen(engine.sync_engine, "checkin", _postgresql_rests)
    event.listen(engine.sync_engine, "checkout", _postgresql_wanted)
    return engine


async def _postgresql_connect(*where: Any, **options: Any) -> Any:
    """The driver's connection; `ConnectionError` for whatever keeps the machine from reaching the server, be it a name or a socket."""
    try:
        return await asyncpg.connect(*where, **options)
    except ConnectionError:
        raise
    except OSError as error:
        raise ConnectionError(str(error) or type(error).__name__) from error


def _postgresql_rests(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info["rests_since"] = time.monotonic()


def _postgresql_wanted(connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """A connection that the server has ended is replaced. To ask it each time would double the trips of a short transaction."""
    driver = entry.driver_connection
    if driver is not None and driver.is_closed():
        raise DisconnectionError("the server has ended this connection")
    if time.monotonic() - entry.info.get("rests_since", 0.0) > _ASK_AFTER_S:
        try:
            connection.ping()
        except Exception as error:
            raise DisconnectionError("the server no longer answers on this connection") from error


def _sqlite_connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we write BEGIN ourselves: the driver's own is DEFERRED and loses updates
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    add_folding(connection)


def _sqlite_begin(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


class Store:
    """Opens transactions and tells those who wait when one has been committed."""

    def __init__(self, engine: AsyncEngine, signals: Signals) -> None:
        self.engine = engine
        self.signals = signals
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.name = secrets.token_hex(4)
        """What this process calls itself when it tells others of a commit, so as not to hear itself."""
        # SQLite has one writer; a queue in the process is fair, its own busy handler sleeps.
        self._writer: asyncio.Lock | nullcontext[None] = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._reading = engine.execution_options(writes=False)
        self._single = engine if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads."""
        async with AsyncSession(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that commits when the block ends well and writes nothing when it does not (I1)."""
        async with self._writer, AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
            topics = announced(session)
            if topics and not self.is_sqlite:
                await session.flush()
                await session.execute(_NOTIFY, {"channel": CHANNEL, "topics": [f"{self.name} {topic}" for topic in topics]})
        self.signals.publish(topics)

    @asynccontextmanager
    async def single(self) -> AsyncIterator[AsyncSession]:
        """For exactly one step that writes: on PostgreSQL one statement, without the two trips that begin and end a transaction."""
        async with self._writer, AsyncSession(self._single, expire_on_commit=False, autoflush=False) as session, session.begin():
            yield session

    async def scrub(self) -> bool:
        """SQLite: write the file anew without what was deleted, and empty its log; False when another process kept it in use.

        Deleted rows stay readable in the file's free pages until then. Nobody else can write meanwhile: a second for 100 MB.
        PostgreSQL does the like by itself, later (`VACUUM`): True.
        """
        if not self.is_sqlite:
            return True
        async with self._writer, self.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, sqlite_trips.OneTripConnection)
            try:
                await driver.whole("execute", "VACUUM", ())
                _, [(in_use, *_)], *_ = await driver.whole("execute", "PRAGMA wal_checkpoint(TRUNCATE)", ())
            except sqlite3.OperationalError:
                return False  # locked for longer than is waited
            return not in_use

    async def close(self) -> None:
        """Give every connection back to the database."""
        await self.engine.dispose()


def announce(session: AsyncSession, topic: str) -> None:
    """Have `topic` signalled once this transaction has been committed."""
    session.info.setdefault("topics", set()).add(topic)


def announced(session: AsyncSession) -> frozenset[str]:
    """The topics that will be signalled after the commit."""
    return frozenset(session.info.get("topics", ()))
