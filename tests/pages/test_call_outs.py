"""Calling the duty chief out with a phone in the hand: the caller's form, who takes it, the chief's three choices (F1, F2, F13)."""

import re

from playwright.async_api import Browser, Page, expect

from tests.harness.browser import PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import picture, sign_in


async def call(page: Page, sandbox: Sandbox) -> str:
    """Call the duty chief out from the page; the incident's number."""
    await page.goto(sandbox.url)
    await page.get_by_role("link", name="Kald chefvagten").click()
    await page.locator("#area-vollsmose").check()
    await page.get_by_label("Hvad er der sket?").fill("Skyderi ved Bøgeparken.")
    await page.get_by_label("På hvilket grundlag?").fill("Risiko for gengæld.")
    await page.get_by_role("button", name="Kald chefvagten nu").click()
    await expect(page).to_have_url(re.compile(r"/call-outs/\d+"))
    return re.sub(r"\D", "", page.url.rsplit("/", 1)[1])


async def test_a_caller_sees_who_takes_it_and_the_chief_makes_it_an_alarm(sandbox: Sandbox, browser: Browser) -> None:
    faults: dict[str, list[str]] = {}
    async with screen(browser, PHONE) as (partners, _), screen(browser, PHONE) as (chiefs, _):
        partner, chief = await sign_in(partners, sandbox, "partner"), await sign_in(chiefs, sandbox)
        await partner.goto(f"{sandbox.url}/call-out")
        faults["form"] = await accessibility_faults(partner)
        await picture(partner, "call-out")
        number = await call(partner, sandbox)
        await expect(partner.get_by_text("Ringes op nu")).to_be_visible()
        faults["caller"] = await accessibility_faults(partner)

        await chief.goto(sandbox.url)
        faults["home"] = await accessibility_faults(chief)
        await chief.locator(f'a[href="/call-outs/{number}"]').click()
        for closed in await chief.locator("details > summary").all():
            await closed.click()
        faults["chief"] = await accessibility_faults(chief)
        await picture(chief, "call-out-assess")
        await chief.get_by_role("button", name="Jeg tager den").click()
        await expect(chief.get_by_text("har taget den").first).to_be_visible()

        await partner.reload()
        await expect(partner.get_by_text("har taget den").first).to_be_visible()
        await chief.get_by_text("Alarm: det er en krise").click()
        await chief.locator("#level-red").check()
        await chief.locator("#cause").select_option("skyderi")
        await chief.get_by_role("button", name="Alarmér nu").click()
        await expect(chief).to_have_url(f"{sandbox.url}/incidents/{number}")
        faults["board"] = await accessibility_faults(chief)
    assert not {name: found for name, found in faults.items() if found}
