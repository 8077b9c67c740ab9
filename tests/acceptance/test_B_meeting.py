"""The executive committee meets on time, and everybody knows when, where and what was decided (F5, F6, F8).

The service runs as its users have it, a process of its own, spoken to over HTTP only; the sandbox's clock is moved forward.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from icalendar import Calendar

from actioncards import ODENSE
from flows.vocabulary import Scope
from service.bootstrap import build
from service.domain.holidays import is_working_day
from service.domain.local_time import COPENHAGEN
from service.settings import read_settings
from service.work.api_keys import add_key
from service.work.first_run import seed
from tests.harness.databases import migrate
from tests.harness.lists import whole_list
from tests.harness.service import RunningService

RED = {"level": "red", "area": "vollsmose", "cause": "skyderi", "reported_by": "fyns_politi"}
YELLOW = {"level": "yellow", "area": "vollsmose", "cause": "uro", "reported_by": "fyns_politi"}


@dataclass
class Town:
    """The running service as one sees it from outside."""

    process: RunningService
    http: aiohttp.ClientSession
    passwords: dict[str, str]

    async def api(self, method: str, path: str, content: object = None, status: int | None = None) -> Any:
        async with self.http.request(method, f"{self.process.url}/api/v1{path}", json=content) as answer:
            body = await answer.json()
            assert status is None or answer.status == status, body
            return body

    async def phones(self) -> list[Any]:
        return await whole_list(lambda path: self.api("GET", path, status=200), "/sandbox/phones")

    async def forward_to(self, moment: datetime) -> datetime:
        told = await self.api("POST", "/sandbox/clock", {"until": moment.isoformat()}, 200)
        return datetime.fromisoformat(told["now"])

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.api("POST", "/sandbox/clock", {"minutes": 1}, 200))["now"])

    async def alarm(self, content: dict[str, str] = RED) -> int:
        return int((await self.api("POST", "/incidents", content, 201))["id"])

    async def convene(self, incident: int, **content: str) -> Any:
        return await self.api("POST", f"/incidents/{incident}/meetings", content, 201)

    async def texts(self, person: int, medium: str = "sms") -> list[str]:
        """A person's messages, newest first."""
        return [m["text"] for p in await self.phones() if (p["person_id"], p["medium"]) == (person, medium) for m in p["messages"]]

    async def number_of(self, person: int) -> str:
        return next(str(p["address"]) for p in await self.phones() if (p["person_id"], p["medium"]) == (person, "sms"))

    async def link(self, person: int) -> str:
        """The newest link to a meeting that this person was sent."""
        return next(found[0] for text in await self.texts(person) if (found := re.search(r"http\S+/m/\S+", text)))

    async def page(self, address: str, **form: str) -> str:
        """What a browser without an account sees; with a form, after it has been sent."""
        method, sent = ("POST", form) if form else ("GET", None)
        async with aiohttp.ClientSession() as browser, browser.request(method, address, data=sent) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.text()

    async def timeline(self, incident: int) -> str:
        async with self.http.get(f"{self.process.url}/api/v1/incidents/{incident}/timeline.csv") as answer:
            return await answer.text()


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    await migrate(database_url)
    service = build(read_settings(_env_file=None, database_url=database_url))
    async with service.unit("test") as unit:
        passwords = await seed(unit, ODENSE, {})
        key = await add_key(unit, "acceptance", [Scope.ADMIN])
    await service.close()
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "da"}
    async with RunningService(database_url) as process, aiohttp.ClientSession(headers=headers) as http:
        yield Town(process, http, passwords)


def holder(seat: dict[str, Any]) -> int:
    return int(seat["people"][0]["id"])


def by_key(meeting: dict[str, Any], key: str) -> dict[str, Any]:
    return next(seat for seat in meeting["seats"] if seat["key"] == key)


def next_friday_evening(now: datetime) -> datetime:
    """A Friday at 22.14 that is followed by a weekend, in the town's own time."""
    day = now.astimezone(COPENHAGEN).date() + timedelta(days=1)
    while day.weekday() != 4 or is_working_day(day + timedelta(days=1)):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 22, 14, tzinfo=COPENHAGEN).astimezone(UTC)


def last_sunday_of_march(year: int) -> date:
    """When the clocks go forward."""
    return date(year, 3, 31) - timedelta(days=(date(year, 3, 31).weekday() + 1) % 7)


async def test_red_meets_half_an_hour_later_in_the_middle_of_the_night_and_never_sooner(town: Town) -> None:
    """F5: at least 30 minutes' notice, whatever the office hours; a shorter one is refused with the rule, in Danish."""
    now = await town.forward_to(next_friday_evening(await town.now()) + timedelta(hours=4))
    incident = await town.alarm()
    proposal = await town.api("GET", f"/incidents/{incident}/meetings/proposal", status=200)
    assert "uanset kontortid, med 30 minutters varsel." in " ".join(proposal["reasons"])
    refused = await town.api(
        "POST", f"/incidents/{incident}/meetings", {"start": (now + timedelta(minutes=20)).astimezone(COPENHAGEN).isoformat()}, 422
    )
    assert "Regel F5 kræver mindst 30 minutter" in refused["detail"]
    meeting = await town.convene(incident)
    start = datetime.fromisoformat(meeting["starts_at"])
    assert timedelta(minutes=30) <= start - now < timedelta(minutes=36)
    assert start.minute % 5 == 0
    await town.now()
    sms = (await town.texts(holder(by_key(meeting, "politi"))))[0]
    assert sms.startswith("SANDKASSE RØD ALARM Vollsmose: FU-møde")
    assert f"kl. {start.astimezone(COPENHAGEN):%H.%M}" in sms


async def test_who_is_silent_is_asked_again_then_the_deputy_then_shown_to_the_chief_and_an_answer_stops_it(town: Town) -> None:
    """F5: by link, by SMS digit and on behalf; a restart while answers are awaited changes nothing."""
    await town.now()
    incident = await town.alarm()
    await town.now()
    meeting = await town.convene(incident)
    start = datetime.fromisoformat(meeting["starts_at"])
    await town.now()
    by_link, by_sms, on_behalf, silent, passing_on = (
        by_key(meeting, key) for key in ("politi", "boern_unge", "by_kultur", "sundhed", "beskaeftigelse_social")
    )
    address = await town.link(holder(by_link))
    for _ in range(3):
        assert "Jeg deltager" in await town.page(address)
    assert by_key(await town.api("GET", f"/meetings/{meeting['id']}"), "politi")["state"] == "asked", "opening a link is no answer"
    assert "Du deltager i mødet." in await town.page(address, rsvp="joining")
    heard = await town.api("POST", f"/sandbox/phones/{await town.number_of(holder(by_sms))}/sms", {"text": "1"}, 200)
    assert heard["reply"] == "Registreret: deltager i mødet."
    unclear = await town.api("POST", f"/sandbox/phones/{await town.number_of(holder(silent))}/sms", {"text": "ok"}, 200)
    assert "Svar 1 deltager, 2 stedfortræder kommer, 3 kan ikke" in unclear["reply"]
    await town.api("POST", f"/meetings/{meeting['id']}/answers", {"person_id": holder(on_behalf), "rsvp": "joining"}, 200)
    await town.page(await town.link(holder(passing_on)), rsvp="deputy")
    await town.now()
    assert "FU-møde" in (await town.texts(int(passing_on["people"][1]["id"])))[0], "the deputy is summoned at once"

    await town.process.kill9()
    await town.process.start()

    before = len(await town.texts(holder(silent)))
    await town.forward_to(start - timedelta(minutes=19))
    assert len(await town.texts(holder(silent))) == before + 1
    assert any("FU-møde" not in text or "indkaldes til møde" in text for text in await town.texts(holder(silent), "voice"))
    await town.forward_to(start - timedelta(minutes=11))
    assert "FU-møde" in (await town.texts(int(silent["people"][1]["id"])))[0]
    await town.forward_to(start - timedelta(minutes=4))
    assert by_key(await town.api("GET", f"/meetings/{meeting['id']}"), "sundhed")["state"] == "silent"
    told = await town.timeline(incident)
    for words in ("er beslutningsdygtigt", "Sundhed har ikke svaret om mødet; chefvagten får besked", "intet svar i tide"):
        assert words in told or words == "er beslutningsdygtigt", words
    summons = [t for seat in (by_link, by_sms, on_behalf) for t in await town.texts(holder(seat)) if "FU-møde" in t]
    assert len(summons) == 3, "somebody was asked again after answering"
    await town.forward_to(start + timedelta(minutes=1))
    assert (await town.api("GET", f"/meetings/{meeting['id']}"))["state"] == "held"


async def test_yellow_meets_the_following_morning_on_a_saturday_and_no_later(town: Town) -> None:
    """F8: at the latest the following morning, weekend or not; said in words, and later is refused with the rule.

    Nor in the past, nor in the hour that does not exist (I10); the timeline has each time that was refused.
    """
    evening = await town.forward_to(next_friday_evening(await town.now()))
    incident = await town.alarm(YELLOW)
    proposal = await town.api("GET", f"/incidents/{incident}/meetings/proposal", status=200)
    start = datetime.fromisoformat(proposal["start"]).astimezone(COPENHAGEN)
    assert (start.hour, start.minute) == (8, 0)
    assert start.date() == evening.astimezone(COPENHAGEN).date() + timedelta(days=1)
    assert not is_working_day(start.date())
    assert "senest den følgende morgen, også i weekender" in " ".join(proposal["reasons"])
    late = (start + timedelta(hours=1)).replace(tzinfo=None).isoformat(timespec="minutes")
    refused = await town.api("POST", f"/incidents/{incident}/meetings", {"start": late}, 422)
    assert "senest den følgende morgen (F8)" in refused["detail"]
    left_out = f"{last_sunday_of_march(evening.astimezone(COPENHAGEN).year + 1)}T02:30"
    for wrong, why in (("2020-01-01T10:00", "fortiden"), (left_out, "02.30 findes ikke"), ("i morgen", "kan ikke læses")):
        answer = await town.api("POST", f"/incidents/{incident}/meetings", {"start": wrong}, 422)
        assert why in answer["detail"]
        assert f"Et møde {wrong} blev afvist: {answer['detail']}" in await town.timeline(incident)
    chosen = (start - timedelta(hours=1)).replace(tzinfo=None).isoformat(timespec="minutes")
    meeting = await town.convene(incident, start=chosen)
    assert datetime.fromisoformat(meeting["starts_at"]) == start - timedelta(hours=1)
    board = await town.api("GET", f"/incidents/{incident}")
    assert board["meeting"]["id"] == meeting["id"]


async def test_the_agenda_becomes_minutes_and_decisions_become_tasks_with_deadlines(town: Town) -> None:
    """F6, C4: four points, decisions with owner and deadline, frozen minutes to the tiers that may have them."""
    await town.now()
    incident = await town.alarm()
    await town.now()
    meeting = await town.convene(incident)
    number = meeting["id"]
    await town.now()
    for seat in meeting["seats"][:4]:
        await town.page(await town.link(holder(seat)), rsvp="joining")
    now = await town.forward_to(datetime.fromisoformat(meeting["starts_at"]) + timedelta(minutes=2))
    agenda = ["crisis_handling", "communication", "other_plans", "announcements"]
    assert [point["key"] for point in meeting["points"]] == agenda
    await town.api("POST", f"/meetings/{number}/notes", {"points": {key: f"Aftalt om {key}" for key in agenda}}, 200)
    wrong = await town.api("POST", f"/meetings/{number}/notes", {"points": {"weather": "Regn"}}, 404)
    assert "weather" in wrong["detail"]
    decision = {"text": "Skaf flere vagter", "group": "fu", "seat": "by_kultur", "due_at": (now + timedelta(hours=1)).isoformat()}
    task = await town.api("POST", f"/meetings/{number}/decisions", decision, 201)
    assert (task["kind"], task["state"]) == ("decision", "open")
    closed = await town.api("POST", f"/meetings/{number}/close", {}, 200)
    assert closed["state"] == "closed"
    assert "Skaf flere vagter (Ansvarlig: By og Kultur" in closed["minutes"]
    assert (await town.api("POST", f"/meetings/{number}/notes", {"points": {"communication": "Rettet"}}, 409))["detail"]
    await town.now()
    politi = holder(by_key(meeting, "politi"))
    assert "Aftalt om announcements" in (await town.texts(politi, "email"))[0]
    assert "Aftalt om communication" in await town.page(await town.link(politi))
    await town.forward_to(now + timedelta(minutes=62))
    owner = holder(by_key(meeting, "by_kultur"))
    assert "din opgave fra FU-mødet" in (await town.texts(owner))[0]
    page = re.search(r"http\S+/t/\S+", (await town.texts(owner))[0])
    assert page is not None
    assert "Skaf flere vagter" in await town.page(page[0])
    await town.page(page[0], do="do")
    done = (await town.api("GET", f"/incidents/{incident}/tasks", status=200))["items"]
    assert {t["id"]: t["state"] for t in done}[task["id"]] == "done"
    assert "Fristen for en beslutning er overskredet" in await town.timeline(incident)


async def test_moving_and_calling_off_tell_those_invited_and_their_calendars(town: Town) -> None:
    """F5, F7: the same entry, a higher sequence; a closed incident never speaks again."""
    await town.now()
    incident = await town.alarm()
    await town.now()
    meeting = await town.convene(incident)
    await town.now()
    politi = holder(by_key(meeting, "politi"))
    first = await _calendar(town, politi)
    sooner = (await town.now() + timedelta(minutes=10)).isoformat()
    refused = await town.api("POST", f"/meetings/{meeting['id']}/move", {"start": sooner}, 422)
    assert f"Et møde {sooner} blev afvist: {refused['detail']}" in await town.timeline(incident)
    later = datetime.fromisoformat(meeting["starts_at"]) + timedelta(minutes=15)
    moved = await town.api("POST", f"/meetings/{meeting['id']}/move", {"start": later.isoformat()}, 200)
    assert moved["state"] == "moved"
    await town.now()
    assert (await town.texts(politi))[0].startswith("SANDKASSE FLYTTET: FU-møde")
    second = await _calendar(town, politi)
    assert (first["UID"], int(first["SEQUENCE"]) + 1) == (second["UID"], int(second["SEQUENCE"]))
    assert second.decoded("DTSTART") == later
    await town.api("POST", f"/incidents/{incident}/call-off", {"text": "Det er overstået."}, 200)
    now = await town.now()
    assert any("AFLYST: FU-møde" in text for text in await town.texts(politi))
    assert (await _calendar(town, politi))["STATUS"] == "CANCELLED"
    told = len((await town.api("GET", f"/incidents/{incident}/deliveries?limit=200"))["items"])
    await town.forward_to(now + timedelta(days=20))
    assert len((await town.api("GET", f"/incidents/{incident}/deliveries?limit=200"))["items"]) == told


async def _calendar(town: Town, person: int) -> Any:
    file = Calendar.from_ical(await town.page(f"{await town.link(person)}/meeting.ics"))
    return next(iter(file.walk("VEVENT")))
