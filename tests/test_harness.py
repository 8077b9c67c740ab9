"""What the other tests stand on holds."""

import textwrap
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.harness.browser import PHONE, accessibility_faults, screen
from tests.harness.postgres import PostgresServer
from tests.harness.programs import ProgramMissing, browser_path, postgres_folder
from tests.harness.service import RunningService, ServiceStopped
from tests.harness.waiting import NeverHappened, eventually, until

# A service that counts, in a file, how many times it was started.
STAND_IN = textwrap.dedent(
    """
    import http.server, os, pathlib, sys

    starts = pathlib.Path(os.environ["BEREDSKAB_DATABASE_URL"])
    starts.write_text(starts.read_text() + "x" if starts.exists() else "x")

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/readyz" else 404)
            self.end_headers()
            self.wfile.write(starts.read_bytes())

    print("stand-in starts", flush=True)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
    """
)


async def _scalar(url: str, statement: str) -> object:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return (await connection.execute(text(statement))).scalar()
    finally:
        await engine.dispose()


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()


async def test_every_test_gets_an_empty_database_on_either_engine(database_url: str) -> None:
    await _execute(database_url, "CREATE TABLE thing (id INTEGER)")
    assert await _scalar(database_url, "SELECT count(*) FROM thing") == 0


async def test_a_copied_postgresql_database_is_a_copy_and_not_the_same_one(postgres_server: PostgresServer) -> None:
    first = await postgres_server.create("first")
    await _execute(first, "CREATE TABLE thing (id INTEGER)")
    second = await postgres_server.create("second", like="first")
    await _execute(first, "INSERT INTO thing VALUES (1)")
    assert await _scalar(second, "SELECT count(*) FROM thing") == 0
    await postgres_server.drop("first")
    await postgres_server.drop("second")


async def test_a_durable_postgresql_keeps_what_was_committed_when_it_is_killed() -> None:
    server = PostgresServer(durable=True)
    try:
        url = await server.create("kept")
        await _execute(url, "CREATE TABLE thing AS SELECT 7 AS id")
        server.kill9()
        server.start()
        assert await _scalar(url, "SELECT id FROM thing") == 7
    finally:
        server.remove()


async def test_a_service_killed_and_started_again_keeps_its_address_and_data(tmp_path: Path) -> None:
    async with RunningService(str(tmp_path / "starts"), command=("-c", STAND_IN)) as service:
        await service.kill9()
        await service.start()
        async with aiohttp.ClientSession() as session, session.get(service.url) as answer:
            assert await answer.text() == "xx"
        assert service.log().count("stand-in starts") == 2


async def test_a_service_that_does_not_start_tells_why(tmp_path: Path) -> None:
    with pytest.raises(ServiceStopped, match="no such plan"):
        await RunningService(str(tmp_path), command=("-c", "raise SystemExit('no such plan')")).start()


async def test_the_browser_reports_what_axe_finds(browser: Browser) -> None:
    async with screen(browser, PHONE) as (context, _):
        page = await context.new_page()
        await page.set_content("<html lang=da><title>Tavle</title><main><h1>Tavle</h1><img src='data:,'></main></html>")
        assert [fault.split()[0] for fault in await accessibility_faults(page)] == ["image-alt"]


async def test_the_browser_reports_script_errors_and_asks_no_other_machine(browser: Browser) -> None:
    async with screen(browser, PHONE) as (context, troubles):
        page = await context.new_page()
        await page.set_content("<script>throw Error('broken')</script><script src='http://elsewhere.invalid/x.js'></script>")
        await page.wait_for_load_state()
    assert any("broken" in trouble for trouble in troubles)
    assert any("elsewhere.invalid" in trouble for trouble in troubles)


def test_a_missing_program_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("POSTGRES_BIN", "/nowhere")
    monkeypatch.delenv("CHROMIUM", raising=False)
    for find, package in ((browser_path, "chromium-headless-shell"), (postgres_folder, "postgresql")):
        with pytest.raises(ProgramMissing, match=f"apt-get install {package}"):
            find()


async def test_waiting_ends_at_its_deadline_and_says_for_what() -> None:
    async def never() -> bool:
        return False

    with pytest.raises(NeverHappened, match="the board changes"):
        await eventually(never, within_s=0, what="the board changes")
    with pytest.raises(NeverHappened, match="the file appears"):
        until(lambda: False, within_s=0, what="the file appears")
