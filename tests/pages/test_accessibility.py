"""axe finds nothing on any page at either size; the pictures are for people to look at (WCAG 2.2 A and AA)."""

import pytest
from playwright.async_api import Browser, expect

from tests.harness.browser import DESKTOP, PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import choose_alarm, picture, raise_alarm, sign_in

PAGES = {
    "home": "/",
    "alarm": "/alarm",
    "phones": "/phones",
    "alert-list": "/alert-list",
    "person": "/alert-list/1",
    "not-found": "/nothing",
}
ACTIONS = ("", "/level", "/correct", "/update", "/call-off", "/timeline")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_no_page_of_the_duty_chief_has_a_fault(sandbox: Sandbox, browser: Browser, size: object) -> None:
    found: dict[str, list[str]] = {}
    async with screen(browser, size) as (context, _):  # type: ignore[arg-type]  # a viewport
        page = await sign_in(context, sandbox)
        await choose_alarm(page, sandbox)
        found["preview"] = await accessibility_faults(page)
        await picture(page, "alarm-preview")
        incident = await raise_alarm(page, sandbox)
        for name, path in PAGES.items():
            await page.goto(sandbox.url + path)
            found[name] = await accessibility_faults(page)
            await picture(page, name)
        for action in ACTIONS:
            await page.goto(f"{sandbox.url}/incidents/{incident}{action}")
            found[action or "board"] = await accessibility_faults(page)
            await picture(page, f"incident{action.replace('/', '-')}")
        await page.get_by_role("link", name="Tilbage til tavlen").click()
        await page.get_by_role("link", name="Svar for").first.click()
        await expect(page.get_by_role("button", name="Registrér svaret")).to_be_visible()
        found["answer for"] = await accessibility_faults(page)
        await picture(page, "answer-for")
    assert not {name: faults for name, faults in found.items() if faults}


async def test_no_page_of_the_secretariat_or_a_stranger_has_a_fault(sandbox: Sandbox, browser: Browser) -> None:
    found: dict[str, list[str]] = {}
    async with screen(browser, PHONE) as (context, _):
        stranger = await context.new_page()
        await stranger.goto(f"{sandbox.url}/sign-in")
        found["sign-in"] = await accessibility_faults(stranger)
        await picture(stranger, "sign-in")
        page = await sign_in(context, sandbox, "sekretariat")
        for name, path in {"new": "/alert-list/new", "import": "/alert-list/import"}.items():
            await page.goto(sandbox.url + path)
            found[name] = await accessibility_faults(page)
            await picture(page, f"alert-list-{name}")
    assert not {name: faults for name, faults in found.items() if faults}
