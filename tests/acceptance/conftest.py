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
