"""Calling the duty chief out with a phone in the hand: the caller's form, who takes it, the chief's three choices (F1, F2, F13)."""

import re

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.harness.browser import PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import choose, hold, live, picture, sign_in


async def call(page: Page, sandbox: Sandbox) -> str:
    """Call the duty chief out from the page; the incident's number."""
    await page.goto(sandbox.url)
    await page.get_by_role("link", name="Kald chefvagten").click()
    await choose(page.locator("#area-vollsmose"))
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
        await choose(chief.locator("#level-red"))
        await chief.locator("#cause").select_option("skyderi")
        await chief.get_by_role("button", name="Se, hvem der varsles").click()
        await expect(chief.get_by_role("heading", name="De præcise ord")).to_be_visible()
        faults["preview"] = await accessibility_faults(chief)
        await picture(chief, "call-out-preview")
        await chiefs.route("**/alarm", lambda route: route.abort())
        await hold(chief)
        await expect(chief.locator(".confirm .sending")).to_contain_text("Ikke bekræftet")
        faults["no answer"] = await accessibility_faults(chief)
        await picture(chief, "call-out-no-answer")
        chief.once("dialog", lambda dialog: dialog.accept())
        await chief.goto(sandbox.url)
        await chief.locator("#unsent").get_by_role("link").click()
        await expect(chief.locator("#kept")).to_contain_text("IKKE SENDT")
        await expect(chief.locator("#cause")).to_have_value("skyderi")
        faults["kept"] = await accessibility_faults(chief)
        await chiefs.unroute("**/alarm")
        await chief.get_by_role("button", name="Se, hvem der varsles").click()
        await hold(chief)
        await expect(chief).to_have_url(f"{sandbox.url}/incidents/{number}")
        faults["board"] = await accessibility_faults(chief)
    assert not {name: found for name, found in faults.items() if found}


async def test_the_callers_own_page_is_fresh_without_anybody_touching_it(sandbox: Sandbox, browser: Browser, plain: BrowserContext) -> None:
    """F1, I9: behind the link in the caller's SMS; it looks as the other partner pages do, and a plain link does where no script runs."""
    async with screen(browser, PHONE) as (partners, troubles), screen(browser, PHONE) as (chiefs, _):
        partner, chief = await sign_in(partners, sandbox, "partner"), await sign_in(chiefs, sandbox)
        await chief.goto(f"{sandbox.url}/phones")
        links = chief.locator('#phones a[href^="/c/"]')
        before = await links.count()
        number = await call(partner, sandbox)
        await chief.goto(f"{sandbox.url}/call-outs/{number}")
        await chief.get_by_role("button", name="Jeg tager den").click()
        await expect(chief.get_by_text("har taget den").first).to_be_visible()
        await chief.goto(f"{sandbox.url}/phones")
        await expect(links).to_have_count(before + 1)
        path = await links.first.get_attribute("href")
        await partner.goto(f"{sandbox.url}{path}")
        await expect(partner.get_by_role("heading", level=1)).to_contain_text("KALD TIL CHEFVAGTEN · Vollsmose")
        await expect(partner.locator(".mode svg")).to_be_visible()
        await live(partner)
        assert not await accessibility_faults(partner)
        await picture(partner, "call-out-own")
        quiet = await plain.new_page()
        await quiet.goto(f"{sandbox.url}{path}")
        await chief.goto(f"{sandbox.url}/call-outs/{number}")
        await chief.get_by_text("Luk: der skal ikke gøres mere").click()
        await chief.get_by_label("Hvorfor?").fill("Det var fyrværkeri.")
        await chief.get_by_role("button", name="Luk henvendelsen").click()
        await expect(partner.get_by_text("Det var fyrværkeri.")).to_be_visible()
        await expect(partner.get_by_role("heading", level=1)).to_contain_text("LUKKET")
        await expect(quiet.get_by_text("Det var fyrværkeri.")).to_have_count(0)
        await quiet.get_by_role("link", name="Se seneste").click()
        await expect(quiet.get_by_text("Det var fyrværkeri.")).to_be_visible()
    assert not troubles
