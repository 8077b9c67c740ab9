"""A town on each database."""

from collections.abc import AsyncIterator

import pytest

from tests.work.town import Town, a_town


@pytest.fixture
async def town(migrated_url: str) -> AsyncIterator[Town]:
    async with a_town(migrated_url) as town:
        yield town
        await town.check()
