"""The board changes by itself, on whichever process one is, and says so when it does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from playwright.async_api import Browser, BrowserContext, expect

from tests.harness.browser import DESKTOP, screen
from tests.harness.databases import PostgresDatabases
from tests.harness.service import RunningService
from tests.pages.sandboxes import Sandbox, seeded
from tests.pages.visits import PATIENCE_MS, handset, live, raise_alarm, sign_in


async def test_a_board_on_another_process_hears_of_an_answer(postgres_databases: PostgresDatabases, browser: Browser) -> None:
    url = await postgres_databases.migrated()
    passwords = await seeded(url)
    secret = {"BEREDSKAB_SECRET_KEY": "the-same-key-for-both-of-these-processes"}
    async with (
        RunningService(url, settings=secret) as one,
        RunningService(url, settings=secret | {"BEREDSKAB_WORKER": "false"}) as other,
        screen(browser, DESKTOP) as (context, troubles),
    ):
        here, there = Sandbox(one.url, passwords, one, url), Sandbox(other.url, passwords, other, url)
        page = await sign_in(context, here)
        incident = await raise_alarm(page, here)
        watching = await context.new_page()
        await watching.goto(f"{there.url}/incidents/{incident}")
        await live(watching)
        await page.goto(f"{here.url}/phones")
        await handset(page, "Test Anemone").get_by_role("button", name="1 set").click()
        await expect(watching.locator(".tier").first).to_contain_text("1 af 6 har svaret")
        assert not troubles
    await postgres_databases.drop(url)


async def test_a_board_says_since_when_it_is_not_live(own_sqlite: Sandbox, clumsy_board: BrowserContext) -> None:
    page = await sign_in(clumsy_board, own_sqlite)
    await raise_alarm(page, own_sqlite)
    await live(page)
    await own_sqlite.process.kill9()
    await expect(page.locator("#live")).to_contain_text("IKKE DIREKTE siden")
    await own_sqlite.process.start()
    await live(page)


async def test_a_watched_board_does_not_hold_up_a_stop(own_sqlite: Sandbox, clumsy_board: BrowserContext) -> None:
    page = await sign_in(clumsy_board, own_sqlite)
    await raise_alarm(page, own_sqlite)
    await live(page)
    assert await own_sqlite.process.stop(within_s=15) == 0
    await own_sqlite.process.start()


async def test_a_browser_that_comes_back_hears_only_what_it_missed(sandbox: Sandbox, desktop: BrowserContext) -> None:
    page = await sign_in(desktop, sandbox)
    incident = await raise_alarm(page, sandbox, area="rising")
    await expect(page.locator("#board .counts")).not_to_contain_text("venter")
    seq = int(await page.locator("#board").get_attribute("data-seq") or "0")
    cookies = {cookie["name"]: cookie["value"] for cookie in await desktop.cookies()}
    async with aiohttp.ClientSession(cookies=cookies) as session:
        async with _stream(session, f"{sandbox.url}/incidents/{incident}/events", {"Last-Event-ID": str(seq - 1)}) as lines:
            assert await _next_id(lines) >= seq
        async with _stream(session, f"{sandbox.url}/incidents/{incident}/events", {"Last-Event-ID": "999999"}) as lines:
            await page.get_by_label("Hvad der skete").fill("En linje mere.")
            assert await anext(lines) == "retry: 1000"


@asynccontextmanager
async def _stream(session: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> AsyncIterator[AsyncIterator[str]]:
    async with session.get(url, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield (line.decode().rstrip("\n") async for line in answer.content)


async def _next_id(lines: AsyncIterator[str]) -> int:
    async with asyncio.timeout(PATIENCE_MS / 1000):
        async for line in lines:
            if line.startswith("id: "):
                return int(line.removeprefix("id: "))
    raise AssertionError("the stream ended")


async def test_what_is_typed_on_a_phone_outlives_the_change_of_the_page(sandbox: Sandbox, desktop: BrowserContext) -> None:
    board = await sign_in(desktop, sandbox)
    await raise_alarm(board, sandbox, area="ejerslykke")
    phones = await desktop.new_page()
    await phones.goto(f"{sandbox.url}/phones")
    await live(phones)
    field = handset(phones, "Test Nælde").get_by_label("Sms fra Test Nælde")
    await field.fill("jeg er på")
    before = await handset(phones, "Test Nælde").locator(".msg").count()
    await raise_alarm(board, sandbox, area="korsloekken")
    await expect(handset(phones, "Test Nælde").locator(".msg")).not_to_have_count(before)
    await expect(field).to_have_value("jeg er på")
    await expect(field).to_be_focused()
