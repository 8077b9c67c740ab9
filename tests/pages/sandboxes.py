"""A sandbox to visit: the service as a process, with the Odense plan, the invented list and a user for each role."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from actioncards import ODENSE
from flows.vocabulary import IncidentState
from service.bootstrap import Service, build
from service.settings import read_settings
from service.store import due, incidents
from service.work.assessment import to_closed
from service.work.closing import call_off
from service.work.first_run import seed
from tests.harness.service import RunningService
from tests.harness.waiting import eventually


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: its address, the users' passwords and the process."""

    url: str
    passwords: Mapping[str, str]
    process: RunningService
    database_url: str


@asynccontextmanager
async def running_sandbox(database_url: str, passwords: Mapping[str, str] | None = None) -> AsyncIterator[Sandbox]:
    """A sandbox on a migrated, empty database, or on one that was filled, with the passwords of its users."""
    passwords = passwords or await seeded(database_url)
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


@asynccontextmanager
async def inside_of(sandbox: Sandbox) -> AsyncIterator[Service]:
    """The running sandbox's house in this process, with its links and its clock."""
    own = {"public_url": sandbox.url, "secret_key": sandbox.process.setting("SECRET_KEY")}
    service = build(read_settings(_env_file=None, database_url=sandbox.database_url, **own))
    try:
        await service.set_clock()
        yield service
    finally:
        await service.close()


@asynccontextmanager
async def calm_afterwards(sandbox: Sandbox) -> AsyncIterator[None]:
    """The next visitor of a shared sandbox finds no incident open and no message on its way: one's call and answer are not another's."""
    yield
    async with inside_of(sandbox) as service:
        await _end_all(service)
        await eventually(lambda: _quiet(service), within_s=60, what="the last messages are out")


async def _end_all(service: Service) -> None:
    async with service.reading("test") as unit:
        left = [(row.id, row.state) for row in await incidents.page(unit.session, before=None, limit=100, only_open=True)]
    for incident, state in left:
        async with service.unit("test") as unit:
            if state in (IncidentState.REPORTED, IncidentState.BRIEFED):
                await to_closed(unit, incident, "Prøven er slut.")
            else:
                await call_off(unit, incident, "Prøven er slut.")


async def _quiet(service: Service) -> bool:
    async with service.reading("test") as unit:
        return not await due.anything(unit.session, unit.now)
