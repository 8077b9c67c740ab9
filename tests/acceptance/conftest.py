"""Odense on each database."""

from collections.abc import AsyncIterator

import pytest

from tests.acceptance.odense import Odense, running_odense


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def odense(request: pytest.FixtureRequest) -> AsyncIterator[Odense]:
    """The running service of Odense, one for a file's tests: each raises incidents of its own. On SQLite and on PostgreSQL."""
    databases = request.getfixturevalue({"sqlite": "sqlite_databases", "postgresql": "postgres_databases"}[request.param])
    url = await databases.migrated()
    async with running_odense(url) as odense:
        yield odense
    await databases.drop(url)


@pytest.fixture(autouse=True)
async def _over_afterwards(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """What a test raised is called off after it, so that the next test's time is its own."""
    yield
    if "odense" in request.fixturenames:
        odense: Odense = request.getfixturevalue("odense")
        for incident in (await odense.get("/incidents?open=true&limit=50"))["items"]:
            await odense.post(f"/incidents/{incident['id']}/call-off", {"text": ""})
