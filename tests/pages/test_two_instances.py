"""Two instances behind a balancer: the same changes in the same order on both, and nothing missed when one of them dies."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from flows.vocabulary import Scope
from service.bootstrap import build
from service.settings import read_settings
from service.work.api_keys import add_key
from tests.harness.balancer import balanced
from tests.harness.browser import DESKTOP, screen
from tests.harness.databases import PostgresDatabases
from tests.harness.service import RunningService
from tests.pages.sandboxes import Sandbox, seeded
from tests.pages.visits import handset, live, raise_alarm, sign_in

MOVES_WITHIN_MS: Final = 10_000
"""Of which the browser waits one second before it asks again."""

# Keeps what the board has shown: each line once, in the order in which it came; what stood there twice; what was said about being live.
_KEEP = """() => {
  window.seen = []; window.twice = []; window.said = []; window.seqs = [];
  const look = () => {
    const lines = [...document.querySelectorAll('#board .lines .words')].map(e => e.textContent.match(/Linje \\d+/)?.[0]).filter(Boolean);
    window.twice.push(...lines.filter((line, at) => lines.indexOf(line) !== at));
    window.seen.push(...lines.reverse().filter(line => !window.seen.includes(line)));
    window.seqs.push(Number(document.getElementById('board').dataset.seq));
    const said = document.querySelector('#live .live__text').textContent;
    if (window.said.at(-1) !== said) window.said.push(said);
  };
  new MutationObserver(look).observe(document.querySelector('.watch'), {childList: true, subtree: true, characterData: true});
  look();
}"""


@dataclass(frozen=True)
class Pair:
    """Two instances on one database; a page at each, both on the board of one incident, and hands to write in its log through either."""

    instances: tuple[RunningService, RunningService]
    fronts: tuple[Sandbox, Sandbox]
    boards: tuple[Page, Page]
    incident: str
    http: aiohttp.ClientSession

    async def log(self, instance: int, number: int) -> None:
        """Write line `number` through one of the instances."""
        where = f"{self.instances[instance].url}/api/v1/incidents/{self.incident}/log"
        async with self.http.post(where, json={"text": f"Linje {number}."}) as answer:
            assert answer.status == 201, await answer.text()

    async def chain(self) -> list[str]:
        """The lines in the order of the chain, as the second instance tells it."""
        async with self.http.get(f"{self.instances[1].url}/api/v1/incidents/{self.incident}/timeline?limit=200") as answer:
            entries = (await answer.json())["items"]
        return [found[0] for entry in entries if (found := re.search(r"Linje \d+", entry["text"]))]

    async def seen(self) -> list[list[str]]:
        """What each board has shown, in the order in which it came."""
        return [await board.evaluate("window.seen") for board in self.boards]


@pytest.fixture
async def pair(postgres_databases: PostgresDatabases, browser: Browser) -> AsyncIterator[Pair]:
    """Each browser's balancer prefers another instance; either takes over for the other."""
    url = await postgres_databases.migrated()
    passwords, key = await seeded(url), await _key(url)
    secret = {"BEREDSKAB_SECRET_KEY": "the-same-key-for-both-of-these-processes"}
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(RunningService(url, settings=secret))
        two = await stack.enter_async_context(RunningService(url, settings=secret))
        fronts = [
            Sandbox(await stack.enter_async_context(balanced(first.port, then.port)), passwords, first, url)
            for first, then in ((one, two), (two, one))
        ]
        visitors = [(await stack.enter_async_context(screen(browser, DESKTOP)))[0] for _ in fronts]
        here, there = [await sign_in(visitor, front) for visitor, front in zip(visitors, fronts, strict=True)]
        incident = await raise_alarm(here, fronts[0])
        await there.goto(f"{fronts[1].url}/incidents/{incident}")
        http = await stack.enter_async_context(aiohttp.ClientSession(headers={"X-API-Key": key}))
        for board in (here, there):
            await live(board)
            await board.evaluate(_KEEP)
        yield Pair((one, two), (fronts[0], fronts[1]), (here, there), incident, http)
    await postgres_databases.drop(url)


async def test_two_boards_tell_the_same_in_the_same_order_and_one_that_loses_its_instance_misses_nothing(pair: Pair) -> None:
    await _answer_by_phone(pair)
    await _write_through_both(pair, range(1, 7))
    await _write_through_both(pair, range(7, 13))
    assert await pair.seen() == [await pair.chain()] * 2
    said = [await board.evaluate("window.said") for board in pair.boards]
    assert said == [["Direkte"], ["Direkte"]]

    await pair.instances[0].kill9()
    for number in range(13, 18):
        await pair.log(1, number)
    for board in pair.boards:
        await expect(board.locator("#board .lines")).to_contain_text("Linje 17", timeout=MOVES_WITHIN_MS)
        await live(board)
    moved, stayed = [await board.evaluate("window.said") for board in pair.boards]
    assert stayed == ["Direkte"]
    assert moved[0] == moved[-1] == "Direkte"
    assert re.fullmatch(r"IKKE DIREKTE siden \d\d\.\d\d", moved[1])

    await pair.log(1, 18)
    for board in pair.boards:
        await expect(board.locator("#board .lines")).to_contain_text("Linje 18")
    assert await pair.seen() == [await pair.chain()] * 2
    assert len(await pair.chain()) == 18
    for board in pair.boards:
        assert await board.evaluate("window.twice") == []
        seqs = await board.evaluate("window.seqs")
        assert seqs == sorted(seqs)


async def _answer_by_phone(pair: Pair) -> None:
    """An answer through the first instance, heard of on both."""
    phones = await pair.boards[0].context.new_page()
    await phones.goto(f"{pair.fronts[0].url}/phones")
    await handset(phones, "Test Anemone").get_by_role("button", name="1 set").click()
    for board in pair.boards:
        await expect(board.locator(".tier").first).to_contain_text("1 af 6 har svaret")
    await phones.close()


async def _write_through_both(pair: Pair, numbers: Sequence[int]) -> None:
    """Through either instance in turns, all at the same time; seen on both boards."""
    await asyncio.gather(*(pair.log(number % 2, number) for number in numbers))
    for board in pair.boards:
        for number in numbers:
            await expect(board.locator("#board .lines")).to_contain_text(f"Linje {number}.")


async def _key(url: str) -> str:
    service = build(read_settings(database_url=url))
    try:
        async with service.unit("system") as unit:
            return await add_key(unit, "skriver", [Scope.TRIGGER, Scope.READ])
    finally:
        await service.close()
