"""What is the same on every path through the pages: the words in the reader's language, and a look at each page on the way."""

import re
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect
from sqlalchemy import update

from service.bootstrap import build
from service.domain.language import Speaker, translations
from service.settings import read_settings
from service.store.tables.access import UserRow
from service.store.tables.people import PersonRow
from tests.harness.browser import Troubles, accessibility_faults, screen, settled, wider_by
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import BOARD, PATIENCE_MS, choose, confirm, fill_sign_in, handset, links_of, picture

BROWSERS: Final = {"da": "da-DK", "en": "en-GB"}
"""The language that a reader's browser asks for."""


async def read_in(database_url: str, language: str) -> None:
    """Let every user and everybody on the alert list of a seeded database read that language."""
    service = build(read_settings(_env_file=None, database_url=database_url))
    try:
        async with service.unit("system") as unit:
            for table in (UserRow, PersonRow):
                await unit.session.execute(update(table).values(language=language))
    finally:
        await service.close()


@dataclass(frozen=True)
class Tour:
    """One way through the pages, at one size and in one language."""

    sandbox: Sandbox
    language: str
    browser: Browser
    size: ViewportSize
    scripts: bool
    troubles: list[Troubles]
    stack: AsyncExitStack

    @property
    def speaker(self) -> Speaker:
        """Who says the product's own sentences in the tour's language."""
        return translations().speaker(self.language)

    def say(self, text: str, **fields: object) -> str:
        """A page's sentence as its reader sees it."""
        said = self.speaker.gettext(text)
        return said % fields if fields else said

    def begins(self, text: str, **fields: object) -> re.Pattern[str]:
        """A name that begins with a page's sentence."""
        return re.compile("^" + re.escape(self.say(text, **fields)))

    async def stranger(self) -> Page:
        """A page in a browser of its own."""
        options: dict[str, Any] = {"locale": BROWSERS[self.language], "java_script_enabled": self.scripts}
        context, troubles = await self.stack.enter_async_context(screen(self.browser, self.size, **options))
        context.set_default_timeout(PATIENCE_MS)
        self.troubles.append(troubles)
        return await context.new_page()

    async def sign_in(self, user: str = "chefvagt") -> Page:
        """The first page of somebody signed in, in a browser of their own."""
        page = await self.stranger()
        await self.go(page, "/sign-in", "Sign in")
        await fill_sign_in(page, self.sandbox, user)
        await expect(page).to_have_url(f"{self.sandbox.url}/")
        return page

    async def go(self, page: Page, path: str, title: str = "") -> None:
        """Open a page of the service, with that sentence as its heading."""
        await page.goto(self.sandbox.url + path)
        if title:
            await expect(page.get_by_role("heading", level=1)).to_contain_text(self.say(title))

    async def look(self, page: Page, name: str) -> None:
        """The page is in the reader's language, no wider than the screen, fit for everyone, and kept for people to look at."""
        await expect(page.locator("html")).to_have_attribute("lang", self.language)
        wider = await wider_by(page)
        assert wider <= 0, f"{name} is wider than the screen by {wider}"
        if self.scripts:  # axe waits for the page's own timers
            assert not await accessibility_faults(page), name
        await picture(page, f"tour-{name}-{self.language}")

    async def press(self, page: Page | Locator, text: str, **fields: object) -> None:
        """Press the button with those words."""
        await page.get_by_role("button", name=self.say(text, **fields), exact=True).click()

    async def told(self, page: Page, text: str) -> None:
        """The page says that it has been done."""
        await expect(page.get_by_role("status").filter(has_text=self.say(text))).to_be_visible()

    async def alarm(self, page: Page, area: str, *, looked: str = "") -> str:
        """Raise an alarm from the first page by its big red choice, looking at each step under that name; the incident's number."""
        await self.go(page, "/", "Incidents")
        await page.get_by_role("link", name=self.begins("Raise an alarm")).first.click()
        await expect(page.locator("#level-red")).to_be_checked()
        await settled(page)
        await choose(page.locator(f"#area-{area}"))
        await choose(page.locator("#cause-skyderi"))
        if looked:
            await self.look(page, f"{looked}-alarm")
        await self.press(page, "See who is warned")
        await expect(page.get_by_text(self.say("Nobody has been warned yet."))).to_be_visible()
        if looked:
            await self.look(page, f"{looked}-alarm-preview")
        await confirm(page)
        await expect(page).to_have_url(BOARD)
        return page.url.rsplit("/", 1)[1]

    async def link(self, page: Page, purpose: str, incident: str, name: str) -> str:
        """The address behind the newest link of that kind on somebody's phone, when it has come."""
        await self.go(page, "/phones", "Simulated phones")
        link = handset(page, name).locator(f"a[href^='{links_of(purpose, incident)}']").first
        await expect(link).to_be_visible()
        return self.sandbox.url + str(await link.get_attribute("href"))

    async def call_off(self, page: Page, incident: str) -> None:
        """End it, so that nothing of it comes in the way of the next."""
        await self.go(page, f"/incidents/{incident}/call-off", "Call the incident off")
        await page.get_by_label(self.say("How did it end?")).fill("Tak for indsatsen.")
        await self.look(page, "call-off")
        await self.press(page, "Call off and tell everyone")
        await self.told(page, "The incident has been called off.")
