"""What is measured on: a database with the benchmark's plan and invented people, and a look at it from outside."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import asyncpg
from sqlalchemy import insert, make_url

from actioncards.loader import load
from service.bootstrap import build
from service.settings import read_settings
from service.store.tables import Base, PersonRow, PlaceRow
from service.work.plans import put_in_force

PLAN = Path(__file__).parent / "plan"
GROUP = "alle"
_ROWS = 5_000


async def furnish(url: str, people: int) -> None:
    """Make the tables, put the plan in force and invent `people`, one of whom holds the committee's seat."""
    service = build(read_settings(_env_file=None, mode="sandbox", database_url=url, plan=PLAN))
    async with service.store.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with service.unit("bench") as unit:
        await put_in_force(unit, load(PLAN))
        for first in range(1, people + 1, _ROWS):
            ids = range(first, min(first + _ROWS, people + 1))
            await unit.session.execute(insert(PersonRow), [_person(i) for i in ids])
            await unit.session.execute(insert(PlaceRow), [_place(i) for i in ids])
    async with service.store.engine.connect() as connection:
        await connection.exec_driver_sql("ANALYZE")
        await connection.commit()
    await service.close()


def _person(number: int) -> dict[str, object]:
    return {
        "id": number,
        "name": f"Opdigtet Person {number}",
        "title": "",
        "organisation": "Målekommune",
        "mobile": f"+4520{number:06d}",
        "language": "da",
        "invented": False,
        "active": True,
    }


def _place(number: int) -> dict[str, object]:
    if number == 1:
        return {"person_id": 1, "group_key": "fu", "seat_key": "politi", "area_key": None, "position": 0}
    return {"person_id": number, "group_key": GROUP, "seat_key": None, "area_key": None, "position": 0}


class Watch(Protocol):
    """A second pair of eyes on the database, outside the process under test."""

    async def busy(self) -> bool:
        """Whether any list is still being written, or any message waits or is under way."""
        ...

    async def recorded(self, incident_id: int) -> int: ...

    async def clear(self) -> None:
        """Cut off everything that is queued or still to be written."""
        ...

    async def close(self) -> None: ...


_LAST = """SELECT (SELECT done_at IS NOT NULL FROM notice_part ORDER BY id DESC LIMIT 1)
 AND (SELECT state NOT IN ('queued', 'claimed', 'handed_over') FROM delivery ORDER BY id DESC LIMIT 1)"""
"""Cheap to ask often: whether what was written last has been recorded."""
_BUSY = """SELECT EXISTS (SELECT 1 FROM notice_part WHERE done_at IS NULL)
 OR EXISTS (SELECT 1 FROM delivery WHERE state = 'queued')
 OR EXISTS (SELECT 1 FROM delivery WHERE state IN ('claimed', 'handed_over', 'uncertain'))"""
_RECORDED = "SELECT count(*) FROM delivery WHERE incident_id = {} AND accepted_at IS NOT NULL AND provider_id IS NOT NULL"
_CUT = ("UPDATE notice_part SET done_at = '{now}' WHERE done_at IS NULL", "DELETE FROM delivery WHERE state = 'queued'")


class PostgresWatch:
    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: str) -> "PostgresWatch":
        parsed = make_url(url)
        return cls(await asyncpg.connect(host=str(parsed.query["host"]), user=parsed.username, database=parsed.database))

    async def busy(self) -> bool:
        return not await self._connection.fetchval(_LAST) or bool(await self._connection.fetchval(_BUSY))

    async def recorded(self, incident_id: int) -> int:
        return int(await self._connection.fetchval(_RECORDED.format(incident_id)))

    async def clear(self) -> None:
        async with self._connection.transaction():
            for statement in _CUT:
                await self._connection.execute(statement.format(now=datetime.now(UTC).isoformat()))

    async def close(self) -> None:
        await self._connection.close()


class SqliteWatch:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)

    async def busy(self) -> bool:
        return not self._connection.execute(_LAST).fetchone()[0] or bool(self._connection.execute(_BUSY).fetchone()[0])

    async def recorded(self, incident_id: int) -> int:
        return int(self._connection.execute(_RECORDED.format(incident_id)).fetchone()[0])

    async def clear(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        for statement in _CUT:
            self._connection.execute(statement.format(now=datetime.now(UTC).replace(tzinfo=None).isoformat(" ")))
        self._connection.execute("COMMIT")

    async def close(self) -> None:
        self._connection.close()


async def watch(url: str) -> Watch:
    """Eyes on the database at `url`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteWatch(str(parsed.database))
    return await PostgresWatch.open(url)
