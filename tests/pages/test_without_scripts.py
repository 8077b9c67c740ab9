"""Everything but the live updates works with JavaScript off."""

import re
from typing import Final

from playwright.async_api import BrowserContext, Page, expect

from tests.harness.waiting import eventually
from tests.pages import addresses
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import choose, handset, newest_link, raise_alarm, sign_in


async def test_an_alarm_is_raised_answered_and_called_off_without_scripts(sandbox: Sandbox, plain: BrowserContext) -> None:
    page = await sign_in(plain, sandbox)
    incident = await raise_alarm(page, sandbox, area="ejerslykke", cause="knivstik")
    board = f"{sandbox.url}/incidents/{incident}"
    phones = await plain.new_page()

    async def told() -> bool:
        await phones.goto(f"{sandbox.url}/phones")  # without scripts a page shows what was when it was asked for
        texts = [await handset(phones, name).inner_text() for name in ("Test Anemone", "Test Hassel")]
        return all("Ejerslykke" in text for text in texts)

    await eventually(told, within_s=60, what="both have the message")
    await handset(phones, "Test Anemone").get_by_role("button", name="1 set").click()
    partner = await plain.new_page()
    await partner.goto(sandbox.url + await newest_link(phones, "Test Hassel"))
    await partner.get_by_role("button", name="5 min", exact=True).click()
    await expect(partner.get_by_role("status")).to_contain_text("Du er på vej.")
    await page.goto(board)
    await expect(page.locator(".tier").first).to_contain_text("2 af 6 har svaret")
    await expect(page.get_by_text("Som det stod kl.")).to_be_visible()
    await page.get_by_role("link", name="Svar for Beskæftigelse og Social").first.click()
    await choose(page.locator("#kind-on_my_way"))
    await page.get_by_label("Minutter").fill("15")
    await page.get_by_role("button", name="Registrér svaret").click()
    await expect(page.locator(".tier").first).to_contain_text("3 af 6 har svaret")
    await page.get_by_role("link", name="Send opdatering").click()
    await page.get_by_label("Hvordan står det til?").fill("Politiet er fremme.")
    await page.get_by_role("button", name="Send opdateringen").click()
    await expect(page.get_by_text("Opdateringen er sendt.")).to_be_visible()
    await page.get_by_role("link", name="Ret", exact=True).click()
    await page.get_by_label("Hvad er rigtigt?").fill("Det er i Rising.")
    await page.get_by_label("Område").select_option("rising")
    await page.get_by_role("button", name="Send rettelsen").click()
    await expect(page.locator(".board__head")).to_contain_text("Rising")
    await page.get_by_role("link", name="Afmeld").click()
    await page.get_by_role("button", name="Afmeld, og giv alle besked").click()
    await expect(page).to_have_url(re.compile(r"told=call-off"))


DEAD: Final = """() => [...document.querySelectorAll("button, [role=button], a:not([href]), a[href='#'], input[type=button], dialog")]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .filter(one => !(one.type === "submit" && one.form && (one.form.getAttribute("action") !== "#")))
    .map(one => one.outerHTML.slice(0, 120))"""
"""What is seen and would do nothing."""


async def test_no_page_shows_what_only_a_script_would_answer(sandbox: Sandbox, plain: BrowserContext) -> None:
    page = await sign_in(plain, sandbox)
    incident = await raise_alarm(page, sandbox)
    of_incident = (*addresses.ACTIONS, *addresses.FURTHER_OF_INCIDENT, *addresses.IN_LIVE_MODE_OF_INCIDENT, *addresses.VISITED_OF_INCIDENT)
    paths = {*addresses.CHIEF.values(), *addresses.FURTHER, *addresses.IN_LIVE_MODE, *addresses.VISITED}
    dead = await _dead(page, sandbox, {*paths - {"/nothing"}, *(f"/incidents/{incident}{part}" for part in of_incident)})
    await plain.clear_cookies()
    keeper = await sign_in(plain, sandbox, "sekretariat")
    dead |= await _dead(keeper, sandbox, set(addresses.SECRETARIAT.values()))
    assert not dead


async def _dead(page: Page, sandbox: Sandbox, paths: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(paths):
        await page.goto(sandbox.url + path)
        await expect(page.locator("h1").first).to_be_visible()
        found[path] = await page.evaluate(DEAD)
    return {path: dead for path, dead in found.items() if dead}
