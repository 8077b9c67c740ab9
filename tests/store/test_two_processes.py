"""Hard case: an operator's command, a backup or a person with `sqlite3` opens the embedded database while the service runs."""

import asyncio
import sys

from sqlalchemy import make_url, text

from service.store.engine import Store, make_engine
from service.store.schema import require_newest
from service.store.signals import Signals
from tests.harness.databases import SqliteDatabases

_COUNT = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM setting').fetchone()[0])"


async def _counted_by_another_process(path: str) -> int:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _COUNT, path, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    return int(output)


async def test_another_process_that_comes_and_goes_takes_nothing_away(sqlite_databases: SqliteDatabases) -> None:
    """As the service's readiness is asked for, and another process then opens and closes the file, each commit still reaches it."""
    url = await sqlite_databases.migrated()
    path = make_url(url).database
    assert path is not None
    store = Store(make_engine(url), Signals())
    for number in range(1, 4):
        async with store.write() as session:
            await session.execute(text("INSERT INTO setting (name, value) VALUES (:key, '1')"), {"key": f"k{number}"})
        assert await _counted_by_another_process(path) == number
        await require_newest(store.engine)
    await store.close()
