"""What visitors do over and over: sign in, raise an alarm, look at a phone."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from flows.vocabulary import Role
from service.bootstrap import build
from service.domain.links import Links
from service.settings import read_settings
from service.work.access import add_user
from tests.pages.sandboxes import Sandbox

SCREENSHOTS: Final = Path(__file__).parents[2] / "var" / "screenshots"
BOARD: Final = re.compile(r"/incidents/\d+$")
HOLD_MS: Final = 800
"""Longer than the page asks for."""

PATIENCE_MS: Final = 30_000
"""The longest a page may take on a busy machine; nothing waits that long when all is well."""

LEAP_MS: Final = 180_000
"""The longest a leap of the clock may take: everything that falls due on the way happens, in every incident that is open."""

expect.set_options(timeout=PATIENCE_MS)


async def sign_in(context: BrowserContext, sandbox: Sandbox, user: str = "chefvagt") -> Page:
    """A page of somebody signed in, at the first page."""
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(f"{sandbox.url}/sign-in")
    await fill_sign_in(page, sandbox, user)
    await expect(page).to_have_url(f"{sandbox.url}/")
    return page


async def fill_sign_in(page: Page, sandbox: Sandbox, user: str = "chefvagt") -> None:
    """Fill and send the sign-in form that the page shows, in the browser's language."""
    await page.get_by_label(re.compile("^(Brugernavn|User name)")).fill(user)
    await page.get_by_label(re.compile("^(Adgangskode|Password)")).fill(sandbox.passwords[user])
    await page.locator("main").get_by_role("button", name=re.compile("^(Log ind|Sign in)$")).click()


async def choose(control: Locator) -> None:
    """Tap a radio button or a box that is not chosen, and see it become so: Playwright's `check` looks only once."""
    await control.click()
    await expect(control).to_be_checked()


async def choose_alarm(page: Page, sandbox: Sandbox, *, level: str = "red", area: str = "vollsmose", cause: str = "skyderi") -> None:
    """Fill the alarm's form and go to the preview, as a person does: by the labels."""
    await page.goto(f"{sandbox.url}/alarm")
    for choice in (f"level-{level}", f"area-{area}", f"cause-{cause}"):
        await choose(page.locator(f"#{choice}"))
    await page.get_by_role("button", name="Se, hvem der varsles").click()
    await expect(page.locator(".confirm")).to_be_visible()


async def raise_alarm(page: Page, sandbox: Sandbox, **choices: str) -> str:
    """Raise an alarm and stand at its board; the incident's number."""
    await choose_alarm(page, sandbox, **choices)
    await confirm(page)
    await expect(page).to_have_url(BOARD)
    return page.url.rsplit("/", 1)[1]


async def leap(page: Page, step: str) -> None:
    """Move the sandbox's clock by one of the strip's buttons."""
    await page.locator(".forward").get_by_role("button", name=step).click(timeout=LEAP_MS)


def hold_button(page: Page) -> Locator:
    """What is held to confirm."""
    return page.locator(".confirm [data-hold]")


async def confirm(page: Page) -> None:
    """Confirm as an aid does that only clicks, and answer yes; without scripts the click is all."""
    button = hold_button(page)
    asks = await button.get_attribute("aria-describedby")  # the script's: it holds the button
    await button.dispatch_event("click")
    if asks:
        await page.locator(".confirm [data-sure]").click()


async def hold(page: Page) -> None:
    """Confirm as a hand does: hold the button as long as it asks."""
    await hold_button(page).click(delay=HOLD_MS)


async def keeps_nothing(page: Page) -> bool:
    """Whether the device holds nothing of any alarm."""
    return not await page.evaluate("Object.keys(localStorage).some(key => key.startsWith('alarm:'))")


async def newest_incident(page: Page, sandbox: Sandbox) -> int:
    """The number of the newest incident, 0 before the first."""
    await page.goto(sandbox.url)
    found = await page.locator(".incident__link").evaluate_all("links => links.map(link => Number(link.pathname.split('/').pop()))")
    return max(found, default=0)


async def english(sandbox: Sandbox, name: str) -> Sandbox:
    """The same sandbox with a duty chief of that name who reads English."""
    service = build(read_settings(database_url=sandbox.database_url))
    try:
        async with service.unit("system") as unit:
            await add_user(unit, name, "a-long-password-of-theirs", Role.DUTY_CHIEF, language="en")
    finally:
        await service.close()
    return Sandbox(sandbox.url, {**sandbox.passwords, name: "a-long-password-of-theirs"}, sandbox.process, sandbox.database_url)


@asynccontextmanager
async def before_the_script(page: Page, script: str, address: str) -> AsyncIterator[None]:
    """Stand on the page as it is on a bad line: it is there, and that script of ours comes when the block ends."""
    asked, come = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await come.wait()
        await route.fallback()

    await page.goto("about:blank")
    await page.context.route(f"**/own-*/{script}.js", late)
    await page.goto(address, wait_until="commit")
    async with asyncio.timeout(PATIENCE_MS / 1000):
        await asked.wait()
    yield
    come.set()
    await page.wait_for_load_state()


async def live(page: Page) -> None:
    """Wait until the page says that it is live."""
    await expect(page.locator("#live")).to_contain_text("Direkte")


def handset(page: Page, name: str) -> Locator:
    """One person's simulated phone."""
    return page.locator(".handset").filter(has=page.get_by_role("heading", name=name, exact=True))


async def newest_link(page: Page, name: str) -> str:
    """The path of the newest link on somebody's phone."""
    path = await handset(page, name).get_by_role("link", name="Åbn linket").first.get_attribute("href")
    assert path is not None
    return path


def links_of(purpose: str, incident: str) -> str:
    """How the personal links of that kind begin that belong to the incident."""
    number = Links(b"").token(purpose, int(incident), 0).partition("-")[0]
    return f"/{purpose}/{number}-"


async def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    await page.screenshot(path=SCREENSHOTS / f"{name}-{'phone' if width < 600 else 'desktop'}.png", full_page=True)
