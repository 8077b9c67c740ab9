"""What visitors do over and over: sign in, raise an alarm, look at a phone."""

import re
from pathlib import Path
from typing import Final

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.pages.sandboxes import Sandbox

SCREENSHOTS: Final = Path(__file__).parents[2] / "var" / "screenshots"
PATIENCE_MS: Final = 30_000
"""The longest a page may take on a busy machine; nothing waits that long when all is well."""

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
    """Fill and send the sign-in form that the page shows."""
    await page.get_by_label("Brugernavn").fill(user)
    await page.get_by_label("Adgangskode").fill(sandbox.passwords[user])
    await page.locator("main").get_by_role("button", name="Log ind").click()


async def choose_alarm(page: Page, sandbox: Sandbox, *, level: str = "red", area: str = "vollsmose", cause: str = "skyderi") -> None:
    """Fill the alarm's form and go to the preview, as a person does: by the labels."""
    await page.goto(f"{sandbox.url}/alarm")
    for choice in (f"level-{level}", f"area-{area}", f"cause-{cause}"):
        await page.locator(f"#{choice}").check()
    await page.get_by_role("button", name="Se, hvem der varsles").click()


async def raise_alarm(page: Page, sandbox: Sandbox, **choices: str) -> str:
    """Raise an alarm and stand at its board; the incident's number."""
    await choose_alarm(page, sandbox, **choices)
    await page.get_by_role("button", name="Varsl").click()
    await expect(page).to_have_url(re.compile(r"/incidents/\d+$"))
    return page.url.rsplit("/", 1)[1]


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


async def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    await page.screenshot(path=SCREENSHOTS / f"{name}-{'phone' if width < 600 else 'desktop'}.png", full_page=True)
