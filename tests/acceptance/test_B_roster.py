"""The duty roster, tried from outside on the running service with the sandbox's clock (F2, P6, I10, I11; hard cases 3, 6, 8, 9, 17)."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from icalendar import Calendar
from playwright.async_api import Browser, Page, expect

from actioncards import ODENSE
from flows.vocabulary import Scope
from service.bootstrap import build
from service.settings import read_settings
from service.store.migrate import upgrade
from service.store.roster import may_have_duty
from service.work.api_keys import add_key
from service.work.first_run import seed
from tests.harness.browser import PHONE, accessibility_faults, screen
from tests.harness.lists import whole_list
from tests.harness.service import RunningService
from tests.harness.waiting import eventually

ZONE = ZoneInfo("Europe/Copenhagen")
REFUSAL_SEEN = "console: Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
"""What the browser notes of a form that was given back."""
FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class Town:
    """The running service, four people of its list who can be rung, and the duty chief's password."""

    service: RunningService
    http: aiohttp.ClientSession
    people: list[tuple[int, str, str]]
    password: str

    @property
    def ids(self) -> list[int]:
        return [number for number, _, _ in self.people]

    async def get(self, path: str, **params: str) -> dict:
        async with self.http.get(f"{self.service.url}/api/v1{path}", params=params) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, content: object = None, *, status: int | None = None) -> dict:
        async with self.http.post(f"{self.service.url}/api/v1{path}", json=content) as answer:
            assert answer.status == status if status else answer.status < 300, await answer.text()
            return await answer.json()

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.get("/roster/on-duty"))["at"])

    async def forward_to(self, moment: datetime) -> None:
        await self.post("/sandbox/clock", {"until": moment.isoformat()})

    async def forward(self, minutes: int) -> None:
        await self.post("/sandbox/clock", {"minutes": minutes})

    async def texts(self, person: int) -> list[str]:
        """What a person's phone has received, newest first."""
        phones = await whole_list(self.get, "/sandbox/phones")
        return [
            m["text"] for phone in phones if phone["person_id"] == self.ids[person] and phone["medium"] == "sms" for m in phone["messages"]
        ]

    async def has_text(self, person: int, words: str) -> bool:
        return any(words in text for text in await self.texts(person))

    async def chief_rotation(self, *people: int, first_day: datetime, at: str = "08:00", layer: str = "chief") -> dict:
        return await self.post(
            "/roster/rotations",
            {"layer": layer, "people": [self.ids[p] for p in people], "first_day": f"{first_day:%Y-%m-%d}", "hand_over": at},
        )


@dataclass(frozen=True)
class Prepared:
    """A database file with the plan, the invented list, its users and a key."""

    file: Path
    headers: dict[str, str]
    people: list[tuple[int, str, str]]
    password: str


@pytest.fixture(scope="module")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    file = tmp_path_factory.mktemp("roster") / "prepared.db"
    url = f"sqlite:///{file}"
    await upgrade(url)
    service = build(read_settings(_env_file=None, database_url=url))
    async with service.unit("test") as unit:
        passwords = await seed(unit, ODENSE, {})
        key = await add_key(unit, "acceptance", [Scope.ADMIN])
        people = [(p.id, p.name, p.mobile or "") for p in await may_have_duty(unit.session) if p.mobile and p.language == "da"][:4]
    await service.close()
    return Prepared(file, {"Authorization": f"Bearer {key}", "Accept-Language": "en"}, people, passwords["chefvagt"])


@pytest.fixture
async def town(prepared: Prepared, tmp_path: Path) -> AsyncIterator[Town]:
    for leftover in ("", "-wal", "-shm"):
        source = Path(f"{prepared.file}{leftover}")
        if source.exists():
            shutil.copyfile(source, tmp_path / f"town.db{leftover}")
    async with (
        RunningService(f"sqlite:///{tmp_path}/town.db") as running,
        aiohttp.ClientSession(headers=prepared.headers) as http,
    ):
        yield Town(running, http, prepared.people, prepared.password)


async def monday(town: Town) -> datetime:
    """Next Monday, as a day."""
    today = (await town.now()).astimezone(ZONE)
    return today + timedelta(days=7 - today.weekday())


async def test_there_is_exactly_one_chief_at_half_past_two_on_both_nights_the_clocks_change(town: Town) -> None:
    """F2, I10, hard case 6: a hand-over at 02:30 in the hour that comes twice, and in the one that does not exist."""
    for change in (datetime(2029, 10, 28, tzinfo=ZONE), datetime(2030, 3, 31, tzinfo=ZONE)):
        first_day = change - timedelta(days=7)
        await town.chief_rotation(0, 1, first_day=first_day, at="02:30")
        start = change.astimezone(UTC)
        seen = []
        for quarter in range(20):
            told = await town.get("/roster/on-duty", at=(start + timedelta(minutes=15 * quarter)).isoformat())
            (chief,) = [layer for layer in told["layers"] if layer["layer"] == "chief"]
            seen.append(chief["person_id"])
        begins = 10 if change.month == 10 else 8  # the first 02:30; 03:00, right after the gap
        assert seen == [town.ids[0]] * begins + [town.ids[1]] * (20 - begins)


async def test_the_incoming_chief_is_told_at_the_hand_over_and_the_others_when_nobody_says_yes(town: Town) -> None:
    """F2: hand-over with an accept; without it a reminder, then the outgoing chief and the second hear of it. GET changes nothing (I11)."""
    first = await monday(town)
    await town.chief_rotation(0, 1, first_day=first)
    await town.chief_rotation(2, first_day=first, layer="second")
    hand_over = first.replace(hour=8, minute=0, second=0, microsecond=0)
    await town.forward_to(hand_over)
    (told,) = [text for text in await town.texts(0) if "/duty/" in text]
    assert told.startswith("SANDKASSE Du har vagten som chefvagt")
    link = told.split()[-1]
    for method in ("GET", "HEAD", "GET"):
        async with town.http.request(method, link) as page:
            assert page.status == 200
    assert (await town.get("/roster"))["last_hand_over"]["state"] == "sent"
    async with town.http.post(link, data="", headers=FORM) as page:
        assert page.status == 200
    assert (await town.get("/roster"))["last_hand_over"]["state"] == "accepted"
    await town.forward_to(hand_over + timedelta(days=7, minutes=14))
    assert len([t for t in await town.texts(1) if "/duty/" in t]) == 1
    await town.forward(2)  # the clock runs on meanwhile
    assert len([t for t in await town.texts(1) if "/duty/" in t]) == 2
    await town.service.kill9()
    await town.service.start()
    await town.forward(20)
    assert any("ikke meldt den overtaget" in t for t in await town.texts(0))
    assert any("ikke meldt den overtaget" in t for t in await town.texts(2))
    heard = await town.post(f"/sandbox/phones/{town.people[1][2].replace('+', '%2B')}/sms", {"text": "Vagt ja"})
    assert heard["outcome"] == "taken over"
    assert (await town.get("/roster"))["last_hand_over"]["state"] == "accepted"


async def test_a_swap_needs_the_others_yes_and_lapses_without_it_also_over_a_restart(town: Town) -> None:
    """F2, hard case 3: proposed by one, answered by SMS or link by the other; what waits survives the process."""
    first = await monday(town)
    await town.chief_rotation(0, 1, first_day=first)
    at = first.replace(hour=12, minute=0, second=0, microsecond=0)
    swap = {"mine": {"at": at.isoformat()}, "theirs": {"at": (at + timedelta(days=7)).isoformat()}}
    proposed = await town.post("/roster/swaps", swap)
    await eventually(lambda: town.has_text(1, "vil bytte vagt"), within_s=60, what="the other is asked")
    await town.service.kill9()
    await town.service.start()
    lapses = datetime.fromisoformat(proposed["lapses_at"])
    await town.forward_to(lapses)
    assert (await town.get("/roster"))["open_swaps"] == []
    await town.post(f"/roster/swaps/{proposed['id']}/accept", {"person_id": town.ids[1]}, status=409)
    later = {side: {"at": (at + timedelta(days=days)).isoformat()} for side, days in (("mine", 14), ("theirs", 21))}
    await town.post("/roster/swaps", later)
    heard = await town.post(f"/sandbox/phones/{town.people[1][2].replace('+', '%2B')}/sms", {"text": "VAGT JA"})
    assert heard["outcome"] == "swapped"
    told = await town.get("/roster/on-duty", at=(at + timedelta(days=14)).isoformat())
    assert (told["layers"][0]["person_id"], told["layers"][0]["why"]) == (town.ids[1], "swap")


async def test_the_duty_chief_of_the_roster_is_told_what_does_not_work_and_an_absent_one_is_passed_over(town: Town) -> None:
    """F2, I12, hard cases 8 and 9: an alert goes to who is on duty now; the gap was said when the absence was saved."""
    now = await town.now()
    await town.chief_rotation(0, first_day=now - timedelta(days=7))
    await town.chief_rotation(1, first_day=now - timedelta(days=7), layer="second")
    absence = {"person_id": town.ids[0], "start": now.isoformat(), "end": (now + timedelta(days=1)).isoformat()}
    saved = await town.post("/roster/absences", absence)
    assert "gap" in {problem["kind"] for problem in saved["problems"]}
    await town.post("/incidents", {"level": "red", "area": "vollsmose", "cause": "skyderi"})
    await town.forward(30)
    assert [text for text in await town.texts(1) if "svarer ikke" in text or "overskredet" in text]
    assert not [text for text in await town.texts(0) if "svarer ikke" in text or "overskredet" in text]


async def test_a_persons_calendar_holds_their_duties_in_utc_under_uids_that_stay(town: Town) -> None:
    """F2: an iCalendar feed per person, by a secret link of their own; another link's feed is refused."""
    first = await monday(town)
    await town.chief_rotation(0, 1, first_day=first)
    url = (await town.get(f"/roster/calendar/{town.ids[0]}"))["url"]
    seen = []
    for _ in range(2):
        async with town.http.get(url) as answer:
            assert answer.content_type == "text/calendar"
            calendar = Calendar.from_ical(await answer.text())
        seen.append([(str(event["uid"]), event["dtstart"].dt) for event in calendar.walk("VEVENT")])
    assert seen[0] == seen[1]
    begins = [at for _, at in seen[0]]
    assert {at.utcoffset() for at in begins} == {timedelta(0)}
    assert {at.astimezone(ZONE).hour for at in begins} == {8}
    assert len(begins) >= 25
    await town.post(f"/roster/calendar/{town.ids[0]}/new")
    async with town.http.get(url) as answer:
        assert answer.status == 404


async def test_the_roster_page_works_on_a_phone_and_keeps_what_was_typed_when_it_refuses(town: Town, browser: Browser) -> None:
    """F2, I13: entered by form, problems on top, an override of somebody not on duty refused with the sentence saying who is; axe-clean."""
    async with screen(browser, PHONE) as (context, troubles):
        await _use_the_page(town, await context.new_page())
    assert troubles == [REFUSAL_SEEN]


async def _use_the_page(town: Town, page: Page) -> None:
    await page.goto(f"{town.service.url}/roster")
    await page.fill("input[name=username]", "chefvagt")
    await page.fill("input[name=password]", town.password)
    await page.click("main button")
    await expect(page.locator("h1")).to_have_text("Vagtplan")
    first = await monday(town)
    await page.select_option("#rotation-layer", "chief")
    await page.fill("#rotation-first_day", f"{first:%Y-%m-%d}")
    await page.fill("#rotation-hand_over", "08:00")
    await page.select_option("#rotation-people-0", str(town.ids[0]))
    await page.select_option("#rotation-people-1", str(town.ids[1]))
    await page.click("#rotation-form button")
    await expect(page.locator(".alert-success")).to_contain_text("Turnussen er gemt")
    await expect(page.locator("#problems-title")).to_be_visible()
    await expect(page.locator("section.tier").nth(1)).to_contain_text(town.people[0][1])
    assert await accessibility_faults(page) == []
    await page.click("#override-form summary")
    await page.fill("#override-start", f"{first:%Y-%m-%d}T09:00")
    await page.fill("#override-end", f"{first:%Y-%m-%d}T12:00")
    await page.select_option("#override-person", str(town.ids[2]))
    await page.select_option("#override-replaces", str(town.ids[1]))
    await page.fill("#override-reason", "kursus")
    await page.click("#override-form button")
    await expect(page.locator("#error-summary")).to_contain_text(town.people[0][1])
    assert await page.input_value("#override-reason") == "kursus"
    await page.select_option("#override-replaces", "")
    await page.click("#override-form button")
    await expect(page.locator(".alert-success")).to_contain_text("Afløsningen er gemt")
