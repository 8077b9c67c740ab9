"""On paper the board and the timeline say what they say on the screen, and when it was so, without what only a screen can use."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.pages.sandboxes import Sandbox
from tests.pages.visits import live, raise_alarm, sign_in

ONLY_ON_SCREEN = (".mode .forward", ".bar", ".do", ".live", ".thumb", ".more-actions", ".seat__do", ".skipnav", "form", ".back-link")


@pytest.mark.parametrize(
    ("part", "words"), [("", ("SSP-forretningsudvalget", "Som det stod")), ("/timeline", ("Kæden er hel", "Alarm på niveau"))]
)
async def test_what_is_printed(sandbox: Sandbox, desktop: BrowserContext, part: str, words: tuple[str, ...]) -> None:
    page = await sign_in(desktop, sandbox)
    incident = await raise_alarm(page, sandbox)
    await live(page)
    await page.goto(f"{sandbox.url}/incidents/{incident}{part}")
    await page.emulate_media(media="print")
    for shown in words:
        await expect(page.get_by_text(shown).first).to_be_visible()
    await expect(page.get_by_text("SANDKASSE").first).to_be_visible()
    for one in ONLY_ON_SCREEN:
        seen = [found for found in await page.locator(one).all() if await found.is_visible()]
        assert not seen, one
    assert len(await page.pdf(format="A4")) > 10_000
