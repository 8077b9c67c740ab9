"""Anyone of the plan's parties calls the duty chief out, and it never ends in silence (F1, F2, F13).

The service runs as its users have it, a process of its own, spoken to over HTTP only; the sandbox's clock is moved forward.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from actioncards import ODENSE
from flows.vocabulary import Scope
from service.bootstrap import build
from service.settings import read_settings
from service.work.api_keys import add_key
from service.work.first_run import seed
from tests.harness.databases import migrate
from tests.harness.lists import whole_list
from tests.harness.service import RunningService

CHIEF, SECOND, HEAD = "Test Tidsel", "Test Solsikke", "Prøve Skovmærke"
POLICE_PHONE = "+46701740605"
CALL = {
    "area": "vollsmose",
    "what_happened": "Skyderi ved Bøgeparken.",
    "grounds": "Politiet vurderer, at der er risiko for gengæld.",
    "reported_by": "fyns_politi",
}


@dataclass
class Town:
    """The running service as one sees it from outside; `passwords` are those of the sandbox's users."""

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

    async def forward(self, minutes: int) -> None:
        await self.api("POST", "/sandbox/clock", {"minutes": minutes}, 200)

    async def call(self, **changed: object) -> int:
        return int((await self.api("POST", "/call-outs", CALL | changed, 201))["id"])

    async def view(self, number: int) -> Any:
        return await self.api("GET", f"/call-outs/{number}", status=200)

    async def rung(self, number: int) -> list[str]:
        """Whose phone rang for this call-out, in order."""
        found: list[tuple[int, str]] = []
        for phone in await self.phones():
            if phone["medium"] == "voice":
                found += [(m["delivery_id"], phone["name"]) for m in phone["messages"] if m["incident_id"] == number]
        return [name for _, name in sorted(found)]

    async def texts(self, name: str) -> list[str]:
        """A person's SMS, newest first."""
        return [m["text"] for p in await self.phones() if p["name"] == name and p["medium"] == "sms" for m in p["messages"]]

    async def number_of(self, name: str) -> str:
        return next(str(p["address"]) for p in await self.phones() if p["name"] == name and p["medium"] == "sms")

    async def sms(self, number: str, text: str) -> Any:
        return await self.api("POST", f"/sandbox/phones/{number}/sms", {"text": text}, 200)

    @asynccontextmanager
    async def signed_in(self, user: str) -> AsyncIterator[aiohttp.ClientSession]:
        """A browser of its own, signed in as the sandbox's `user`."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            page = await (await browser.get(f"{self.process.url}/sign-in")).text()
            form = hidden(page) | {"username": user, "password": self.passwords[user]}
            async with browser.post(f"{self.process.url}/sign-in", data=form) as answer:
                assert answer.status == 200, await answer.text()
            yield browser

    async def timeline(self, number: int) -> str:
        async with self.http.get(f"{self.process.url}/api/v1/incidents/{number}/timeline.csv") as answer:
            return await answer.text()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's forms: what proves that a form is ours."""
    return dict(re.findall(r'<input type="hidden" name="(csrf|once|guest|next)" value="([^"]*)"', page))


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


async def test_silence_goes_from_the_duty_chief_to_the_second_to_the_head_and_then_to_everyone(town: Town) -> None:
    """F1, F2: call and SMS at once; three minutes of silence each; then the whole layer, again and again, until somebody answers."""
    number = await town.call()
    await town.forward(1)
    assert await town.rung(number) == [CHIEF]
    assert any("CHEFVAGT Vollsmose" in text for text in await town.texts(CHIEF))
    await town.forward(3)
    assert await town.rung(number) == [CHIEF, SECOND]
    await town.forward(3)
    assert await town.rung(number) == [CHIEF, SECOND, HEAD]
    await town.forward(3)
    assert sorted((await town.rung(number))[3:]) == sorted([CHIEF, SECOND, HEAD])
    assert (await town.view(number))["rounds"] == 1
    await town.process.restart()  # I2, hard case 3: what waits survives
    await town.forward(6)
    assert len(await town.rung(number)) == 9
    assert (await town.sms(await town.number_of(SECOND), "1"))["outcome"] == "counted"
    await town.forward(300)
    assert len(await town.rung(number)) == 9
    assert (await town.view(number))["taken_by"] == SECOND


async def test_an_sms_calls_out_and_the_caller_hears_who_has_it_and_how_it_ended(town: Town) -> None:
    """F1: ALARM from a registered phone; a misspelt area is asked back; the caller is told who took it, and the outcome."""
    asked = await town.sms(POLICE_PHONE, "alarm volsmosse skyderi")
    assert "Vollsmose" in asked["reply"]
    assert "Ingen er kaldt endnu" in asked["reply"]
    told = await town.sms(POLICE_PHONE, "ALARM VOLLSMOSE skyderi ved Bøgeparken")
    assert "Chefvagten kaldes til Vollsmose" in told["reply"]
    number = (await town.api("GET", "/call-outs?waiting=true"))["items"][0]["id"]
    await town.forward(1)
    await town.sms(await town.number_of(CHIEF), "1")
    await town.api("POST", f"/call-outs/{number}/alarm", {"level": "red", "cause": "skyderi"}, 200)
    await town.forward(1)
    heard = await town.texts("Test Anemone")
    assert any(f"{CHIEF} har taget henvendelsen" in text for text in heard)
    assert any("rødt niveau, skyderi" in text for text in heard)
    incident = await town.api("GET", f"/incidents/{number}", status=200)
    assert (incident["state"], incident["level"]) == ("alerted", "red")


async def test_an_unknown_phone_learns_nothing(town: Town) -> None:
    assert (await town.sms("+4520000099", "ALARM VOLLSMOSE skyderi"))["reply"] is None
    assert (await town.api("GET", "/call-outs"))["items"] == []


async def test_a_partner_calls_from_the_page_and_the_chief_briefs_without_a_crisis(town: Town) -> None:
    """F1, F13: a page that needs no training; *I take it*; a briefing to chosen groups; nothing outward."""
    async with town.signed_in("partner") as partner, town.signed_in("chefvagt") as chief:
        page = await (await partner.get(f"{town.process.url}/call-out")).text()
        async with partner.post(f"{town.process.url}/call-out", data=hidden(page) | CALL | {"grounds": ""}) as answer:
            refused = await answer.text()
        assert answer.status == 422
        assert "Skyderi ved Bøgeparken." in refused  # nothing typed is lost (I13)
        async with partner.post(f"{town.process.url}/call-out", data=hidden(refused) | CALL) as answer:
            assert answer.status == 200
            number = int(answer.url.path.rsplit("/", 1)[1])
            assert "Ringes op nu" in await answer.text()
        assert f"/call-outs/{number}" in await (await chief.get(town.process.url)).text()
        page = await (await chief.get(f"{town.process.url}/call-outs/{number}")).text()
        async with chief.post(f"{town.process.url}/call-outs/{number}/take", data=hidden(page)) as answer:
            assert answer.status == 200
        words = {"text": "Stor kamp lørdag; der ventes mange mennesker.", "group-fu": "1", "group-cks": "1"}
        page = await (await chief.get(f"{town.process.url}/call-outs/{number}")).text()
        async with chief.post(f"{town.process.url}/call-outs/{number}/briefing", data=hidden(page) | words) as answer:
            assert answer.status == 422  # C1: the CKS network hears nothing that is not cleared
        del words["group-cks"]
        page = await (await chief.get(f"{town.process.url}/call-outs/{number}")).text()
        async with chief.post(f"{town.process.url}/call-outs/{number}/briefing", data=hidden(page) | words) as answer:
            assert answer.status == 200
        await town.forward(60)
        assert "har taget den" in await (await partner.get(f"{town.process.url}/call-outs/{number}")).text()
    assert any("FORHÅNDSORIENTERING Vollsmose" in text for text in await town.texts("Test Anemone"))
    view = await town.view(number)
    assert (view["state"], view["level"], view["outcome"]) == ("briefed", None, "briefing")
    assert "uden krise" in await town.timeline(number)


async def test_a_closed_call_out_never_speaks_again(town: Town) -> None:
    """F1: closed with a reason; an answer afterwards is noted and changes nothing."""
    number = await town.call()
    await town.forward(1)
    assert (await town.api("POST", f"/call-outs/{number}/close", {"reason": "   "}))["errors"][0]["field"] == "reason"
    await town.api("POST", f"/call-outs/{number}/close", {"reason": "Falsk melding."}, 200)
    await town.forward(60 * 24 * 30)
    assert await town.rung(number) == [CHIEF]
    assert "afsluttet" in (await town.sms(await town.number_of(CHIEF), "1"))["reply"]
    refused = await town.api("POST", f"/call-outs/{number}/alarm", {"level": "red", "cause": "skyderi"}, 409)
    assert "lukket" in refused["detail"]
