"""The screen's further pages: no fault that axe would find, at both sizes and in both languages; the wall says when it is not live."""

import re

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.harness.browser import DESKTOP, PHONE, accessibility_faults, screen, wider_by
from tests.pages.addresses import FURTHER, FURTHER_OF_INCIDENT
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import english as english_chief
from tests.pages.visits import fill_sign_in, handset, live, picture, raise_alarm, sign_in


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_no_page_has_a_fault_in_either_language(sandbox: Sandbox, browser: Browser, size: object) -> None:
    found: dict[str, list[str]] = {}
    async with screen(browser, size) as (context, troubles):  # type: ignore[arg-type]  # a viewport
        page = await sign_in(context, sandbox)
        incident = await raise_alarm(page, sandbox, area="rising")
        reader = f"english-{page.viewport_size['width'] if page.viewport_size else 0}"
        english = await english_chief(sandbox, reader)
        for language in ("da", "en"):
            for path in (*FURTHER, *(f"/incidents/{incident}{one}" for one in FURTHER_OF_INCIDENT)):
                await page.goto(sandbox.url + path)
                await expect(page.locator("html")).to_have_attribute("lang", language)
                found[f"{path} {language}"] = await accessibility_faults(page)
                overflow = await wider_by(page)
                assert overflow <= 0, f"{path} is wider than the screen by {overflow}"
                await picture(page, f"screen{path.replace(incident, 'n').replace('/', '-')}-{language}")
            await context.clear_cookies()
            await page.goto(f"{sandbox.url}/sign-in")
            await fill_sign_in(page, english, reader)
            await expect(page).to_have_url(f"{sandbox.url}/")
        assert not troubles
    assert not {name: faults for name, faults in found.items() if faults}


async def test_a_sheet_with_a_wrong_line_comes_back_whole_and_goes_in_when_mended(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    """I13."""
    page = await sign_in(clumsy, sandbox)
    incident = await raise_alarm(page, sandbox, level="yellow", area="ejerslykke", cause="uro")
    await page.goto(f"{sandbox.url}/incidents/{incident}/from-paper")
    await page.get_by_label("Dagen for den første linje").fill("2026-01-01")
    await page.get_by_label("Linje 1: Tid").fill("21.14")
    await page.get_by_label("Linje 1: Hvad der skete").fill("Alarmen blev hørt.")
    await page.locator("#time-2").fill("kvart i ti")
    await page.locator("#text-2").fill("Politiet er ringet op.")
    await page.get_by_role("button", name="Skriv alle linjer").click()
    await expect(page.locator("#time-2-error")).to_contain_text("kan ikke læses")
    await expect(page.locator("#text-1")).to_have_value("Alarmen blev hørt.")
    await expect(page.locator("#error-summary")).to_be_focused()
    assert not await accessibility_faults(page)
    await picture(page, "from-paper-refused")
    await page.locator("#time-2").fill("21.45")
    await page.get_by_role("button", name="Skriv alle linjer").click()
    await expect(page).to_have_url(re.compile(r"/timeline\?told=from_paper"))
    await expect(page.get_by_text("Politiet er ringet op.")).to_be_visible()


async def test_the_wall_follows_the_answers_and_says_when_it_is_not_live(own_sqlite: Sandbox, clumsy_board: BrowserContext) -> None:
    page = await sign_in(clumsy_board, own_sqlite)
    incident = await raise_alarm(page, own_sqlite)
    wall = await clumsy_board.new_page()
    await wall.goto(f"{own_sqlite.url}/incidents/{incident}/wall")
    await live(wall)
    assert await wall.locator("a, button, input, form").count() == 0, "a wall has no controls"
    await expect(wall.locator(".wall__tier").first).to_contain_text("0 af 6 har svaret")
    await page.goto(f"{own_sqlite.url}/phones")
    await handset(page, "Test Anemone").get_by_role("button", name="1 set").click()
    await expect(wall.locator(".wall__tier").first).to_contain_text("1 af 6 har svaret")
    await own_sqlite.process.stop()
    await expect(wall.locator("#live")).to_contain_text("IKKE DIREKTE siden")
    await picture(wall, "wall-not-live")
    await own_sqlite.process.start()
    await live(wall)
