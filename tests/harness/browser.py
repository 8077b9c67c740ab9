"""A real browser for the pages: two sizes of screen, nothing but loopback, and the accessibility rules of axe."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Route, ViewportSize, async_playwright

from tests.harness.programs import browser_path

PHONE: Final = ViewportSize(width=390, height=844)
DESKTOP: Final = ViewportSize(width=1280, height=900)

_AXE: Final = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


class Troubles(list[str]):
    """What the browser complained of: script errors, console errors and requests to other machines."""


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """The distribution's headless Chromium, as long as the block lasts."""
    path = browser_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--disable-dev-shm-usage"])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def screen(browser: Browser, size: ViewportSize, **options: Any) -> AsyncIterator[tuple[BrowserContext, Troubles]]:
    """A fresh visitor (no cookies) with a Danish browser; `options` go to Playwright's `new_context`."""
    troubles = Troubles()
    touch = size["width"] < 600
    settings: dict[str, Any] = {"locale": "da-DK", "timezone_id": "Europe/Copenhagen", "has_touch": touch, "is_mobile": touch} | options
    context = await browser.new_context(viewport=size, **settings)
    context.set_default_timeout(10_000)

    async def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname in {"127.0.0.1", "localhost"}:
            await route.fallback()
        else:
            troubles.append(f"asks another machine: {route.request.url}")
            await route.abort()

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"console: {message.text}")

    await context.route("**/*", guard)
    context.on("console", complain)
    context.on("weberror", lambda error: troubles.append(f"script: {error.error}"))
    try:
        yield context, troubles
    finally:
        await context.close()


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")


async def settled(page: Page) -> None:
    """Wait until the page has its styles and letters: before that everything on it has another size."""
    await page.wait_for_load_state()
    await page.evaluate("document.fonts.ready.then(() => true)")


async def wider_by(page: Page) -> int:
    """How many pixels the page is wider than its screen; none is 0 or less."""
    await settled(page)
    return int(await page.evaluate("document.documentElement.scrollWidth - screen.width"))


async def accessibility_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA on the page as it stands: rule, impact and the place, one a line."""
    await settled(page)
    await page.evaluate(_axe())  # not add_script_tag: the page's own content security policy would refuse it
    found = await page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", list(_RULES))
    return [
        f"{fault['id']} ({fault['impact']}): {', '.join(str(node['target']) for node in fault['nodes'])}" for fault in found["violations"]
    ]
