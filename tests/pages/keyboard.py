"""A page walked by keyboard: every stop is reached in the page's order, seen, marked and named (WCAG 2.1.1-2, 2.4.3, 2.4.7, 2.4.11)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.harness.browser import DESKTOP, screen

_WALK: Final = Path(__file__).with_suffix(".js")
_TRIES: Final = 3
_MOST: Final = 600
_SPARE: Final = 12
"""How many presses more than reckoned may lead round a page before it counts as a trap."""


@cache
def _script() -> str:
    return _WALK.read_text(encoding="utf-8")


@asynccontextmanager
async def hands_on_keys(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor whose pages can be walked; nothing glides, so that what is measured is what stays."""
    async with screen(browser, DESKTOP, reduced_motion="reduce") as (context, troubles):
        await context.add_init_script(_script())
        yield context
    assert not [trouble for trouble in troubles if "status of 4" not in trouble]


async def walk(page: Page) -> list[str]:
    """What is wrong for somebody without a mouse on the page as it stands, all of it folded out; the focus is out of it afterwards."""
    if await page.locator(".live__again").count():
        await expect(page.locator("#live.live--on")).to_be_visible()  # until then a link stands beside it
    await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for _ in range(_TRIES):
        await _out(page)
        for _ in range(await page.evaluate("keyboard.begin()") + 1):
            await page.keyboard.press("Tab")
        state = await page.evaluate("keyboard.state()")
        for _ in range(_SPARE):
            if state["over"]:
                break
            await page.keyboard.press("Tab")
            state = await page.evaluate("keyboard.state()")
        if not state["changed"]:
            break
    faults: list[str] = await page.evaluate("keyboard.faults()")
    return faults


async def _out(page: Page) -> None:
    """Leave the page at its end, so that the next press begins at its top."""
    for _ in range(_MOST):
        if await page.evaluate("keyboard.isOut()"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not leave {page.url}")


async def refused(page: Page, button: str) -> list[str]:
    """What is wrong when a form sent with nothing in it comes back: the reason has the focus and leads to the field."""
    await page.locator(f"main {button}").last.evaluate("button => keyboard.send(button)")
    await expect(page.locator("#error-summary")).to_be_focused()
    return await walk(page)


async def skipped_to_the_content(page: Page) -> list[str]:
    """What is wrong with the first press of Tab: it leads past the menu, where there is one, by one more press."""
    await _out(page)
    await page.keyboard.press("Tab")
    first = await page.evaluate("keyboard.where()")
    if first in ("content", "out"):
        return []
    if first != "skip":
        return [f"the first stop is neither in the content nor leads there: {first}"]
    await page.keyboard.press("Enter")
    onto = await page.evaluate("keyboard.where()")
    await page.keyboard.press("Tab")
    into = await page.evaluate("keyboard.where()")
    return [] if onto == "main" and into in ("content", "foot") else [f"the first stop leads to {onto} and on to {into}"]
