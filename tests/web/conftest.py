"""The worlds that web tests ask for; each runs on both databases."""

from collections.abc import AsyncIterator

import pytest

from tests.web.world import World, running_world


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A running sandbox."""
    async with running_world(database_url) as running:
        yield running


@pytest.fixture
async def still(database_url: str) -> AsyncIterator[World]:
    """A sandbox in which nothing happens by itself."""
    async with running_world(database_url, work=False) as running:
        yield running
