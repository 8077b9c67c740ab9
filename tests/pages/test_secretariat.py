"""The secretariat at work in a browser: the list mended in place, with the keyboard and at both sizes."""

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.harness.browser import DESKTOP, PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import picture, sign_in


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_person_is_found_while_typing_and_mended_in_the_row(sandbox: Sandbox, browser: Browser, size: object) -> None:
    """Focus goes to the opened form, to what is wrong, and back to the row; the address keeps what was looked for."""
    async with screen(browser, size) as (context, troubles):  # type: ignore[arg-type]  # a viewport
        page = await sign_in(context, sandbox, "sekretariat")
        await page.goto(f"{sandbox.url}/alert-list")
        await page.get_by_label("Søg på navn").press_sequentially("blaakl")
        await expect(page.locator(".person")).to_have_count(1)
        await expect(page.locator("#found")).to_have_text("1 person")
        await expect(page).to_have_url(f"{sandbox.url}/alert-list?q=blaakl&place=&area=&attention=")
        row = page.locator(".person")
        await row.get_by_role("link", name="Ret Test Blåklokke").press("Enter")
        await expect(page.get_by_label("Navn", exact=True)).to_be_focused()
        assert not await accessibility_faults(page)
        await picture(page, "alert-list-in-place")
        await page.get_by_label("Mobil").fill("12")
        await page.get_by_role("button", name="Gem").click()
        await expect(page.get_by_role("alert").first).to_be_focused()
        await expect(page.get_by_label("Mobil")).to_have_value("12")
        assert not await accessibility_faults(page)
        await page.get_by_role("link", name="Annuller").click()
        await expect(row.get_by_role("link", name="Ret Test Blåklokke")).to_be_focused()
        await row.get_by_role("link", name="Ret Test Blåklokke").click()
        await expect(page.get_by_label("Navn", exact=True)).to_be_focused()
        await page.get_by_label("Titel").fill("Koordinator")
        await page.get_by_label("Titel").press("Enter")
        await expect(row).to_contain_text("Koordinator")
        await expect(row.get_by_role("link", name="Ret Test Blåklokke")).to_be_focused()
        await expect(page.locator("#said")).to_have_text("Test Blåklokke er gemt.")
        assert not await accessibility_faults(page)
    # htmx carries over to the new row what the examination of the old one had written into its style attributes
    assert not [trouble for trouble in troubles if "422" not in trouble and "Applying inline style" not in trouble]


async def test_without_scripts_the_same_links_and_forms_lead_to_pages(sandbox: Sandbox, plain: BrowserContext) -> None:
    page = await sign_in(plain, sandbox, "sekretariat")
    await page.goto(f"{sandbox.url}/alert-list")
    await page.get_by_label("Søg på navn").fill("hassel")
    await page.get_by_label("Kræver noget").select_option("invented")
    await page.get_by_role("button", name="Søg").click()
    await expect(page.locator(".person")).to_have_count(1)
    await page.get_by_role("link", name="Ret Test Hassel").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Test Hassel")
    await page.get_by_role("button", name="Gem").click()
    await expect(page.get_by_text("Personen er gemt.")).to_be_visible()
