"""An alarm on a bad line: nothing lost, nothing sent twice, nothing sent late in silence (issue D; I1, I13)."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Route, expect

from tests.harness.browser import PHONE, accessibility_faults, screen
from tests.harness.waiting import eventually
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import (
    BOARD,
    before_the_script,
    choose,
    choose_alarm,
    confirm,
    fill_sign_in,
    hold_button,
    keeps_nothing,
    newest_incident,
    picture,
    sign_in,
)

NO_LINE = ("console: Failed to load resource: net::", "console: htmx:sendError", "console: htmx:afterRequest")
"""What a browser and htmx note when there is no line."""

UNSENT = "Ikke sendt \u2013 ingen forbindelse"


@pytest.fixture
async def bad_line(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor with a phone whose connection drops: the browser notes that, and no script may fail of it."""
    async with screen(browser, PHONE) as (context, troubles):
        yield context
    assert not [trouble for trouble in troubles if not trouble.startswith(NO_LINE)]


async def test_a_line_that_drops_in_the_middle_loses_nothing_and_raises_one_alarm(sandbox: Sandbox, bad_line: BrowserContext) -> None:
    page = await sign_in(bad_line, sandbox)
    before = await newest_incident(page, sandbox)
    await page.get_by_role("link", name="Slå alarm: GULT").tap()
    await choose(page.locator("#area-rising"))
    await choose(page.locator("#cause-uro"))
    await page.get_by_label("Hvad ved vi?").fill("Der er røg ved skolen.")
    await page.reload()
    await expect(page.locator("#kept")).to_contain_text("Gemt på denne enhed kl.")
    await expect(page.locator("#cause-uro")).to_be_checked()
    await expect(page.get_by_label("Hvad ved vi?")).to_have_value("Der er røg ved skolen.")
    await bad_line.set_offline(True)
    await page.get_by_role("button", name="Se, hvem der varsles").tap()
    await expect(page.locator(".sending")).to_contain_text(UNSENT)
    await picture(page, "alarm-1-no-connection")
    await bad_line.set_offline(False)
    await expect(hold_button(page)).to_be_visible()
    await page.evaluate("location.hash = 'main-content'")
    await expect(hold_button(page)).to_be_visible()
    await bad_line.set_offline(True)
    await confirm(page)
    await expect(page.locator(".sending")).to_contain_text(UNSENT)
    await expect(hold_button(page)).to_be_focused()
    assert not await accessibility_faults(page)
    await picture(page, "alarm-4-no-connection")
    await bad_line.set_offline(False)
    await expect(page).to_have_url(BOARD)
    await expect(page.locator("#board")).to_contain_text("Der er røg ved skolen.")
    assert await newest_incident(await bad_line.new_page(), sandbox) == before + 1


async def test_what_is_chosen_before_the_script_has_come_is_kept_and_nothing_older_is_laid_over_it(
    sandbox: Sandbox, bad_line: BrowserContext
) -> None:
    page = await sign_in(bad_line, sandbox)
    await page.goto(f"{sandbox.url}/alarm")
    await choose(page.locator("#area-rising"))
    await page.get_by_label("Hvad ved vi?").fill("Det gamle.")
    async with before_the_script(page, "alarm", f"{sandbox.url}/alarm"):
        await choose(page.locator("#area-vollsmose"))
        await page.get_by_label("Hvad ved vi?").fill("Det nye.")
    await expect(page.locator("#near").get_by_role("heading")).to_have_text("Tæt på Vollsmose")
    await expect(page.get_by_label("Hvad ved vi?")).to_have_value("Det nye.")
    await expect(page.locator("#kept")).to_be_hidden()
    await page.reload()
    await expect(page.locator("#kept")).to_contain_text("Gemt på denne enhed kl.")
    await expect(page.locator("#area-vollsmose")).to_be_checked()
    await expect(page.get_by_label("Hvad ved vi?")).to_have_value("Det nye.")


async def test_a_lost_answer_raises_no_second_alarm_and_no_changed_one_in_silence(sandbox: Sandbox, bad_line: BrowserContext) -> None:
    page = await sign_in(bad_line, sandbox)
    before = await newest_incident(page, sandbox)
    lost = []

    async def lose(route: Route) -> None:
        lost.append(await route.fetch(max_redirects=0))  # it has arrived; the answer has not
        if len(lost) % 2:
            await route.abort()
        else:  # a net's own sign-in page answers for the service
            await route.fulfill(status=200, content_type="text/html", body="<main>Wi-Fi</main>")

    await page.route("**/alarm/confirm", lose)
    await choose_alarm(page, sandbox, area="rising")
    await confirm(page)
    await expect(page.locator(".sending")).to_contain_text("Ikke bekræftet")
    async with page.expect_response("**/alarm/confirm"):
        await page.get_by_role("button", name="Prøv igen nu").tap()
    await expect(page.locator(".sending")).to_contain_text("Ikke bekræftet")
    await page.get_by_role("button", name="Send den ikke").tap()
    await expect(page.locator(".sending")).to_contain_text("Den kan være sendt alligevel")
    await page.go_back()
    await expect(page.locator("#kept")).to_contain_text("er slået.")
    await expect(page.locator("#kept").get_by_role("link", name="Åbn dens tavle")).to_have_attribute("href", f"/incidents/{before + 1}")
    assert {answer.headers["location"] for answer in lost} == {f"/incidents/{before + 1}"}
    await page.unroute("**/alarm/confirm")
    await page.go_forward()
    await page.locator(".confirm [name=area]").evaluate("field => { field.value = 'korsloekken' }")
    await confirm(page)
    await expect(page).to_have_url(f"{sandbox.url}/incidents/{before + 1}?told=as_before")
    await expect(page.get_by_role("status").filter(has_text="var allerede slået")).to_be_visible()
    assert await newest_incident(await bad_line.new_page(), sandbox) == before + 1


async def test_who_closed_the_page_before_the_answer_is_told_what_became_of_it(sandbox: Sandbox, bad_line: BrowserContext) -> None:
    """And no other window of the same person covers it or sends it twice."""
    page = await sign_in(bad_line, sandbox)
    before = await newest_incident(page, sandbox)
    other = await bad_line.new_page()
    await other.goto(f"{sandbox.url}/alarm")
    page.on("dialog", lambda dialog: dialog.accept())
    await choose_alarm(page, sandbox, area="rising")
    await bad_line.set_offline(True)
    await confirm(page)
    await expect(page.locator(".sending")).to_contain_text(UNSENT)
    await page.get_by_role("button", name="Send den ikke").tap()
    await expect(page.locator(".sending")).to_contain_text("Stoppet. Intet er sendt.")
    await confirm(page)
    await bad_line.set_offline(False)
    await expect(page).to_have_url(f"{sandbox.url}/incidents/{before + 1}")
    await choose_alarm(page, sandbox, area="ejerslykke")
    await bad_line.route("**/alarm/confirm", lambda route: route.abort())
    await confirm(page)
    await expect(page.locator(".sending")).to_contain_text("Ikke bekræftet")
    await other.get_by_label("Hvad ved vi?").fill("Noget andet.")
    await page.goto(sandbox.url)
    await expect(page.locator("#unsent")).to_contain_text("er ikke sendt")
    await picture(page, "alarm-5-unsent-on-the-first-page")
    await bad_line.unroute("**/alarm/confirm")
    await page.get_by_role("link", name="Slå alarm: GULT").tap()
    await expect(page.locator("#kept")).to_contain_text("IKKE SENDT")
    await expect(page.locator("#area-ejerslykke")).not_to_be_checked()
    await page.locator("#kept").get_by_role("link", name="Se på den, og send den").tap()
    await other.goto(f"{sandbox.url}/alarm")
    for window in (page, other):
        await expect(window.locator("#kept")).to_contain_text("IKKE SENDT")
        await expect(window.locator("#area-ejerslykke")).to_be_checked()
    await picture(page, "alarm-6-unsent")
    for window in (page, other):
        await window.get_by_role("button", name="Se, hvem der varsles").tap()
        await confirm(window)
        await expect(window).to_have_url(f"{sandbox.url}/incidents/{before + 2}")


async def test_an_alarm_that_is_no_news_any_more_is_not_sent_by_itself(sandbox: Sandbox, bad_line: BrowserContext) -> None:
    """Neither from the open page nor from one that is opened later; and it is not said to have happened just now."""
    page = await sign_in(bad_line, sandbox)
    before = await newest_incident(page, sandbox)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.clock.install()
    await choose_alarm(page, sandbox, area="rising")
    await bad_line.set_offline(True)
    await confirm(page)
    await expect(page.locator(".sending")).to_contain_text(UNSENT)
    await page.clock.fast_forward("16:00")
    await expect(page.locator(".sending")).to_contain_text("i et kvarter")
    await bad_line.set_offline(False)
    await page.clock.fast_forward("01:00")
    await expect(page.locator(".sending")).to_contain_text("i et kvarter")
    assert await newest_incident(await bad_line.new_page(), sandbox) == before
    await page.goto(sandbox.url)
    await page.locator("#unsent").get_by_role("link").tap()
    await expect(page.locator("#kept")).to_contain_text("IKKE SENDT")
    await expect(page.get_by_label("Hvornår")).to_have_value(re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d$"))
    await page.get_by_role("button", name="Se, hvem der varsles").tap()
    await confirm(page)
    await expect(page).to_have_url(f"{sandbox.url}/incidents/{before + 1}")
    await choose_alarm(page, sandbox, area="ejerslykke")
    await bad_line.set_offline(True)
    await confirm(page)
    await expect(page.locator(".sending")).to_contain_text(UNSENT)
    await page.clock.fast_forward("05:00")
    await bad_line.set_offline(False)
    await expect(page).to_have_url(f"{sandbox.url}/incidents/{before + 2}")
    await page.goto(f"{page.url}/timeline")
    await expect(page.locator(".lines")).to_contain_text("på en enhed uden forbindelse")


async def test_each_kept_alarm_is_named_and_another_user_of_the_device_learns_only_that_there_is_one(
    sandbox: Sandbox, bad_line: BrowserContext
) -> None:
    page = await sign_in(bad_line, sandbox)
    page.on("dialog", lambda dialog: dialog.accept())
    await bad_line.route("**/alarm/confirm", lambda route: route.abort())
    for level, area, cause in (("red", "rising", "skyderi"), ("yellow", "ejerslykke", "uro")):
        await page.goto(f"{sandbox.url}/alarm?level={level}")
        for choice in (f"area-{area}", f"cause-{cause}"):
            await choose(page.locator(f"#{choice}"))
        await page.get_by_role("button", name="Se, hvem der varsles").tap()
        await confirm(page)
        await expect(page.locator(".sending")).to_contain_text("Ikke bekræftet")
    await page.goto(sandbox.url)
    kept = page.locator("#unsent li")
    await expect(kept).to_have_text([re.compile(r"GULT · Ejerslykke · \d\d\.\d\d"), re.compile(r"RØDT · Rising · \d\d\.\d\d")])
    await picture(page, "alarm-7-two-unsent")
    assert not await accessibility_faults(page)
    await kept.nth(1).get_by_role("link").tap()
    await expect(page.locator("#area-rising")).to_be_checked()
    await expect(page.locator("#level-red")).to_be_checked()
    await picture(page, "alarm-8-one-of-two")
    await page.get_by_role("button", name=re.compile("Slet denne fra enheden, og begynd forfra: RØDT · Rising")).tap()
    await expect(page.locator("#area-ejerslykke")).to_be_checked()
    await page.goto(sandbox.url)
    await expect(kept).to_have_count(1)

    await bad_line.clear_cookies()
    other = await sign_in(bad_line, sandbox, "sekretariat")
    await expect(other.locator("#unsent")).to_contain_text("En anden bruger bekræftede en alarm på denne enhed kl.")
    assert "Ejerslykke" not in (await other.locator("#unsent").text_content() or "")
    await picture(other, "alarm-9-another-users")
    assert not await accessibility_faults(other)
    await other.get_by_role("button", name="Log ud").tap()
    await expect(other).to_have_url(f"{sandbox.url}/sign-in")
    back = await sign_in(bad_line, sandbox)
    await expect(back.locator("#unsent li")).to_contain_text(["GULT · Ejerslykke"])
    await bad_line.clear_cookies()
    last = await sign_in(bad_line, sandbox, "sekretariat")
    last.once("dialog", lambda dialog: dialog.accept())
    await last.locator("#unsent").get_by_role("button", name="Slet den").tap()
    await expect(last.locator("#unsent")).to_be_hidden()
    assert await keeps_nothing(last)


async def test_what_the_service_refuses_is_said_to_be_unsent_and_can_be_mended(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    """I13: refused when the line is back, or asked to sign in again: the alarm waits for its writer, and is raised once."""
    page = await sign_in(clumsy, sandbox)
    before = await newest_incident(page, sandbox)
    await choose_alarm(page, sandbox, area="rising")
    await page.locator(".confirm [name=cause]").evaluate("field => { field.value = 'ufo' }")
    await confirm(page)
    await expect(page.locator("#kept")).to_contain_text("IKKE SENDT")
    await expect(page.locator("#error-summary")).to_be_focused()
    await page.locator("#error-summary").get_by_role("link").tap()
    await expect(page.locator("#error-summary")).to_be_visible()
    await choose(page.locator("#cause-skyderi"))
    await page.get_by_role("button", name="Se, hvem der varsles").tap()
    await expect(hold_button(page)).to_be_visible()
    await clumsy.clear_cookies()
    await confirm(page)
    await fill_sign_in(page, sandbox)
    await page.get_by_role("button", name="Send den nu").tap()
    await expect(page).to_have_url(f"{sandbox.url}/incidents/{before + 1}")
    await page.goto(sandbox.url)
    await expect(page.locator("#unsent")).to_be_hidden()
    await eventually(lambda: keeps_nothing(page), within_s=60, what="the device keeps nothing of what has been sent")


async def test_what_is_kept_goes_when_one_signs_out_and_not_before_one_has_been_asked(sandbox: Sandbox, bad_line: BrowserContext) -> None:
    page = await sign_in(bad_line, sandbox)
    await choose_alarm(page, sandbox, area="rising")
    await bad_line.route("**/alarm/confirm", lambda route: route.abort())
    await confirm(page)
    await expect(page.locator(".sending")).to_contain_text("Ikke bekræftet")
    page.once("dialog", lambda dialog: dialog.accept())
    await page.goto(f"{sandbox.url}/alarm")
    await page.get_by_label("Hvad ved vi?").fill("Et navn.")
    assert "Et navn." in await page.evaluate("JSON.stringify(localStorage)")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss())[1])
    await page.get_by_role("button", name="Log ud").tap()
    await expect(page).to_have_url(f"{sandbox.url}/alarm")
    assert "måske ikke sendt" in asked[0]
    page.once("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Log ud").tap()
    await expect(page).to_have_url(f"{sandbox.url}/sign-in")
    assert "Et navn." not in await page.evaluate("JSON.stringify(localStorage)")
