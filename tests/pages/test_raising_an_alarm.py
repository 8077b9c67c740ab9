"""Raising an alarm with one hand: few taps, held to confirm, by keyboard too, and fit for everyone (issue D; I9, I12, U3)."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.harness.browser import PHONE, accessibility_faults, screen, settled, wider_by
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import (
    BOARD,
    choose,
    choose_alarm,
    confirm,
    english,
    fill_sign_in,
    hold,
    hold_button,
    keeps_nothing,
    leap,
    newest_incident,
    picture,
    sign_in,
)

SEEN_AND_NAMED = """() => {
  const at = document.activeElement, box = (at.labels && at.labels[0] || at).getBoundingClientRect();
  const name = at.labels && at.labels.length ? at.labels[0].textContent : at.getAttribute("aria-label") || at.textContent;
  const style = getComputedStyle(at.labels && at.type === "radio" ? at.labels[0] : at);
  return at !== document.body && box.width > 0 && name.trim() !== "" && style.outlineStyle !== "none";
}"""
TAPPED = "JSON.parse(sessionStorage.getItem('tapped') || '[]')"
COUNT_TAPS = f"""
  const count = event => {{
    const control = event.target.closest('a, button, label, input, select, textarea');
    const name = !control ? 'nothing' : (control.control || control).id || control.getAttribute('href') || control.textContent.trim();
    const tapped = {TAPPED};
    if (event.isTrusted && tapped.at(-1) !== name) sessionStorage.setItem('tapped', JSON.stringify(tapped.concat(name)));
  }};
  addEventListener('click', count);
  addEventListener('pointerdown', event => event.target.closest('[data-hold]') && count(event));
"""
"""What the page really took for a tap: a trusted click, and a finger that comes down on what is held. The driver touches again where a
first touch became no click, and a label's click is also its field's: neither is another tap of a person's."""


async def test_five_taps_lead_from_the_first_page_to_the_alarm(sandbox: Sandbox, phone: BrowserContext) -> None:
    page = await sign_in(phone, sandbox)
    await phone.add_init_script(COUNT_TAPS)
    await page.reload()
    await picture(page, "alarm-0-first-page")
    await page.get_by_role("link", name="Slå alarm: RØDT").tap()
    await page.get_by_role("radio", name="Rising", exact=True).tap()
    await page.get_by_role("radio", name="skyderi", exact=True).tap()
    await picture(page, "alarm-1-chosen")
    await page.get_by_role("button", name="Se, hvem der varsles").tap()
    await expect(page.locator(".confirm__mode")).to_contain_text("SANDKASSE")
    await _touch_and_hold(phone, page)
    await expect(page).to_have_url(BOARD)
    *chosen, held = await page.evaluate(TAPPED)
    assert chosen == ["/alarm?level=red", "area-rising", "cause-skyderi", "Se, hvem der varsles"]
    assert "Hold inde" in held
    assert await keeps_nothing(page), "sent, and not kept"


async def test_a_press_is_no_alarm_and_whoever_cannot_hold_is_asked_once_more(sandbox: Sandbox, phone: BrowserContext) -> None:
    page = await sign_in(phone, sandbox)
    before = await newest_incident(page, sandbox)
    ways: dict[str, Callable[[], Awaitable[object]]] = {
        "a short tap": lambda: hold_button(page).tap(),
        "a short key": lambda: hold_button(page).press("Enter"),
        "an aid's click": lambda: hold_button(page).dispatch_event("click"),
    }
    for press in ways.values():
        await choose_alarm(page, sandbox, area="ejerslykke")
        await expect(hold_button(page)).to_be_visible()
        await press()
        await expect(page.locator(".sure")).to_be_visible()
        await expect(page.get_by_role("status").filter(has_text="Ikke sendt endnu.")).to_have_count(1)
    await picture(page, "alarm-3-asked-once-more")
    await page.get_by_role("button", name="Nej, ikke endnu").tap()
    await expect(page.locator(".sure")).to_be_hidden()
    assert await newest_incident(await phone.new_page(), sandbox) == before, "nothing has been raised by a press"
    await hold_button(page).dispatch_event("click")
    await page.get_by_role("button", name="Ja: Varsl").press("Enter")
    await expect(page).to_have_url(BOARD)


async def test_held_by_mouse_or_key_it_is_raised(sandbox: Sandbox, desktop: BrowserContext) -> None:
    page = await sign_in(desktop, sandbox)
    for key in (None, "Space", "Enter"):
        await page.emulate_media(reduced_motion="reduce" if key == "Space" else "no-preference")
        await choose_alarm(page, sandbox, area="hoejemarksvej")
        if key is None:
            await hold(page)
        else:
            await hold_button(page).focus()
            await page.keyboard.down(key)
        await expect(page).to_have_url(BOARD)
        if key:
            await page.keyboard.up(key)


async def test_the_way_to_an_alarm_is_gone_by_keyboard_alone_and_each_stop_has_a_name(sandbox: Sandbox, desktop: BrowserContext) -> None:
    """WCAG 2.1.1, 2.4.1, 2.4.3, 2.4.7, 4.1.2: from the sign-in to the board by Tab, Enter, space bar and arrows."""
    page = await desktop.new_page()
    keys = page.keyboard
    await page.goto(f"{sandbox.url}/sign-in")

    async def stop(role: Any, name: str | re.Pattern[str], *, within: int = 1) -> None:
        """Tab to what has that role and name, `within` so many stops, each of which can be seen and has a name."""
        wanted = page.get_by_role(role, name=name, exact=isinstance(name, str))
        for _ in range(within):
            await keys.press("Tab")
            assert await page.evaluate(SEEN_AND_NAMED), await page.evaluate("document.activeElement.outerHTML")
            if await wanted.evaluate_all("all => all.includes(document.activeElement)"):
                return
        raise AssertionError(f"{role} {name} is not next, but {await page.evaluate('document.activeElement.outerHTML')}")

    async def to_the_content() -> None:
        await page.wait_for_load_state()
        await stop("link", "Gå til sidens indhold")
        await keys.press("Enter")

    await to_the_content()
    await stop("textbox", "Brugernavn")
    await keys.type("chefvagt")
    await stop("textbox", "Adgangskode")
    await keys.type(sandbox.passwords["chefvagt"])
    await stop("button", "Log ind")
    await keys.press("Enter")
    await expect(page).to_have_url(f"{sandbox.url}/")
    await to_the_content()
    await stop("link", re.compile("^Slå alarm: RØDT"))
    await keys.press("Enter")
    await expect(page.locator("#level-red")).to_be_checked()
    await to_the_content()
    await stop("radio", re.compile("^RØDT"), within=30)  # calls to the duty chief come first
    await stop("radio", re.compile("."))
    await keys.press("ArrowDown")
    area = await page.locator("[name=area]:checked").evaluate("field => field.labels[0].textContent")
    await stop("radio", re.compile("."))
    await keys.press("Space")
    await stop("textbox", re.compile("^Hvad ved vi"))
    await keys.type("Skud ved centret.")
    await stop("combobox", "Vurderet af")
    await keys.press("Tab")
    await expect(page.locator("summary")).to_be_focused()
    await stop("button", "Se, hvem der varsles")
    await keys.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(area)
    await stop("button", re.compile("^Hold inde: Varsl"))
    await expect(hold_button(page)).to_have_accessible_description(re.compile("^Hold knappen eller mellemrumstasten"))
    await keys.press("Space")
    await expect(page.get_by_role("status").filter(has_text="Ikke sendt endnu.")).to_have_count(1)
    await stop("button", re.compile("^Ja: Varsl"))
    await keys.press("Enter")
    await expect(page).to_have_url(BOARD)


async def test_what_is_close_by_is_shown_while_the_area_is_chosen_and_nothing_moves_under_the_finger(
    sandbox: Sandbox, phone: BrowserContext
) -> None:
    """U3: also when what was chosen comes back from the device."""
    page = await sign_in(phone, sandbox)
    await page.goto(f"{sandbox.url}/alarm")
    near, button = page.locator("#near"), page.get_by_role("button", name="Se, hvem der varsles")
    await expect(near).to_be_empty()
    await settled(page)
    before = await button.bounding_box()
    await choose(page.locator("#area-rising"))
    await expect(near.get_by_role("heading", name="Tæt på Rising")).to_be_visible()
    await expect(near).to_contain_text("Multihuset er områdets mødested.")
    await expect(near).to_contain_text("Institutioner")
    assert await button.bounding_box() == before
    await choose(page.locator("#area-vollsmose"))
    await expect(near.get_by_role("heading")).to_have_text("Tæt på Vollsmose")
    assert not await accessibility_faults(page)
    await picture(page, "alarm-1-close-by")
    await page.reload()
    await expect(near.get_by_role("heading")).to_have_text("Tæt på Vollsmose")


async def test_whoever_cannot_be_reached_is_rung_by_one_tap_and_answered_for(own_sqlite: Sandbox, phone: BrowserContext) -> None:
    page = await sign_in(phone, own_sqlite)
    await choose_alarm(page, own_sqlite)
    await confirm(page)
    seat = page.locator(".tier").first.locator(".seat").filter(has=page.get_by_text("By og Kultur", exact=True))
    telephone = re.compile(r"^tel:\+46\d+$")
    await expect(seat.get_by_role("link", name=re.compile(r"^Ring til Test Lupin, \+46"))).to_have_attribute("href", telephone)
    for _ in range(2):
        clock = page.locator(".forward__clock time")
        before = await clock.inner_text()
        await leap(page, "+ 5 min")
        await expect(clock).not_to_have_text(before)
    await expect(seat).to_contain_text("kan ikke nås")
    for name in ("Test Lupin", "Prøve Lyng"):
        await expect(seat.get_by_role("link", name=f"Ring til {name}")).to_have_attribute("href", telephone)
    assert not await accessibility_faults(page)
    assert await wider_by(page) <= 0
    await picture(page, "board-unreachable")
    await seat.get_by_role("link", name="Svar for By og Kultur").tap()
    await choose(page.get_by_label("Test Lupin"))
    await choose(page.get_by_label("Har set det"))
    await page.get_by_role("button", name="Registrér svaret").tap()
    await expect(seat).to_contain_text("har set det")


async def test_each_step_is_fit_for_everyone_in_both_languages_and_modes(sandbox: Sandbox, browser: Browser) -> None:
    """I9: colour, word and shape of the mode stand at the button itself."""
    found: dict[str, list[str]] = {}
    async with screen(browser, PHONE) as (context, troubles):
        page = await sign_in(context, sandbox)
        reader = await english(sandbox, "english-alarm")
        for language, mode in (("da", "SANDKASSE"), ("da", "ØVELSE"), ("en", "SANDBOX"), ("en", "EXERCISE")):
            if language == "en" and await page.locator("html").get_attribute("lang") == "da":
                await context.clear_cookies()
                await page.goto(f"{sandbox.url}/sign-in")
                await fill_sign_in(page, reader, "english-alarm")
            drill = "&exercise=yes" if mode in ("ØVELSE", "EXERCISE") else ""
            for step in _steps(page, f"{sandbox.url}/alarm?level=red&area=rising&cause=skyderi{drill}"):
                await step()
                name = f"alarm-{language}-{mode}-{len(found) % 3}"
                await expect(page.locator("html")).to_have_attribute("lang", language)
                await expect(page.locator(".mode__word")).to_contain_text(mode)
                found[name] = await accessibility_faults(page)
                assert await wider_by(page) <= 0, name
                await picture(page, name)
            await expect(page.locator(".confirm__mode strong")).to_have_text(mode)
            await expect(page.locator(".confirm__mode svg")).to_be_visible()
        assert not troubles
    assert not {name: faults for name, faults in found.items() if faults}


def _steps(page: Page, address: str) -> tuple[Callable[[], Awaitable[object]], ...]:
    """From the choices to the second question, which nobody answers."""

    async def ask() -> None:
        await hold_button(page).tap()
        await expect(page.locator(".sure")).to_be_visible()

    async def look() -> None:
        await page.locator("form.alarm .button--big").tap()
        await expect(hold_button(page)).to_be_visible()

    return (lambda: page.goto(address), look, ask)


async def _touch_and_hold(context: BrowserContext, page: Page) -> None:
    """A finger that rests on the button until the page goes on; Playwright itself only taps."""
    await expect(hold_button(page)).to_contain_text("Hold inde")  # without scripts it is pressed
    await hold_button(page).scroll_into_view_if_needed()
    box = await hold_button(page).bounding_box()
    assert box is not None
    finger = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    hand = await context.new_cdp_session(page)
    await hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    await expect(page).to_have_url(BOARD)
    await hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
