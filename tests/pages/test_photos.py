"""A photo on a log line, in a real browser: from the phone in the hand, and where no script runs (C3, I13)."""

from playwright.async_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.domain.photos import opened, photo
from tests.harness.browser import PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import before_the_script, picture, raise_alarm, sign_in

LARGE = FilePayload(name="IMG_2042.jpg", mimeType="image/jpeg", buffer=photo(size=(4000, 3000), orientation=6, quality=100))


async def _shown(page: Page, words: str) -> bytes:
    """The whole photo behind the thumbnail beside the words."""
    thumbnail = page.get_by_role("link", name=words)
    await thumbnail.scroll_into_view_if_needed()
    assert await thumbnail.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    path = await thumbnail.get_attribute("href")
    return await (await page.request.get(f"{page.url.split('/incidents')[0]}{path}")).body()


async def _made_small(page: Page) -> None:
    await page.wait_for_function("most => document.querySelector('#photo').files[0].size < most", arg=len(LARGE["buffer"]) // 2)


async def test_a_phone_makes_the_photo_small_before_it_sends_it(sandbox: Sandbox, browser: Browser) -> None:
    """One tap opens the camera, another the gallery; what leaves the phone is a fraction, and already without the camera's notes."""
    async with screen(browser, PHONE) as (context, troubles):
        page = await sign_in(context, sandbox)
        incident = await raise_alarm(page, sandbox)
        await expect(page.get_by_label("Tag et billede")).to_have_attribute("capture", "environment")
        await page.get_by_label("Hvad der skete").fill("Bilen holder ved blok 4.")
        field = page.get_by_label("Vælg et billede")
        await field.set_input_files(LARGE)
        await _made_small(page)
        await page.get_by_role("button", name="Skriv i loggen").click()
        await expect(page.get_by_text("Linjen står i loggen med sit billede.")).to_be_visible()
        assert opened(await _shown(page, "Bilen holder ved blok 4. (billede)")).size == (1500, 2000)
        faults = await accessibility_faults(page)
        await page.get_by_label("Hvad der skete").fill("Han hedder 010170-1234.")
        await page.get_by_label("Vælg et billede").set_input_files(LARGE)
        await page.get_by_role("button", name="Skriv i loggen").click()
        await expect(page.get_by_text("er her stadig")).to_be_visible()
        faults += await accessibility_faults(page)
        await picture(page, "log-photo-kept")
        await page.goto(f"{sandbox.url}/incidents/{incident}/timeline")
        faults += await accessibility_faults(page)
        await picture(page, "timeline-photo")
        await page.get_by_role("link", name="Slet billedet").click()
        await expect(page.get_by_role("button", name="Slet billedet")).to_be_visible()
        faults += await accessibility_faults(page)
        await picture(page, "delete-photo")
        assert not faults
        assert not [trouble for trouble in troubles if "422" not in trouble]


async def test_a_photo_chosen_before_the_script_has_come_is_made_small_too(sandbox: Sandbox, browser: Browser) -> None:
    """On a bad line the form stands there before the script does."""
    async with screen(browser, PHONE) as (context, troubles):
        page = await sign_in(context, sandbox)
        await raise_alarm(page, sandbox)
        async with before_the_script(page, "app", page.url):
            await page.get_by_label("Vælg et billede").set_input_files(LARGE)
        await _made_small(page)
        assert not troubles


async def test_without_scripts_a_photo_is_taken_as_it_is(sandbox: Sandbox, plain: BrowserContext) -> None:
    page = await sign_in(plain, sandbox)
    await raise_alarm(page, sandbox)
    await page.get_by_label("Hvad der skete").fill("Røg fra taget.")
    await page.get_by_label("Vælg et billede").set_input_files(LARGE)
    await page.get_by_role("button", name="Skriv i loggen").click()
    await expect(page.get_by_text("Linjen står i loggen med sit billede.")).to_be_visible()
    assert opened(await _shown(page, "Røg fra taget. (billede)")).size == (1500, 2000)
