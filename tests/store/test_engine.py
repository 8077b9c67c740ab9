"""How each database is spoken to: SQLite with one journal and one writer, PostgreSQL with a word to other processes."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from service.background.listener import listen_to_postgresql
from service.store import sqlite_trips
from service.store.engine import Store, announce, make_engine
from service.store.signals import DUE, Signals
from tests.harness.databases import PostgresDatabases, SqliteDatabases


async def test_sqlite_writes_ahead_waits_when_busy_and_takes_the_lock_before_it_reads(sqlite_databases: SqliteDatabases) -> None:
    url = await sqlite_databases.migrated()
    one, other = (Store(make_engine(url), Signals()) for _ in range(2))
    async with one.read() as session:
        assert (await session.scalar(text("PRAGMA journal_mode")), await session.scalar(text("PRAGMA busy_timeout"))) == ("wal", 30000)
    async with one.write() as session:
        await session.execute(text("INSERT INTO setting (name, value) VALUES ('counted', '1')"))
        waiting = asyncio.create_task(_one_more(other))
        async with other.read() as reader:
            assert await reader.scalar(text("SELECT count(*) FROM setting")) == 0, "a reader waits for nobody and sees what is committed"
    await waiting
    async with one.read() as session:
        assert await session.scalar(text("SELECT value FROM setting")) == "2", "what the other wrote meanwhile was lost"
    await one.close()
    await other.close()
    await sqlite_databases.drop(url)


def test_a_file_that_cannot_be_opened_leaves_no_thread_that_reports_to_a_loop_that_has_ended(tmp_path: Path) -> None:
    """A command ends with its first refusal: the driver's thread must not print its own traceback under the command's one line."""
    for _ in range(200):
        connection = sqlite_trips.connect(str(tmp_path))
        with pytest.raises(sqlite3.OperationalError):
            asyncio.run(_opened(connection))
        assert not connection._thread.is_alive()


async def _opened(connection: sqlite_trips.OneTripConnection) -> None:
    await connection


async def _one_more(store: Store) -> None:
    async with store.write() as session:
        value = await session.scalar(text("SELECT value FROM setting WHERE name = 'counted'"))
        await session.execute(text("UPDATE setting SET value = :value"), {"value": str(int(value or 0) + 1)})


async def test_a_commit_on_postgresql_wakes_the_other_process(postgres_databases: PostgresDatabases) -> None:
    url = await postgres_databases.migrated()
    here, there = (Store(make_engine(url), Signals()) for _ in range(2))
    with there.signals.listen(DUE) as connected, there.signals.listen("incident:7") as woken:
        listening = asyncio.create_task(listen_to_postgresql(there))
        await asyncio.wait_for(connected.wait(), 30)
        assert woken.is_set(), "whoever waits looks once: what was signalled before is not heard"
        woken.clear()
        async with here.write() as session:
            announce(session, "incident:7")
            await session.execute(text("SELECT 1"))
            assert not woken.is_set()
        await asyncio.wait_for(woken.wait(), 30)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    await here.close()
    await there.close()
    await postgres_databases.drop(url)
