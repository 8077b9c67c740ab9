"""A situation report on its way to civil society (S6, C1)."""

from playwright.async_api import Browser, Page, expect

from tests.harness.browser import DESKTOP, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import picture, raise_alarm, sign_in


async def faultless(page: Page, name: str) -> None:
    assert not await accessibility_faults(page), name
    await picture(page, name)


async def test_a_report_for_civil_society_is_put_to_the_committee_and_stands_on_the_board(sandbox: Sandbox, browser: Browser) -> None:
    """C1, S6: there is no button that sends it past them."""
    async with screen(browser, DESKTOP) as (context, _):
        page = await sign_in(context, sandbox)
        incident = await raise_alarm(page, sandbox, area="hoejemarksvej")
        await page.goto(f"{sandbox.url}/incidents/{incident}/situation")
        await page.get_by_label("Hvad der må siges").fill("Politiet er til stede.")
        await page.get_by_role("button", name="Lav rapporten").click()
        await faultless(page, "situation")
        await page.get_by_role("button", name="Godkend rapporten").click()
        await page.goto(f"{sandbox.url}/incidents/{incident}/situation/1?tier=civil")
        await expect(page.get_by_role("button", name="Send denne udgave")).to_have_count(0)
        await page.get_by_role("button", name="Bed udvalget om at frigive den").click()
        await expect(page.get_by_role("status")).to_contain_text("Udvalget er bedt om at frigive den.")
        await faultless(page, "situation-civil")
        await page.get_by_role("link", name="Udmelding").click()
        await expect(page.get_by_role("link", name="Redigér teksten")).to_have_count(0)
        await faultless(page, "announcement-report")
        await page.goto(f"{sandbox.url}/incidents/{incident}")
        await expect(page.get_by_role("region", name="Udmeldinger")).to_contain_text("sendt til frigivelse")
        await faultless(page, "board-outward")
        await page.goto(f"{sandbox.url}/housing/odense_2024_2028/measuring")
        await expect(page.get_by_text("Mindes om det, der mangler: SSP-bestyrelsen, BoligSocialt Hus, chef")).to_be_visible()
