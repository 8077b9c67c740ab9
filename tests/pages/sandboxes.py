"""A sandbox to visit: the service as a process, with the Odense plan, the invented list and a user for each role."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from actioncards import ODENSE
from service.bootstrap import build
from service.settings import read_settings
from service.work.first_run import seed
from tests.harness.service import RunningService


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: its address, the users' passwords and the process."""

    url: str
    passwords: Mapping[str, str]
    process: RunningService
    database_url: str


@asynccontextmanager
async def running_sandbox(database_url: str) -> AsyncIterator[Sandbox]:
    """A sandbox on a migrated, empty database."""
    passwords = await seeded(database_url)
    async with RunningService(database_url) as process:
        yield Sandbox(process.url, passwords, process, database_url)


async def seeded(database_url: str) -> Mapping[str, str]:
    """Put plan, list and users into a migrated database; the passwords by user name."""
    service = build(read_settings(database_url=database_url))
    try:
        async with service.unit("system") as unit:
            return await seed(unit, ODENSE, {})
    finally:
        await service.close()
