"""One's own page, and a change of the plan proposed on a page (P6, U1, U2)."""

from playwright.async_api import Browser, expect

from actioncards import ODENSE
from tests.actioncards.test_archive import odense, packed
from tests.harness.browser import DESKTOP, PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import picture, sign_in


async def test_everybody_signed_in_has_a_page_of_their_own(sandbox: Sandbox, browser: Browser) -> None:
    """P6: own data, own duty and a test message, from the menu; what is wrong can be put right there."""
    async with screen(browser, PHONE) as (context, troubles):
        page = await sign_in(context, sandbox, "partner")
        await page.get_by_role("link", name="Min side").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Min side")
        await expect(page.get_by_text("Du har ingen vagt det kommende halve år.")).to_be_visible()
        assert not await accessibility_faults(page)
        await picture(page, "me")
        await page.get_by_role("button", name="Send mig en testbesked").click()
        await expect(page.get_by_role("status")).to_contain_text("testbesked")
        await page.get_by_text("Ret det").click()
        await page.get_by_label("Mobil").fill("12")
        await page.get_by_role("button", name="Gem rettelsen").click()
        await expect(page.locator("#mobile")).to_have_value("12")
        assert not await accessibility_faults(page)
        await page.get_by_label("Mobil").fill("+45 20 98 76 54")
        await page.get_by_role("button", name="Gem rettelsen").click()
        await expect(page.get_by_role("status")).to_contain_text("bekræftet")
        await expect(page.get_by_text("Mobil: +45 20 98 76 54")).to_be_visible()
        for button, lang, told in (("English", "en", "in English from now on"), ("Dansk", "da", "på dansk fra nu af")):
            await page.get_by_role("button", name=button).click()
            await expect(page.get_by_role("status")).to_contain_text(told)
            await expect(page.locator("html")).to_have_attribute("lang", lang)
    assert not [trouble for trouble in troubles if "status of 422" not in trouble]


async def test_a_change_of_the_plan_is_proposed_on_a_page(sandbox: Sandbox, browser: Browser) -> None:
    """U1, U2: refused by file and line, shown before anything is stored, and a draft for the parties only with its reason."""
    wrong, right = odense("odense/"), odense("odense/")
    right["odense/levels.yaml"] = right["odense/levels.yaml"].replace(b"update_cadence_minutes: 60", b"update_cadence_minutes: 50", 1)
    right["odense/plan.yaml"] = right["odense/plan.yaml"].replace(b'version: "', b'version: "A-', 1)
    wrong["odense/levels.yaml"] = wrong["odense/levels.yaml"].replace(b"update_cadence_minutes", b"update_cadence_minuts", 1)
    line = (ODENSE / "levels.yaml").read_text(encoding="utf-8").split("update_cadence_minutes")[0].count("\n") + 1
    async with screen(browser, DESKTOP) as (context, troubles):
        page = await sign_in(context, sandbox, "sekretariat")
        await page.goto(f"{sandbox.url}/plan")
        await page.get_by_role("link", name="Foreslå en ændring af planen").click()
        assert not await accessibility_faults(page)
        await picture(page, "plan-propose")
        for files in (packed(wrong), b"no archive"):
            await page.set_input_files("#file", {"name": "plan.zip", "mimeType": "application/zip", "buffer": files})
            await page.get_by_role("button", name="Se, hvad der ændres").click()
            await expect(page.locator("h1")).to_have_text("Foreslå en ændring af planen")
            await expect(page.get_by_role("alert")).to_contain_text(f"levels.yaml, linje {line}" if files != b"no archive" else "zip-arkiv")
            assert not await accessibility_faults(page)
        await picture(page, "plan-propose-wrong")
        await page.set_input_files("#file", {"name": "plan.zip", "mimeType": "application/zip", "buffer": packed(right)})
        await page.get_by_role("button", name="Se, hvad der ændres").click()
        await expect(page.get_by_role("row", name="levels.red.update_cadence_minutes")).to_contain_text("50")
        assert not await accessibility_faults(page)
        await picture(page, "plan-proposal")
        await page.get_by_role("button", name="Gør den til et udkast").click()
        await expect(page.locator("#why-error")).to_be_visible()
        await page.goto(f"{sandbox.url}/plan")
        await expect(page.get_by_text("Version A-")).to_have_count(0)
        await page.go_back()
        await page.locator("#why").fill("Kortere tid mellem opdateringer.")
        await page.get_by_role("button", name="Gør den til et udkast").click()
        await expect(page.get_by_role("status")).to_contain_text("udkast")
        section = page.locator("section").filter(has=page.get_by_role("heading", name="Version A-"))
        await expect(section).to_contain_text("Kortere tid mellem opdateringer.")
        await expect(section.get_by_text("har ikke underskrevet").first).to_be_visible()
        assert not await accessibility_faults(page)
        await picture(page, "plan-with-draft")
        await section.get_by_role("button", name="Træk den tilbage").click()
        await expect(section.get_by_role("button")).to_have_count(0)
    assert not [trouble for trouble in troubles if "status of 422" not in trouble]
