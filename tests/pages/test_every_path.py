"""Every path through the pages, at a phone's and a desk's size and in both languages; what is seen on the way is kept to be looked at.

The rules behind each step are shown elsewhere: here somebody only comes through, reads their own language, and scrolls in one direction.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from flows.vocabulary import AnnouncementState, AnswerKind, Rsvp
from service.domain.words import ANNOUNCEMENTS, ANSWERS
from service.web.pages.wording import YOUR_ANSWERS, YOUR_RSVPS
from tests.harness.browser import DESKTOP, PHONE
from tests.harness.databases import Databases
from tests.harness.waiting import eventually
from tests.pages.sandboxes import Sandbox, running_sandbox, seeded
from tests.pages.tours import Tour, read_in
from tests.pages.visits import BOARD, choose, confirm, handset, links_of

SIZES: Final = {"phone": PHONE, "desktop": DESKTOP}
ENGINE_OF: Final = {"en": "sqlite_databases", "da": "postgres_databases"}
"""Each language is toured on one of the two engines: what a page says and where it leads has nothing to do with the other."""


@pytest.fixture(scope="module", params=ENGINE_OF)
async def town(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Sandbox, str]]:
    """A sandbox in which everybody reads one language, on that language's engine."""
    databases: Databases = request.getfixturevalue(ENGINE_OF[request.param])
    url = await databases.migrated()
    passwords = await seeded(url)
    await read_in(url, request.param)
    async with running_sandbox(url, passwords) as sandbox:
        yield sandbox, request.param
    await databases.drop(url)


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> ViewportSize:
    """The size of the reader's screen."""
    return SIZES[request.param]


@pytest.fixture
async def tour(town: tuple[Sandbox, str], browser: Browser, size: ViewportSize) -> AsyncIterator[Tour]:
    """A way through the pages, with scripts; nothing goes wrong in the browser on the way."""
    async with AsyncExitStack() as stack:
        yield (way := Tour(*town, browser, size, True, [], stack))
    assert not [trouble for of_one in way.troubles for trouble in of_one]


@pytest.fixture
async def plain_tour(town: tuple[Sandbox, str], browser: Browser, size: ViewportSize) -> AsyncIterator[Tour]:
    """The same in a browser that runs no scripts."""
    async with AsyncExitStack() as stack:
        yield Tour(*town, browser, size, False, [], stack)


def answered(board: Page, name: str) -> Locator:
    """The seat for which that person has answered."""
    return board.locator(".seat--answered").filter(has_text=name).first


async def test_from_the_alarm_to_the_timeline(tour: Tour) -> None:
    """Issue A's path."""
    say, board = tour.say, await tour.sign_in()
    await tour.look(board, "home")
    incident = await tour.alarm(board, "vollsmose", looked="chief")
    await expect(board.locator("#live")).to_contain_text(say("Live"))
    await three_answers(tour, board, incident)
    await tour.look(board, "board")
    await board.get_by_role("link", name=tour.begins("Answer for")).first.click()
    await choose(board.locator("#kind-seen"))
    await tour.look(board, "answer-for")
    await tour.press(board, "Take the answer")
    await tour.told(board, "The answer has been taken.")
    await board.get_by_role("link", name=say("Change the level"), exact=True).click()
    await board.get_by_label(say("Why?")).fill("Politiet melder området roligt.")
    await tour.look(board, "level")
    await tour.press(board, "Change the level and tell everyone")
    await tour.told(board, "The level has been changed.")
    await expect(board.locator(".board__head .level--yellow")).to_be_visible()
    await board.get_by_label(say("What happened"), exact=True).fill("Politiet har afspærret Vollsmose Allé.")
    await tour.press(board, "Write in the log")
    await tour.told(board, "The line is in the log.")
    await expect(board.locator("#board")).to_contain_text("Politiet har afspærret Vollsmose Allé.")
    await board.get_by_role("link", name=say("Timeline"), exact=True).click()
    await expect(board.get_by_role("heading", name=say("The chain is whole"))).to_be_visible()
    await tour.look(board, "timeline")
    for form in ("PDF", "CSV", "JSON"):
        address = await board.get_by_role("link", name=say(f"Download as {form}")).get_attribute("href")
        assert (await board.request.get(f"{tour.sandbox.url}{address}")).ok
    await tour.call_off(board, incident)
    await tour.look(board, "board-called-off")


async def three_answers(tour: Tour, board: Page, incident: str) -> None:
    """With one tap on the phone, by a digit, and behind the link; each shows on the board by itself."""
    say, phones = tour.say, await board.context.new_page()
    await tour.link(phones, "a", incident, "Test Anemone")
    await tour.look(phones, "phones")
    await tour.press(handset(phones, "Test Anemone"), "2 on my way")
    await expect(answered(board, "Test Anemone")).to_contain_text(say(ANSWERS[AnswerKind.ON_MY_WAY].text))
    code = re.search(say("letter %(code)s", code="([A-ZÆØÅ]+)"), await board.locator(".board__facts").inner_text())
    assert code is not None
    await handset(phones, "Test Hassel").get_by_label(say("SMS from %(name)s", name="Test Hassel")).fill(f"{code[1]}1")
    await tour.press(handset(phones, "Test Hassel"), "Send")
    await expect(answered(board, "Test Hassel")).to_contain_text(say(ANSWERS[AnswerKind.SEEN].text))
    address = await tour.link(phones, "a", incident, "Test Kløver")
    partner = await tour.stranger()
    await partner.goto(address)
    await expect(partner.get_by_role("heading", level=1)).to_contain_text("Vollsmose")
    await tour.look(partner, "answer")
    await tour.press(partner, "%(minutes)s min", minutes=10)
    await tour.told(partner, YOUR_ANSWERS[AnswerKind.ON_MY_WAY].text)
    await tour.look(partner, "answered")
    await expect(answered(board, "Test Kløver")).to_contain_text(say(ANSWERS[AnswerKind.ON_MY_WAY].text))
    await phones.close()


async def test_an_alarm_and_its_answer_without_scripts(plain_tour: Tour) -> None:
    """Issue A's first half where no script runs: each page shows what was when it was asked for."""
    tour, say = plain_tour, plain_tour.say
    board = await tour.sign_in()
    incident = await tour.alarm(board, "ejerslykke", looked="plain")
    phones = await board.context.new_page()
    link = handset(phones, "Test Kløver").locator(f"a[href^='{links_of('a', incident)}']").first

    async def told() -> bool:
        await tour.go(phones, "/phones", "Simulated phones")
        return bool(await link.count())

    await eventually(told, within_s=60, what="the partner has the message")
    partner = await tour.stranger()
    await partner.goto(f"{tour.sandbox.url}{await link.get_attribute('href')}")
    await tour.look(partner, "plain-answer")
    await tour.press(partner, "I have seen it")
    await tour.told(partner, YOUR_ANSWERS[AnswerKind.SEEN].text)
    await tour.go(board, f"/incidents/{incident}")
    await expect(answered(board, "Test Kløver")).to_contain_text(say(ANSWERS[AnswerKind.SEEN].text))
    await tour.look(board, "plain-board")
    await tour.call_off(board, incident)


async def test_from_the_call_to_the_duty_chief_to_the_evaluation(tour: Tour) -> None:
    """Issue B's path."""
    say, partner, chief = tour.say, await tour.sign_in("partner"), await tour.sign_in()
    incident = await called(tour, partner)
    await tour.go(chief, f"/call-outs/{incident}", "Call to the duty chief")
    await tour.press(chief, "I take it")
    await tour.told(chief, "You have taken it. The caller is told.")
    await partner.reload()
    await expect(partner.get_by_text(re.compile(say("%(name)s has taken it.", name=".+"))).first).to_be_visible()
    await chief.get_by_text(say("Alarm: it is a crisis")).click()
    await choose(chief.locator("#level-red"))
    await chief.locator("#cause").select_option("skyderi")
    await tour.look(chief, "call-out-assess")
    await tour.press(chief, "See who is warned")
    await tour.look(chief, "call-out-preview")
    await confirm(chief)
    await expect(chief).to_have_url(BOARD)
    await chief.get_by_role("link", name=say("Duty roster"), exact=True).click()
    await expect(chief.get_by_role("heading", name=say("On duty now"))).to_be_visible()
    await tour.look(chief, "roster")
    await card_done(tour, chief, incident)
    await meeting_held(tour, chief, incident)
    await tour.go(chief, f"/incidents/{incident}/update", "Send an update")
    await chief.get_by_label(say("How does it stand?")).fill("Politiet er fremme.")
    await tour.look(chief, "update")
    await tour.press(chief, "Send the update")
    await tour.told(chief, "The update has been sent.")
    await tour.call_off(chief, incident)
    await chief.get_by_role("link", name=say("Evaluation"), exact=True).click()
    await chief.get_by_label(say("What went well?")).fill("Alle svarede.")
    await tour.press(chief, "Save")
    await tour.told(chief, "The evaluation is saved.")
    await tour.look(chief, "evaluation")


async def called(tour: Tour, partner: Page) -> str:
    """A partner calls the duty chief; the incident's number."""
    say = tour.say
    await partner.get_by_role("link", name=say("Call the duty chief"), exact=True).click()
    await choose(partner.locator("#area-rising"))
    await partner.get_by_label(say("What has happened?")).fill("Skyderi ved butikscentret.")
    await partner.get_by_label(say("On what grounds?")).fill("Risiko for gengæld.")
    await tour.look(partner, "call-out")
    await tour.press(partner, "Call the duty chief now")
    await tour.told(partner, "The duty chief is being called. This page shows who takes it.")
    await tour.look(partner, "call-out-called")
    found = re.search(r"/call-outs/(\d+)", partner.url)
    assert found is not None
    return found[1]


async def card_done(tour: Tour, chief: Page, incident: str) -> None:
    """The police do the first step of their card, found from the alarm's link."""
    partner = await tour.stranger()
    await partner.goto(await tour.link(chief, "a", incident, "Test Anemone"))
    await partner.locator("a[href^='/k/']").click()
    await expect(partner).to_have_title(re.compile(tour.say("Your action card")))
    await tour.look(partner, "card")
    await partner.get_by_role("button", name=tour.begins("Done")).first.click()
    await expect(partner.locator(".note--answered").first).to_be_visible()
    await tour.look(partner, "card-done")


async def meeting_held(tour: Tour, chief: Page, incident: str) -> None:
    """The committee is summoned, one joins by their link, and the minutes are sent."""
    say, address = tour.say, f"/incidents/{incident}/meeting"
    await tour.go(chief, address, "Meeting of the executive committee")
    await tour.look(chief, "meeting-proposed")
    await tour.press(chief, "Summon the committee")
    await tour.told(chief, "The committee has been summoned.")
    await tour.look(chief, "meeting-summoned")
    partner = await tour.stranger()
    await partner.goto(await tour.link(chief, "m", incident, "Test Anemone"))
    await tour.look(partner, "summons")
    await tour.press(partner, "I join")
    await tour.told(partner, YOUR_RSVPS[Rsvp.JOINING].text)
    await tour.go(chief, address)
    await expect(chief.locator("#about + p")).to_contain_text(re.compile(r"\b1 "))
    await tour.press(chief, "Begin the meeting now")
    await tour.told(chief, "The meeting has begun.")
    await chief.get_by_label(re.compile(r"^1\. ")).fill("Vagten ved skolen forstærkes.")
    await tour.press(chief, "Save")
    await tour.told(chief, "What you wrote is saved.")
    await chief.get_by_label(say("What has been decided?")).fill("Skaf flere vagter")
    await chief.get_by_label(say("Owner"), exact=True).select_option(index=1)
    await chief.get_by_label(say("Deadline"), exact=True).fill("2099-01-01T12:00")
    await tour.look(chief, "meeting-held")
    await tour.press(chief, "Write the decision down")
    await tour.told(chief, "The decision is written down, and its owner is told.")
    await tour.press(chief, "Close the meeting and send the minutes")
    await tour.told(chief, "The minutes are frozen and sent.")
    await tour.look(chief, "meeting-closed")


async def test_an_exercise_is_begun_and_ended(tour: Tour) -> None:
    """Issue B's path as a drill."""
    page = await tour.sign_in()
    await page.get_by_role("link", name=tour.say("Exercises"), exact=True).click()
    await tour.look(page, "exercises")
    await page.get_by_role("link", name=tour.begins("Begin the exercise")).first.click()
    await expect(page.locator(".mode")).to_have_class(re.compile("mode--exercise"))
    await tour.look(page, "exercise-alarm")
    await tour.press(page, "See who is warned")
    await tour.look(page, "exercise-preview")
    await confirm(page)
    await expect(page).to_have_url(BOARD)
    incident = page.url.rsplit("/", 1)[1]
    await expect(page.locator(".mode")).to_have_class(re.compile("mode--exercise"))
    await tour.look(page, "exercise-board")
    await tour.call_off(page, incident)
    await page.get_by_role("link", name=tour.say("The exercise"), exact=True).click()
    await expect(page.get_by_role("heading", name=tour.say("Injects"))).to_be_visible()
    await tour.look(page, "exercise-after")


async def test_from_the_draft_to_what_the_representatives_read(tour: Tour) -> None:
    """Issue C's path."""
    say, page = tour.say, await tour.sign_in()
    incident = await tour.alarm(page, "rising")
    await tour.go(page, f"/incidents/{incident}/announcements", "Announcements")
    await page.get_by_role("link", name=say("Write an announcement")).click()
    await choose(page.locator("#use-strategic"))
    await tour.press(page, "See it side by side")
    await expect(page.get_by_role("heading", name=say("Side by side"))).to_be_visible()
    await tour.look(page, "announcement-preview")
    await tour.press(page, "Save and ask for clearance")
    await tour.told(page, "The committee has been asked to clear it.")
    announcement = page.url.partition("?")[0].removeprefix(tour.sandbox.url)
    member = await tour.stranger()
    await member.goto(await tour.link(page, "f", incident, "Test Anemone"))
    await tour.look(member, "clear")
    await tour.press(member, "Clear exactly this")
    await tour.told(member, "You have cleared it.")
    await tour.go(page, announcement, ANNOUNCEMENTS[AnnouncementState.CLEARED].text)
    await tour.look(page, "announcement-cleared")
    await tour.press(page, "Let it go out")
    await tour.told(page, "It goes out.")
    await tour.go(page, f"/incidents/{incident}/announcements", "Announcements")
    await tour.look(page, "announcements")
    await questions(tour, page, incident)
    await tour.call_off(page, incident)


async def questions(tour: Tour, page: Page, incident: str) -> None:
    """A question from outside is noted, and a representative opens the page with what may be passed on."""
    say = tour.say
    await tour.go(page, f"/incidents/{incident}/questions", "Questions and answers")
    await page.get_by_label(say("What they ask")).fill("Er det farligt?")
    await tour.press(page, "Log the question")
    await tour.told(page, "The question is in the log.")
    await page.get_by_text(say("The links of the representatives")).click()
    await tour.look(page, "questions")
    representative = await tour.stranger()
    await representative.goto(f"{await page.locator('.address').first.inner_text()}?language={tour.language}")
    await expect(representative.get_by_text(say("Everything on this page has been cleared and may be passed on."))).to_be_visible()
    await tour.look(representative, "shared")


async def test_the_secretariat_finds_a_person_looks_at_a_list_and_reads_the_plan(tour: Tour) -> None:
    """What is kept true between the alarms."""
    say, page = tour.say, await tour.sign_in("sekretariat")
    await page.get_by_role("link", name=say("Alert list"), exact=True).click()
    await tour.look(page, "alert-list")
    await page.get_by_label(say("Search by name, organisation, seat, number or e-mail")).fill("hassel")
    await expect(page.get_by_role("link", name="Test Anemone", exact=True)).to_have_count(0)
    await page.get_by_role("link", name="Test Hassel", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Test Hassel")
    await tour.look(page, "person")
    exported = await (await page.request.get(f"{tour.sandbox.url}/alert-list/export/csv")).body()
    changed = exported.decode("utf-8-sig").replace("Lokalpolitileder", "Politileder")
    await tour.go(page, "/alert-list/import", "Import an alert list")
    await page.locator("#file").set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": changed.encode()})
    await tour.look(page, "import")
    await tour.press(page, "See what would change")
    await expect(page.locator(".diff")).to_contain_text("Lokalpolitileder")
    await tour.look(page, "import-preview")
    await page.get_by_role("link", name=say("The plan"), exact=True).click()
    await expect(page.get_by_role("heading", name=say("Changes of the plan"))).to_be_visible()
    await tour.look(page, "plan")
