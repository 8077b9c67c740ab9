"""An exercise in the browser, on a phone: begun so that nobody can mistake it, and marked on every page it is seen on (I9)."""

import re

from playwright.async_api import Browser, Page, expect

from flows.vocabulary import AnswerKind, AnswerVia
from service.store.incidents import seats
from service.work.answers import Reply, take
from service.work.closing import call_off
from service.work.exercises import Drill
from service.work.incidents import Alarm
from service.work.incidents import raise_alarm as raise_drill
from tests.harness.browser import PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox, inside_of
from tests.pages.visits import confirm, leap, links_of, picture, raise_alarm, sign_in

AFTER = (
    "",
    "/exercise",
    "/evaluation",
    "/timeline",
    "/announcements",
    "/situation",
    "/level",
    "/update",
    "/correct",
    "/call-off",
    "/known",
)


async def marked(page: Page) -> None:
    """By colour, by word and by shape; and in the page's title."""
    banner = page.locator(".mode")
    await expect(banner).to_have_class(re.compile("mode--exercise"))
    await expect(banner).to_contain_text("ØVELSE")
    await expect(banner.locator("svg path[d^='M12 2 22 21H2z']")).to_have_count(1)
    await expect(page).to_have_title(re.compile("^ØVELSE"))


async def test_an_exercise_is_begun_from_a_scenario_and_looks_different_on_every_page(sandbox: Sandbox, browser: Browser) -> None:
    found: dict[str, list[str]] = {}
    await an_earlier_drill(sandbox)
    async with screen(browser, PHONE) as (context, _):
        page = await sign_in(context, sandbox)
        real = await raise_alarm(page, sandbox, area="rising")
        await expect(page.locator(".mode")).to_have_class(re.compile("mode--sandbox"))
        await page.goto(sandbox.url)
        await page.get_by_role("link", name="Øvelser", exact=True).click()
        found["exercises"] = await accessibility_faults(page)
        await picture(page, "exercises")
        await page.get_by_role("link", name=re.compile("Start øvelsen ?: Skyderi")).click()
        await marked(page)
        await expect(page.locator("#part-fu")).to_be_checked()
        await expect(page.locator("#part-cks")).not_to_be_checked()
        found["alarm"] = await accessibility_faults(page)
        await picture(page, "exercise-alarm")
        await page.get_by_role("button", name="Se, hvem der varsles").click()
        await expect(page.locator(".confirm")).to_be_visible()
        await marked(page)
        found["preview"] = await accessibility_faults(page)
        await picture(page, "exercise-preview")
        await expect(page.locator(".words.bubble").first).to_contain_text(re.compile("^ØVELSE "))
        await confirm(page)
        await expect(page).to_have_url(re.compile(r"/incidents/\d+$"))
        incident = page.url.rsplit("/", 1)[1]
        await leap(page, "+ 5 min")
        for path in AFTER:
            await page.goto(f"{sandbox.url}/incidents/{incident}{path}")
            await marked(page)
            found[path or "board"] = await accessibility_faults(page)
            await picture(page, f"exercise-incident{path.replace('/', '-')}")
        await page.goto(f"{sandbox.url}/incidents/{incident}/exercise")
        await expect(page.locator(".drill-chart svg").first).to_be_visible()
        await page.goto(sandbox.url)
        await expect(page.locator(f"a[href='/incidents/{incident}'] .drill-word")).to_contain_text("ØVELSE")
        await expect(page.locator(f"a[href='/incidents/{real}'] .drill-word")).to_have_count(0)
        await picture(page, "exercise-home")
        await page.goto(f"{sandbox.url}/phones")
        links = page.locator(".thread a[href^='/a/'], .handset a[href^='/a/']")
        await partners_page(page, sandbox, incident, await links.evaluate_all("all => all.map(a => a.getAttribute('href'))"))
        await page.goto(f"{sandbox.url}/call-out?exercise=yes&scenario=uro_efter_demonstration&area=korsloekken")
        await marked(page)
        found["call-out"] = await accessibility_faults(page)
        await picture(page, "exercise-call-out")
    assert not {name: faults for name, faults in found.items() if faults}


async def an_earlier_drill(sandbox: Sandbox) -> None:
    """The same scenario, held before: everybody who was called answered at once."""
    async with inside_of(sandbox) as service, service.unit("test") as unit:
        incident = await raise_drill(unit, Alarm("red", "vollsmose", "skyderi", exercise=Drill("skyderi_fredag_aften")))
        for person in {call.people[0] for call in await seats(unit.session, incident.id) if call.people}:
            await take(unit, incident.id, Reply(person, AnswerKind.SEEN, AnswerVia.LINK))
        await call_off(unit, incident.id, "Slut.")


async def partners_page(page: Page, sandbox: Sandbox, incident: str, links: list[str]) -> None:
    """Of all links on the phones, those of the exercise lead to pages that say so, at a phone's size and without an account."""
    seen = 0
    for link in dict.fromkeys(links):
        if not link.startswith(links_of("a", incident)):
            continue
        await page.goto(sandbox.url + link)
        await marked(page)
        seen += 1
        if seen == 1:
            assert not await accessibility_faults(page)
            await picture(page, "exercise-partner")
            break
    assert seen
