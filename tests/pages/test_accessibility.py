"""axe finds nothing on any page at either size; the pictures are for people to look at (WCAG 2.2 A and AA)."""

from collections.abc import Iterable

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.browser import DESKTOP, PHONE, accessibility_faults, screen, wider_by
from tests.pages.addresses import ACTIONS, CHIEF, SECRETARIAT, VISITED, VISITED_OF_INCIDENT
from tests.pages.full_house import filled, on_the_roster
from tests.pages.sandboxes import Sandbox, inside_of
from tests.pages.visits import choose_alarm, picture, raise_alarm, sign_in


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_no_page_of_the_duty_chief_has_a_fault(sandbox: Sandbox, browser: Browser, size: object) -> None:
    found: dict[str, list[str]] = {}
    async with screen(browser, size) as (context, _):  # type: ignore[arg-type]  # a viewport
        page = await sign_in(context, sandbox)
        await choose_alarm(page, sandbox)
        found["preview"] = await accessibility_faults(page)
        await picture(page, "alarm-preview")
        incident = await raise_alarm(page, sandbox)
        for name, path in CHIEF.items():
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
        for name, path in SECRETARIAT.items():
            await page.goto(sandbox.url + path)
            await page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
            found[name] = await accessibility_faults(page)
            await picture(page, name)
    assert not {name: faults for name, faults in found.items() if faults}


async def test_no_page_has_a_fault_when_there_is_something_on_it(sandbox: Sandbox, browser: Browser) -> None:
    """What an incident leads to, and what those without an account come to by a link, at a phone's size."""
    found: dict[str, list[str]] = {}

    async def look_over(page: Page, paths: Iterable[str]) -> None:
        for path in paths:
            await page.goto(sandbox.url + path)
            await page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
            wider = await wider_by(page)
            found[path] = await accessibility_faults(page) + [f"wider than the screen by {wider}"] * (wider > 0)
            await picture(page, f"full-{path.strip('/').split('?')[0].replace('/', '-')[:40]}")

    async with inside_of(sandbox) as service, on_the_roster(service), screen(browser, PHONE) as (context, _):
        house = await filled(service)
        chief = (*VISITED, *(f"/incidents/{house.incident}{part}" for part in ("", *VISITED_OF_INCIDENT)), *house.chief)
        await look_over(await context.new_page(), house.links)
        for user, paths in (("chefvagt", chief), ("partner", house.partner)):
            await context.clear_cookies()
            await look_over(await sign_in(context, sandbox, user), paths)
    assert not {name: faults for name, faults in found.items() if faults}
