"""The meeting's pages: the time with its reasons before the button, one tap for the partner, and nobody shut out (F5, F6, I11, I13)."""

import re

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.harness.browser import DESKTOP, PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import choose, picture, raise_alarm, sign_in


async def convened(page: Page, sandbox: Sandbox, area: str) -> str:
    """An alarm, and its committee summoned by the one button; the meeting's address."""
    incident = await raise_alarm(page, sandbox, area=area)
    address = f"{sandbox.url}/incidents/{incident}/meeting"
    await page.goto(address)
    await page.get_by_role("button", name="Indkald nu").click()
    await expect(page.locator("main")).to_contain_text("Forretningsudvalget er indkaldt.")
    return address


async def newest_summons(page: Page, sandbox: Sandbox) -> str:
    """The address behind somebody's newest link to a meeting."""
    await page.goto(f"{sandbox.url}/phones")
    link = page.locator("a[href*='/m/']").first
    await expect(link).to_be_visible()
    address = await link.get_attribute("href")
    assert address is not None
    return address if address.startswith("http") else sandbox.url + address


async def test_the_time_is_explained_before_the_button_and_works_without_scripts(sandbox: Sandbox, plain: BrowserContext) -> None:
    """F5."""
    page = await sign_in(plain, sandbox)
    incident = await raise_alarm(page, sandbox, area="rising")
    await page.get_by_role("link", name="Møde", exact=True).click()
    await expect(page.locator("main")).to_contain_text("uanset kontortid, med 30 minutters varsel.")
    await page.get_by_role("button", name="Indkald nu").click()
    await expect(page.locator("main")).to_contain_text("0 af 6 pladser deltager")
    await page.goto(f"{sandbox.url}/incidents/{incident}")
    await expect(page.locator("#board")).to_contain_text("indkaldt")


async def test_a_wrong_time_is_refused_with_the_rule_and_what_was_typed_stays(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    """F5, I13."""
    page = await sign_in(clumsy, sandbox)
    incident = await raise_alarm(page, sandbox, area="ejerslykke")
    await page.goto(f"{sandbox.url}/incidents/{incident}/meeting")
    for typed, why in (("2020-01-01T10:00", "fortiden"), ("2099-01-01T10:00", "F8")):
        await choose(page.get_by_label("På et andet tidspunkt"))
        await page.locator("#start").fill(typed)
        await page.get_by_role("button", name="Indkald nu").click()
        await expect(page.get_by_role("alert")).to_contain_text(why)
        await expect(page.locator("#start")).to_have_value(typed)
    await page.goto(f"{sandbox.url}/incidents/{incident}/timeline")
    await expect(page.locator("main")).to_contain_text("Et møde 2020-01-01T10:00 blev afvist: ")


async def test_a_partner_answers_with_one_tap_and_a_scanner_answers_for_nobody(
    own_sqlite: Sandbox, desktop: BrowserContext, phone: BrowserContext
) -> None:
    """I11."""
    chief = await sign_in(desktop, own_sqlite)
    address = await convened(chief, own_sqlite, "vollsmose")
    link = await newest_summons(chief, own_sqlite)
    for _ in range(3):
        assert (await phone.request.get(link)).status == 200
        assert (await phone.request.head(link)).status == 200
    await chief.goto(address)
    await expect(chief.locator("main")).to_contain_text("0 af 6 pladser deltager")
    page = await phone.new_page()
    await page.goto(link)
    await page.get_by_role("button", name="Jeg deltager").click()
    await expect(page.get_by_role("status")).to_contain_text("Du deltager i mødet.")
    await picture(page, "summons")
    assert not await accessibility_faults(page)
    file = await phone.request.get(f"{link}/meeting.ics")
    assert (await file.text()).startswith("BEGIN:VCALENDAR")
    assert (await phone.request.get(link[:-1] + ("0" if link[-1] != "0" else "1"))).status == 404
    await chief.goto(address)
    await expect(chief.locator("main")).to_contain_text("1 af 6 pladser deltager")


async def test_the_meeting_is_written_decided_and_closed_on_one_page(own_sqlite: Sandbox, browser: Browser) -> None:
    """F6; axe finds nothing on the way, at either size."""
    found: dict[str, list[str]] = {}
    async with screen(browser, DESKTOP) as (context, _):
        page = await sign_in(context, own_sqlite)
        incident = await raise_alarm(page, own_sqlite)
        await page.goto(f"{own_sqlite.url}/incidents/{incident}/meeting")
        found["proposal"] = await accessibility_faults(page)
        await picture(page, "meeting-proposal")
        await page.get_by_role("button", name="Indkald nu").click()
        await page.locator("summary").filter(has_text=re.compile("^Svar for")).first.click()
        found["convened"] = await accessibility_faults(page)
        await picture(page, "meeting-convened")
        await page.get_by_role("button", name="Deltager i mødet").first.click()
        await expect(page.locator("main")).to_contain_text("1 af 6 pladser deltager")
        await page.get_by_role("button", name="Begynd mødet nu").click()
        await page.get_by_label("1. Krisehåndtering").fill("Vagten ved skolen forstærkes.")
        await page.get_by_label("Frist").press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Det skrevne er gemt.")
        await expect(page.get_by_label("1. Krisehåndtering")).to_have_value("Vagten ved skolen forstærkes.")
        await page.get_by_role("button", name="Gem").click()
        await expect(page.get_by_label("1. Krisehåndtering")).to_have_value("Vagten ved skolen forstærkes.")
        await expect(page.locator("main")).to_contain_text("1 af 6 pladser deltager")
        await page.get_by_label("Hvad er besluttet?").fill("Ring til 010170-1234")
        await page.get_by_role("button", name="Skriv beslutningen ned").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.get_by_label("Hvad er besluttet?").fill("Skaf flere vagter")
        await page.get_by_label("Ansvarlig").select_option(label="FU, By og Kultur")
        await page.get_by_label("Frist").fill("2099-01-01T12:00")
        found["held"] = await accessibility_faults(page)
        await picture(page, "meeting-held")
        await page.get_by_role("button", name="Skriv beslutningen ned").click()
        await expect(page.locator("main")).to_contain_text("Skaf flere vagter")
        await page.get_by_role("button", name="Afslut mødet, og send referatet").click()
        await expect(page.locator("main")).to_contain_text("Referatet ligger fast og er sendt.")
        await expect(page.locator("main")).to_contain_text("SHA-256")
        address = page.url
    async with screen(browser, PHONE) as (context, _):
        page = await sign_in(context, own_sqlite)
        await page.goto(address)
        found["closed"] = await accessibility_faults(page)
        await picture(page, "meeting-closed")
    assert not {name: faults for name, faults in found.items() if faults}
