"""What is measured on: a migrated database with the benchmark's plan and invented people, and a key to the API."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import insert

from actioncards.loader import load
from flows.vocabulary import Scope
from service.bootstrap import Service, build
from service.settings import read_settings
from service.store.migrate import upgrade
from service.store.tables import PersonRow, PlaceRow
from service.work.api_keys import add_key
from service.work.plans import put_in_force
from tests.harness.postgres import PostgresServer

PLAN = Path(__file__).parent / "plan"
GROUP = "alle"
ENGINES = ("postgresql", "sqlite")
_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class World:
    """A database with `people` to warn, one of whom holds the committee's only seat."""

    url: str
    people: int
    key: str


class Databases:
    """Where the worlds are made: PostgreSQL with fsync, SQLite with synchronous FULL, both on the disk under the temporary folder."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self._server, self._folder, self._numbers = server, folder, count(1)
        self._alone = asyncio.Lock()  # what migrates knows one database at a time in a process

    async def world(self, engine: str, people: int) -> World:
        """A new world with this many people."""
        url = await self.empty(engine)
        async with self._alone:
            return await furnish(url, people)

    async def empty(self, engine: str) -> str:
        """The address of a database with nothing in it."""
        number = next(self._numbers)
        return await self._server.create(f"bench_{number}") if engine == "postgresql" else f"sqlite:///{self._folder}/{number}.db"


@contextmanager
def databases() -> Iterator[Databases]:
    """A durable PostgreSQL server and a folder, both gone afterwards."""
    server = PostgresServer(durable=True)
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield Databases(server, Path(folder))
    finally:
        server.remove()


async def furnish(url: str, people: int) -> World:
    """Migrate the database, put the plan in force, invent the people and make a key."""
    async with opened(url) as service:
        await upgrade(url)
        async with service.unit("bench") as unit:
            await put_in_force(unit, load(PLAN))
            for first in range(1, people + 1, _ROWS):
                numbers = range(first, min(first + _ROWS, people + 1))
                await unit.session.execute(insert(PersonRow), [_person(number) for number in numbers])
                await unit.session.execute(insert(PlaceRow), [_place(number) for number in numbers])
            key = await add_key(unit, "bench", [Scope.TRIGGER])
        async with service.store.engine.connect() as connection:
            await connection.exec_driver_sql("ANALYZE")  # as a list that has stood for a while has been
            await connection.commit()
    return World(url, people, key)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Service]:
    """The service on a database in this process, to furnish it; nothing of it runs."""
    service = build(read_settings(_env_file=None, mode="sandbox", database_url=url, plan=PLAN))
    try:
        yield service
    finally:
        await service.close()


def _person(number: int) -> dict[str, object]:
    return {
        "id": number,
        "name": f"Opdigtet Person {number}",
        "title": "",
        "organisation": "Målekommune",
        "mobile": f"+4520{number:06d}",
        "language": "da",
        "invented": False,  # live mode, in which providers are used, refuses to start with invented people
        "active": True,
    }


def _place(number: int) -> dict[str, object]:
    if number == 1:
        return {"person_id": 1, "group_key": "fu", "seat_key": "politi", "area_key": None, "position": 0}
    return {"person_id": number, "group_key": GROUP, "seat_key": None, "area_key": None, "position": 0}
