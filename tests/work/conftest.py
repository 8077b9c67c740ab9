"""A service on a fresh database, with a clock that the test moves."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from actioncards import ODENSE
from actioncards.loader import load
from actioncards.model import Plan
from service.bootstrap import Service, build
from service.settings import read_settings
from service.work.plans import put_in_force
from tests.work.speech import with_residents
from tests.work.town import Town, a_town, small

NIGHT = datetime(2026, 11, 20, 1, 14, tzinfo=UTC)


class StillClock:
    """Stands until the test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def forward(self, by: timedelta) -> None:
        self.moment += by


@pytest.fixture
def clock() -> StillClock:
    """The clock of `service`; it stands at `NIGHT`."""
    return StillClock(NIGHT)


@pytest.fixture(scope="session")
def odense() -> Plan:
    """The plan that comes with the service."""
    return load(ODENSE)


@pytest.fixture
async def service(migrated_url: str, clock: StillClock) -> AsyncIterator[Service]:
    """A service in sandbox mode whose background does not run."""
    made = build(read_settings(_env_file=None, database_url=migrated_url, mode="sandbox"), clock=clock)
    yield made
    await made.close()


@pytest.fixture
async def planned(service: Service, odense: Plan) -> Service:
    """The same service, with the plan of Odense in force."""
    async with service.unit("test") as unit:
        await put_in_force(unit, odense)
    return service


@pytest.fixture
def town_plan() -> Plan:
    """The town's plan; a module that needs another says so by a fixture of this name."""
    return small()


@pytest.fixture
async def town(migrated_url: str, town_plan: Plan) -> AsyncIterator[Town]:
    async with a_town(migrated_url, plan=town_plan) as town:
        yield town
        await town.check()


@pytest.fixture
async def spot(town: Town) -> int:
    """An incident in a town with residents' representatives; everything of its alarm has been sent."""
    await with_residents(town)
    incident = await town.alarm()
    await town.settle()
    return incident
