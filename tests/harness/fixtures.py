"""The fixtures that stand on the harness; `tests/conftest.py` gives them to every test.

A missing program fails the test that needs it, with a sentence that says what to install: nothing is skipped.
"""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.harness.browser import DESKTOP, PHONE, running_browser, screen
from tests.harness.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.harness.postgres import PostgresServer
from tests.harness.programs import ProgramMissing

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL server for all tests, quick and forgetful. A test of crashes starts its own, `durable=True`."""
    try:
        server = PostgresServer()
    except ProgramMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    yield server
    server.remove()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """SQLite files in a folder of the session's own."""
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: PostgresServer) -> PostgresDatabases:
    """Databases on the session's server."""
    return PostgresDatabases(postgres_server)


@pytest.fixture(params=ENGINES)
def databases(request: pytest.FixtureRequest) -> Databases:
    """The engine of this run of the test: whoever asks for it, or for a database address, is run on both."""
    # Asked for by name, so that a test on SQLite alone never waits for a server.
    found: Databases = request.getfixturevalue({"sqlite": "sqlite_databases", "postgresql": "postgres_databases"}[request.param])
    return found


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """The address of a database with nothing in it, gone after the test."""
    url = await databases.empty()
    yield url
    await databases.drop(url)


@pytest.fixture
async def migrated_url(databases: Databases) -> AsyncIterator[str]:
    """The address of a database with the newest schema and no rows, gone after the test."""
    url = await databases.migrated()
    yield url
    await databases.drop(url)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests; each visitor is a context of its own."""
    try:
        async with running_browser() as browser:
            yield browser
    except ProgramMissing as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor with a phone. The test fails when the browser complained of anything meanwhile."""
    async with screen(browser, PHONE) as (context, troubles):
        yield context
    assert not troubles


@pytest.fixture
async def desktop(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor at a desk. The test fails when the browser complained of anything meanwhile."""
    async with screen(browser, DESKTOP) as (context, troubles):
        yield context
    assert not troubles
