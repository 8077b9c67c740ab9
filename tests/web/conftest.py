"""The worlds that web tests ask for; each runs on both databases."""

from collections.abc import AsyncIterator

import pytest
import structlog

from tests.harness.databases import Databases
from tests.web.world import World, running_world, seeded


@pytest.fixture(scope="session", autouse=True)
def plain_log() -> None:
    """A failure is logged without every local variable around it, which takes seconds to write."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
    )


@pytest.fixture
async def seeded_url(databases: Databases) -> AsyncIterator[tuple[str, str]]:
    """A database with plan and list, gone after the test, and a key to it for everything."""
    url, key = await seeded(databases)
    yield url, key
    await databases.drop(url)


@pytest.fixture
async def world(seeded_url: tuple[str, str]) -> AsyncIterator[World]:
    """A running sandbox."""
    async with running_world(*seeded_url) as running:
        yield running


@pytest.fixture
async def still(seeded_url: tuple[str, str]) -> AsyncIterator[World]:
    """A sandbox in which nothing happens by itself."""
    async with running_world(*seeded_url, work=False) as running:
        yield running
