"""What a browser fetches for a page, and how long the page takes to stand there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, StorageState

from tests.harness.browser import DESKTOP

_STANDS = """async () => {
  const paints = () => performance.getEntriesByName('first-contentful-paint');
  while (!paints().length || !performance.getEntriesByType('navigation')[0].loadEventEnd) await new Promise(requestAnimationFrame);
  return Math.max(paints()[0].startTime, performance.getEntriesByType('navigation')[0].loadEventEnd);
}"""


@dataclass(slots=True)
class Load:
    """Bytes that came over the wire, with their headers, by address; `stands_ms` is how long until the page was loaded and painted."""

    fetched: dict[str, int] = field(default_factory=dict)
    stands_ms: float = 0.0

    @property
    def size(self) -> int:
        """All bytes of everything that was not in the browser's cache."""
        return sum(self.fetched.values())


@asynccontextmanager
async def visitor(browser: Browser, signed_in: StorageState | None = None) -> AsyncIterator[BrowserContext]:
    """A visitor at a desk whose browser keeps what it may: watching requests, as the other visitors' are, would turn its cache off."""
    context = await browser.new_context(viewport=DESKTOP, locale="da-DK", timezone_id="Europe/Copenhagen", storage_state=signed_in)
    try:
        yield context
    finally:
        await context.close()


async def load(page: Page, url: str) -> Load:
    """Go to `url` and weigh what came; streams that stay open count with what they have brought by then."""
    found = Load()
    asked: dict[str, str] = {}
    session = await page.context.new_cdp_session(page)

    def came(event: dict[str, Any]) -> None:
        found.fetched[asked[event["requestId"]]] = int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", came)
    await session.send("Network.enable")
    try:
        await page.goto(url, wait_until="load")
        found.stands_ms = await page.evaluate(_STANDS)
    finally:
        await session.detach()
    return found
