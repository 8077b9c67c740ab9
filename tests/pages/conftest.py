"""One sandbox for the visits that do not disturb each other, and one of one's own for those that move the clock."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.harness.browser import DESKTOP, PHONE, screen
from tests.harness.databases import SqliteDatabases
from tests.pages.sandboxes import Sandbox, calm_afterwards, running_sandbox

REFUSALS = (
    "console: Failed to load resource: the server responded with a status of 4",
    "console: Response Status Error Code 401",
    "console: [object Event]",  # the live stream, when it is refused to somebody who is signed in no more
)
"""What a browser notes of a refusal."""


@pytest.fixture(scope="session")
async def one_sandbox(sqlite_databases: SqliteDatabases) -> AsyncIterator[Sandbox]:
    """A sandbox that many visits share."""
    async with running_sandbox(await sqlite_databases.migrated()) as shared:
        yield shared


@pytest.fixture
async def sandbox(one_sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    """The shared sandbox, left without open incidents."""
    async with calm_afterwards(one_sandbox):
        yield one_sandbox


@pytest.fixture
async def own_sandbox(migrated_url: str) -> AsyncIterator[Sandbox]:
    """A sandbox of the test's own, on both engines."""
    async with running_sandbox(migrated_url) as own:
        yield own


@pytest.fixture
async def own_sqlite(sqlite_databases: SqliteDatabases) -> AsyncIterator[Sandbox]:
    """A sandbox of the test's own, that it may stop and kill."""
    async with running_sandbox(await sqlite_databases.migrated()) as own:
        yield own


@pytest.fixture
async def clumsy_board(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor whose service goes away meanwhile: what the browser notes of that is no fault."""
    async with screen(browser, DESKTOP) as (context, _):
        yield context


@pytest.fixture
async def clumsy(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor with a phone who makes mistakes: the browser notes each refusal, and nothing else may go wrong."""
    async with screen(browser, PHONE) as (context, troubles):
        yield context
    assert not [trouble for trouble in troubles if not trouble.startswith(REFUSALS)]


@pytest.fixture
async def plain(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor whose browser runs no scripts."""
    async with screen(browser, DESKTOP, java_script_enabled=False) as (context, troubles):
        yield context
    assert not troubles
