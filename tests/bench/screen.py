"""What a person at a screen waits for (issue D): the first phone that shows the alarm, the board that shows an answer, a full board.

In a real browser, against a sandbox as `beredskab serve` runs it: the chief's page, the simulated phones and an answering partner are
three visitors. Each moment is taken in the page itself, on the machine's one clock: the form's being sent, and the change of the other
page's document. Beside it, what the network alone takes: fetching next to nothing from the same service in the same browser.
"""

import asyncio
import statistics
from dataclasses import dataclass
from itertools import product

from playwright.async_api import Browser, Page

from service.store.migrate import upgrade
from tests.bench.world import Databases
from tests.harness.browser import running_browser
from tests.pages.crowds import crowded
from tests.pages.loading import load, visitor
from tests.pages.sandboxes import Sandbox, running_sandbox
from tests.pages.visits import choose_alarm, hold, live, newest_link, sign_in

ANSWERER = "Test Anemone"
_CHOICES = list(product(("ejerslykke", "vollsmose", "rising"), ("drab", "skyderi", "bombe", "knivstik")))
"""An alarm of its own for each round, told from the others by its words."""

# Notes when something is sent: the alarm's page sends its form itself, once the button has been held; others send theirs as forms do.
_NOTE_SUBMIT = """() => {
  const note = () => sessionStorage.setItem('submitted', performance.timeOrigin + performance.now());
  document.addEventListener('submit', note, {capture: true});
  const real = window.fetch;
  window.fetch = (target, options) => {
    if (options?.method === 'POST') note();
    return real(target, options);
  };
}"""
_SUBMITTED = "Number(sessionStorage.getItem('submitted'))"
_NETWORK = """async (times) => {
  const taken = [];
  for (let n = 0; n < times; n++) {
    const begun = performance.now();
    await (await fetch('/healthz', {cache: 'no-store'})).text();
    taken.push(performance.now() - begun);
  }
  return taken;
}"""
# A promise of the moment at which the page shows more of `what` than it does now.
_MORE = """(what) => {
  const count = () => document.querySelectorAll(what).length;
  const before = count();
  window.more = new Promise((shown) => {
    const eyes = new MutationObserver(() => {
      if (count() <= before) return;
      eyes.disconnect();
      shown(performance.timeOrigin + performance.now());
    });
    eyes.observe(document.body, {childList: true, subtree: true, attributes: true});
  });
}"""
_WORDS = """(words) => {
  window.more = new Promise((shown) => {
    const eyes = new MutationObserver(() => {
      if (![...document.querySelectorAll('.msg')].some((message) => message.textContent.includes(words))) return;
      eyes.disconnect();
      shown(performance.timeOrigin + performance.now());
    });
    eyes.observe(document.body, {childList: true, subtree: true, attributes: true});
  });
}"""


@dataclass(frozen=True, slots=True)
class Screen:
    """Milliseconds, medians; kilobytes (1,000 bytes) over the wire. `worst` are the slowest of the rounds."""

    alarm_ms: float
    alarm_worst_ms: float
    answer_ms: float
    answer_worst_ms: float
    network_ms: float
    board_ms: float
    board_kb: float
    board_first_kb: float
    fonts_kb: float


async def on_screen(where: Databases, engine: str, rounds: int, crowd: tuple[int, int]) -> Screen:
    """Take each figure `rounds` times; `crowd` are the people and the timeline's entries of the full board."""
    async with running_browser() as browser:
        url = await _migrated(where, engine)
        async with running_sandbox(url) as sandbox:
            alarms, answers, network = await _watched(browser, sandbox, rounds)
        board = await _full_board(browser, await _migrated(where, engine), rounds, crowd)
    return Screen(statistics.median(alarms), max(alarms), statistics.median(answers), max(answers), statistics.median(network), *board)


async def _migrated(where: Databases, engine: str) -> str:
    url = await where.empty(engine)
    await upgrade(url)
    return url


async def _watched(browser: Browser, sandbox: Sandbox, rounds: int) -> tuple[list[float], list[float], list[float]]:
    async with visitor(browser) as desk, visitor(browser) as wall, visitor(browser) as pocket:
        chief, phones = await sign_in(desk, sandbox), await sign_in(wall, sandbox)
        partner = await pocket.new_page()
        await phones.goto(f"{sandbox.url}/phones")
        await live(phones)
        alarms, answers = [], []
        for area, cause in _CHOICES[:rounds]:
            alarms.append(await _alarm(chief, phones, sandbox, area, cause))
            answers.append(await _answer(partner, phones, chief, sandbox))
        return alarms, answers, await chief.evaluate(_NETWORK, 50)


async def _alarm(chief: Page, phones: Page, sandbox: Sandbox, area: str, cause: str) -> float:
    """From the confirmation to the first phone."""
    await choose_alarm(chief, sandbox, area=area, cause=cause)
    words = f"{await chief.locator('.bubble').first.inner_text()}".partition(" kl.")[0]
    await phones.evaluate(_WORDS, words)
    await chief.evaluate(_NOTE_SUBMIT)
    await hold(chief)
    shown = float(await phones.evaluate("window.more"))
    await chief.wait_for_url("**/incidents/*")
    return shown - float(await chief.evaluate(_SUBMITTED))


async def _answer(partner: Page, phones: Page, board: Page, sandbox: Sandbox) -> float:
    """From the tap on the partner's own page to the board."""
    await live(board)
    await asyncio.sleep(1)  # what the alarm stirred up has settled: it is the answer that is timed
    await partner.goto(sandbox.url + await newest_link(phones, ANSWERER))
    await board.evaluate(_MORE, ".seat--answered")
    await partner.evaluate(_NOTE_SUBMIT)
    await partner.get_by_role("button", name="Jeg har set det").click()
    shown = float(await board.evaluate("window.more"))
    await partner.get_by_role("status").wait_for()
    return shown - float(await partner.evaluate(_SUBMITTED))


async def _full_board(browser: Browser, url: str, rounds: int, crowd: tuple[int, int]) -> tuple[float, float, float, float]:
    """Milliseconds until it stands; kilobytes of a load, of the first load, and of the fonts that came with that."""
    full = await crowded(url, *crowd)
    async with running_sandbox(url, full.passwords) as sandbox, visitor(browser) as context:
        page = await sign_in(context, sandbox)
        address = f"{sandbox.url}/incidents/{full.incident}"
        async with visitor(browser, await context.storage_state()) as fresh:
            first = await load(await fresh.new_page(), address)
        loads = [await load(page, address) for _ in range(rounds + 1)][1:]
    fonts = sum(size for address, size in first.fetched.items() if address.endswith((".woff2", ".woff")))
    size = max(one.size for one in loads)
    return statistics.median(one.stands_ms for one in loads), size / 1000, first.size / 1000, fonts / 1000
