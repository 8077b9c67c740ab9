"""The board changes by itself, and says so when it does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from playwright.async_api import BrowserContext, expect

from tests.pages.sandboxes import Sandbox
from tests.pages.visits import PATIENCE_MS, handset, live, raise_alarm, sign_in


async def test_a_board_says_since_when_it_is_not_live(own_sqlite: Sandbox, clumsy_board: BrowserContext) -> None:
    page = await sign_in(clumsy_board, own_sqlite)
    await page.clock.install()
    await raise_alarm(page, own_sqlite)
    await live(page)
    own_sqlite.process.freeze()  # as a machine that is gone: it says no goodbye, and the browser hears nothing
    await page.clock.fast_forward(15_000)
    await expect(page.locator("#live")).to_contain_text("IKKE DIREKTE siden")
    own_sqlite.process.thaw()
    await page.clock.fast_forward(2_000)
    await live(page)
    await own_sqlite.process.kill9()
    await expect(page.locator("#live")).to_contain_text("IKKE DIREKTE siden")
    await own_sqlite.process.start()
    await page.clock.fast_forward(6_000)
    await live(page)


async def test_a_change_that_was_heard_of_but_not_fetched_is_told_again(sandbox: Sandbox, clumsy_board: BrowserContext) -> None:
    board = await sign_in(clumsy_board, sandbox)
    incident = await raise_alarm(board, sandbox, area="hoejemarksvej")
    await live(board)
    await expect(board.locator("#board .counts")).not_to_contain_text("venter")
    await board.route("**/incidents/*/board", lambda route: route.abort(), times=1)
    other = await clumsy_board.new_page()
    await other.goto(f"{sandbox.url}/incidents/{incident}")
    await other.get_by_label("Hvad der skete").fill("Politiet er fremme.")
    await other.get_by_role("button", name="Skriv i loggen").click()
    await expect(board.locator("#live")).to_contain_text("IKKE DIREKTE siden")
    await live(board)
    await expect(board.locator("#board .lines")).to_contain_text("Politiet er fremme.")


async def test_nothing_changes_under_a_finger_that_is_down(sandbox: Sandbox, desktop: BrowserContext) -> None:
    board = await sign_in(desktop, sandbox)
    await raise_alarm(board, sandbox)
    await live(board)
    other = await desktop.new_page()
    await other.goto(board.url)
    await board.locator("#board h1").hover()
    await board.mouse.down()
    await other.get_by_label("Hvad der skete").fill("Vejen er spærret.")
    async with board.expect_response("**/board") as fetched:
        await other.get_by_role("button", name="Skriv i loggen").click()
    await (await fetched.value).finished()
    await expect(other.locator("#board .lines")).to_contain_text("Vejen er spærret.")
    await expect(board.locator("#board .lines")).not_to_contain_text("Vejen er spærret.")
    await board.mouse.up()
    await expect(board.locator("#board .lines")).to_contain_text("Vejen er spærret.")
    await live(board)


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
    await expect(handset(phones, "Test Nælde").locator(".msg").first).to_contain_text("Ejerslykke")
    await raise_alarm(board, sandbox, area="korsloekken")
    await expect(handset(phones, "Test Nælde").locator(".msg").first).to_contain_text("Korsløkken")
    await expect(field).to_have_value("jeg er på")
    await expect(field).to_be_focused()
