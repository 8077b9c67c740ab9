"""Who sees what: the duty chief, the partner, the secretariat and strangers."""

from playwright.async_api import BrowserContext, expect

from tests.pages.sandboxes import Sandbox
from tests.pages.visits import picture, raise_alarm, sign_in


async def test_a_partner_sees_their_own_and_raises_nothing(sandbox: Sandbox, desktop: BrowserContext, clumsy: BrowserContext) -> None:
    chief = await sign_in(desktop, sandbox)
    incident = await raise_alarm(chief, sandbox, area="korsloekken")
    page = await sign_in(clumsy, sandbox, "partner")
    await expect(page.get_by_role("link", name="Slå alarm")).to_have_count(0)
    await page.locator(f"a[href='/incidents/{incident}']").click()
    await expect(page.get_by_text("Test Anemone")).to_be_visible()
    await page.get_by_role("button", name="Jeg har set det").click()
    await expect(page.get_by_role("status")).to_contain_text("Du har set det.")
    for path in ("/alarm", f"/incidents/{incident}/timeline", f"/incidents/{incident}/board", "/alert-list", "/alert-list/import"):
        answer = await clumsy.request.get(sandbox.url + path)
        assert answer.status == 403, path


async def test_the_secretariat_keeps_the_list_and_decides_nothing(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    page = await sign_in(clumsy, sandbox, "sekretariat")
    await expect(page.get_by_role("link", name="Slå alarm")).to_have_count(0)
    assert (await clumsy.request.get(f"{sandbox.url}/alarm")).status == 403
    await page.goto(f"{sandbox.url}/alert-list/new")
    await page.get_by_label("Navn").fill("Test Ærteblomst")
    await page.get_by_label("Mobil").fill("12")
    await page.get_by_role("button", name="Gem").click()
    await expect(page.locator("#mobile-error")).to_be_visible()
    await expect(page.get_by_label("Navn")).to_have_value("Test Ærteblomst")
    await picture(page, "person-refused")
    await page.get_by_label("Mobil").fill("+46 70 174 06 99")
    await page.get_by_role("button", name="Gem").click()
    await expect(page.get_by_text("Personen er gemt.")).to_be_visible()
    await page.get_by_label("Søg på navn").fill("ærteblomst")
    await page.get_by_role("button", name="Søg").click()
    await expect(page.locator(".person")).to_have_count(1)
    await expect(page.locator(".person")).to_contain_text("aldrig bekræftet")
    await page.get_by_role("link", name="Test Ærteblomst", exact=True).click()
    await page.get_by_role("button", name="Det hele er rigtigt: bekræftet i dag").click()
    await page.goto(f"{sandbox.url}/alert-list?q=Ærteblomst")
    await expect(page.locator(".person")).not_to_contain_text("aldrig bekræftet")
    await page.get_by_role("link", name="Test Ærteblomst", exact=True).click()
    await page.get_by_text("Tag af listen").first.click()
    await page.get_by_role("button", name="Tag Test Ærteblomst af listen").click()
    await expect(page.get_by_text("Personen er taget af listen.")).to_be_visible()


async def test_an_import_shows_its_differences_before_anything_is_stored(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    page = await sign_in(clumsy, sandbox, "sekretariat")
    exported = await (await clumsy.request.get(f"{sandbox.url}/alert-list/export/csv")).body()
    changed = exported.decode("utf-8-sig").replace("Lokalpolitileder", "Politileder")
    await page.goto(f"{sandbox.url}/alert-list/import")
    await page.get_by_label("Fil", exact=True).set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": changed.encode()})
    await page.get_by_role("button", name="Se, hvad der ændres").click()
    await expect(page.locator(".sums")).to_contain_text("1 ændrede")
    await expect(page.locator(".diff")).to_contain_text("Lokalpolitileder")
    await picture(page, "import-preview")
    await page.get_by_role("button", name="Gem ændringerne").click()
    await expect(page.get_by_text("Varslingslisten er opdateret.")).to_be_visible()
    await page.goto(f"{sandbox.url}/alert-list/import")
    await page.get_by_label("Fil", exact=True).set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": b"navn;mobil\nX;12"})
    await page.get_by_role("button", name="Se, hvad der ændres").click()
    await expect(page.get_by_role("alert")).to_be_visible()


async def test_a_stranger_is_asked_to_sign_in(sandbox: Sandbox, phone: BrowserContext) -> None:
    for path in ("/", "/alarm", "/incidents/1", "/incidents/1/events", "/incidents/1/timeline.pdf", "/alert-list", "/phones"):
        answer = await phone.request.get(sandbox.url + path, max_redirects=0)
        assert answer.status == 303, path
        assert answer.headers["location"].startswith("/sign-in"), path
