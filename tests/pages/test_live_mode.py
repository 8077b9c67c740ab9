"""Where people are really warned: unlike an exercise and a sandbox in colour, word and shape, no page with a fault (I9; WCAG 2.2 A, AA)."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect
from sqlalchemy import update

from service.bootstrap import Service, build
from service.settings import read_settings
from service.store.tables import PersonRow
from service.work.closing import call_off
from tests.harness.browser import PHONE, accessibility_faults, screen, wider_by
from tests.harness.databases import SqliteDatabases
from tests.harness.service import RunningService
from tests.pages.addresses import IN_LIVE_MODE, IN_LIVE_MODE_OF_INCIDENT
from tests.pages.full_house import own_links
from tests.pages.sandboxes import Sandbox, seeded
from tests.pages.visits import choose_alarm, confirm, fill_sign_in, picture, sign_in

LIVE = {
    "mode": "live",
    "secret_key": "a key of this house alone, and long enough",
    "public_url": "https://beredskab.example",
    "smtp_url": "smtp://127.0.0.1:9",
    "mail_from": "beredskab@example.dk",
}
"""A house that may warn people, and whose post office is shut: nothing leaves the machine."""


@pytest.fixture
async def house(sqlite_databases: SqliteDatabases) -> AsyncIterator[tuple[Sandbox, Service]]:
    """The service in live mode as a process, and the same house in this one, for the links that it would send."""
    url = await sqlite_databases.migrated()
    passwords = await seeded(url)
    inside = build(read_settings(_env_file=None, database_url=url, **LIVE))
    try:
        async with inside.unit("test") as unit:
            await unit.session.execute(update(PersonRow).values(invented=False))
        async with RunningService(url, settings={f"BEREDSKAB_{name.upper()}": value for name, value in LIVE.items()}) as process:
            yield Sandbox(process.url, passwords, process, url), inside
    finally:
        await inside.close()


async def test_live_is_told_from_exercise_and_sandbox_and_has_no_fault_on_any_page(
    house: tuple[Sandbox, Service], sandbox: Sandbox, browser: Browser
) -> None:
    live, inside = house
    found: dict[str, list[str]] = {}
    async with screen(browser, PHONE) as (context, _):

        async def look(page: Page, name: str, *, mode: str = "live") -> None:
            await expect(page.locator(".mode").first).to_have_class(re.compile(f"mode--{mode}"))
            found[name] = await accessibility_faults(page)
            assert await wider_by(page) <= 0, name
            if name in ("preview", "asked once more", "/incidents"):
                await picture(page, f"live-{name.strip('/').replace(' ', '-')}")

        page = await sign_in(context, live)
        signs = {"live": await _signs(page)}
        incident = await _alarm(page, live, look)
        for path in (*IN_LIVE_MODE, *(f"/incidents/{incident}{part}" for part in IN_LIVE_MODE_OF_INCIDENT)):
            await page.goto(live.url + path)
            await look(page, path.replace(f"/{incident}", ""))
        for action in ("level", "correct", "update", "skip-update"):
            await page.goto(f"{live.url}/incidents/{incident}/{action}")
            await page.locator("main form").evaluate("form => { form.noValidate = true }")
            await page.locator("main form .button-primary").click()
            await expect(page.locator("#error-summary")).to_be_focused()
            await look(page, f"{action} refused")
        await page.goto(f"{live.url}/alarm?exercise=yes")
        signs["exercise"] = await _signs(page)
        await look(page, "alarm exercise", mode="exercise")
        await page.goto(f"{sandbox.url}/sign-in")
        signs["sandbox"] = await _signs(page)
        async with inside.unit("test") as unit:
            links = await own_links(unit, int(incident))
        for path in links:
            await page.goto(live.url + path)
            await look(page, path[: path.rindex("/")])
        async with inside.unit("test") as unit:
            await call_off(unit, int(incident), "Faren er ovre.")
        for path in ("/", f"/incidents/{incident}", f"/incidents/{incident}/wall", links[0]):
            await page.goto(live.url + path)
            await look(page, f"{path} called off")
        await _strangers(context, live, look)
    for at, what in enumerate(("colour", "word", "shape")):
        assert len({sign[at] for sign in signs.values()}) == 3, what
    assert not {name: faults for name, faults in found.items() if faults}


async def _alarm(page: Page, live: Sandbox, look: Callable[[Page, str], Awaitable[None]]) -> str:
    """The way to an alarm, with a turn down a wrong one; the incident's number."""
    await page.goto(f"{live.url}/alarm")
    await page.get_by_role("button", name="Se, hvem der varsles").click()
    await expect(page.locator("#error-summary")).to_be_focused()
    await look(page, "alarm refused")
    await choose_alarm(page, live)
    await look(page, "preview")
    await expect(page.locator(".confirm__mode strong")).to_have_text("SKARP")
    await page.locator(".confirm [data-hold]").tap()
    await expect(page.locator(".sure")).to_be_visible()
    await look(page, "asked once more")
    await page.locator("[data-sure]").tap()
    await expect(page).to_have_url(re.compile(r"/incidents/\d+$"))
    return page.url.rsplit("/", 1)[1]


async def _signs(page: Page) -> tuple[str, str, str]:
    """The mode's colour, its word and its shape, as they stand at the top of the page."""
    top = page.locator(".mode")
    colour = await top.evaluate("top => getComputedStyle(top).backgroundColor")
    shape = await top.locator("svg").first.evaluate("svg => svg.innerHTML")
    return colour, await top.locator("strong").first.inner_text(), shape


async def _strangers(context: BrowserContext, live: Sandbox, look: Callable[[Page, str], Awaitable[None]]) -> None:
    """Refused at the door, and let in again with what one had typed; the secretariat looks at a list before it is taken."""
    page = context.pages[0]
    await choose_alarm(page, live)
    await context.clear_cookies()
    await confirm(page)
    await expect(page.get_by_label("Brugernavn")).to_be_visible()
    await look(page, "signed out")
    await page.get_by_label("Brugernavn").fill("chefvagt")
    await page.get_by_label("Adgangskode").fill("forkert")
    await page.locator("main").get_by_role("button", name="Log ind").click()
    await expect(page.locator("#error-summary")).to_be_visible()
    await look(page, "sign-in refused")
    await fill_sign_in(page, live)
    await expect(page.get_by_role("button", name="Send den nu")).to_be_visible()
    await look(page, "send again")
    await context.clear_cookies()
    page = await sign_in(context, live, "sekretariat")
    exported = await (await context.request.get(f"{live.url}/alert-list/export/csv")).body()
    await page.goto(f"{live.url}/alert-list/import")
    changed = exported.decode("utf-8-sig").replace("Lokalpolitileder", "Politileder").encode()
    await page.get_by_label("Fil", exact=True).set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": changed})
    await page.get_by_role("button", name="Se, hvad der ændres").click()
    await expect(page.locator(".diff")).to_be_visible()
    await look(page, "import preview")
