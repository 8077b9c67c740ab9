"""5,000 residents' messages and a provider that takes fewer than we offer: is the duty chief held up, and is any message lost (I6)?

A cleared announcement goes to every resident. The provider takes `PROVIDER` SMS a second and refuses the rest (429), while the
service is set to offer more. In the midst of it the duty chief is called out, by phone and by SMS.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic

import aiohttp
from sqlalchemy import insert, select

from actioncards import ODENSE
from actioncards.loader import load
from actioncards.model import Plan
from flows.vocabulary import Scope
from service.bootstrap import build
from service.settings import read_settings
from service.store.migrate import upgrade
from service.store.tables import AnnouncementRow, PersonRow, PlaceRow
from service.work.announcements import Draft, Part, draft
from service.work.api_keys import add_key
from service.work.clearance import clear, submit
from service.work.incidents import Alarm, raise_alarm
from service.work.plans import put_in_force
from service.work.release import release
from service.work.unit import Unit
from tests.bench.watch import finished, watch
from tests.harness.service import RunningService
from tests.harness.waiting import eventually
from tests.standins.rate import SID, TOKEN
from tests.standins.run import Provider, provider

PROVIDER, OFFERED = 100, 150
CHIEF, WRITER, MEMBER, DIRECTOR = 1, 2, 3, 4
"""Everybody who is no resident."""
AREA = "vollsmose"
_PLACES = {CHIEF: ("duty_chief", "chefvagt"), WRITER: ("fu", "sundhed"), MEMBER: ("fu", "politi"), DIRECTOR: ("ssp_board", "politi")}
OTHERS = 60
"""More messages than everybody else gets before the residents' turn."""
_TEXT = "Bliv inde"
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Residents:
    """Seconds from the call-out's POST to the provider's having the call and the SMS; what became of the residents' messages."""

    call_s: float
    sms_s: float
    refused: int
    lost: int
    doubled: int
    seconds: float


async def residents(url: str, people: int, calls: int = 3) -> Residents:
    """The slowest of `calls` call-outs amid the announcement, and the count of what arrived in the end."""
    settings = _settings("http://127.0.0.1:1")
    key = await _furnished(url, people, settings)
    async with (
        provider(rate=PROVIDER) as stand_in,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as http,
        RunningService(url, settings=_settings(stand_in.url)) as service,
    ):
        began = monotonic()
        await eventually(lambda: _under_way(stand_in, OTHERS + people // 10), within_s=120, what="the announcement is under way")
        taken = []
        for number in range(calls):
            taken.append(await _call_out(stand_in, http, service.url, number))
            await asyncio.sleep(1.3)
        eyes = await watch(url)
        await eventually(lambda: finished(eyes), within_s=60 + 4 * people / PROVIDER, what="everything is sent and recorded")
        await eyes.close()
        seconds = monotonic() - began
        arrived = Counter(m["to"] for m in await stand_in.seen() if _TEXT in m["body"] and m["to"].startswith("+4521"))
        refused = (await stand_in.stats())["refused"]
    return Residents(
        call_s=max(call for call, _ in taken),
        sms_s=max(sms for _, sms in taken),
        refused=sum(refused.values()) if isinstance(refused, Mapping) else int(refused),
        lost=people - len(arrived),
        doubled=sum(count - 1 for count in arrived.values()),
        seconds=seconds,
    )


async def _under_way(stand_in: Provider, many: int) -> bool:
    return bool((await stand_in.stats())["count"] >= many)


async def _call_out(stand_in: Provider, http: aiohttp.ClientSession, url: str, number: int) -> tuple[float, float]:
    """Call the duty chief out; seconds until the provider has the phone call, and the SMS."""
    calls, since = len(await stand_in.calls()), (await stand_in.stats())["count"]
    wanted = {"area": "rising", "what_happened": f"Uro {number}", "reported_by": "fyns_politi", "grounds": "Risiko for gengæld."}
    asked = monotonic()
    async with http.post(f"{url}/api/v1/call-outs", json=wanted) as answer:
        if answer.status != 201:
            raise RuntimeError(await answer.text())

    async def called() -> bool:
        return len(await stand_in.calls()) > calls

    async def texted() -> bool:
        return bool(await _to_chief(stand_in, since))

    await eventually(called, within_s=60, what="the duty chief is called")
    call_s = monotonic() - asked
    await eventually(texted, within_s=60, what="the duty chief has the SMS")
    return call_s, (await _to_chief(stand_in, since))[0] - asked


async def _to_chief(stand_in: Provider, since: int) -> list[float]:
    """When what the chief was sent since reached the provider, of this call-out only."""
    return [float(m["at"]) for m in await stand_in.seen(since) if m["to"] == _mobile(CHIEF) and "Rising" in m["body"]]


def _mobile(number: int) -> str:
    return f"+4521{number:06d}" if number > DIRECTOR else f"+4520{number:06d}"


def _settings(base: str) -> dict[str, str]:
    return {
        "BEREDSKAB_MODE": "live",
        "BEREDSKAB_PUBLIC_URL": "https://beredskab.example.org",
        "BEREDSKAB_PLAN": str(ODENSE),
        "BEREDSKAB_TWILIO_ACCOUNT_SID": SID,
        "BEREDSKAB_TWILIO_AUTH_TOKEN": TOKEN,
        "BEREDSKAB_TWILIO_FROM": "+4552512010",
        "BEREDSKAB_TWILIO_VOICE_FROM": "+4552512010",
        "BEREDSKAB_TWILIO_BASE_URL": base,
        "BEREDSKAB_TWILIO_RATE": str(OFFERED),
        "BEREDSKAB_SECRET_KEY": "b" * 43,
    }


def _plan() -> Plan:
    """Odense's, without the ten minutes between the steps of an announcement."""
    plan = load(ODENSE)
    assert plan.communication is not None
    return replace(plan, communication=replace(plan.communication, min_gap_minutes=0))


async def _furnished(url: str, people: int, settings: Mapping[str, str]) -> str:
    """The plan, the people, an alarm and a released announcement, nothing of it sent; the key to act with."""
    known = {name.removeprefix("BEREDSKAB_").lower(): value for name, value in settings.items()}
    service = build(read_settings(_env_file=None, database_url=url, **known))
    try:
        await upgrade(url)
        async with service.unit("bench") as unit:
            await put_in_force(unit, _plan())
            for first in range(1, people + DIRECTOR + 1, _BATCH):
                numbers = range(first, min(first + _BATCH, people + DIRECTOR + 1))
                await unit.session.execute(insert(PersonRow), [_person(number) for number in numbers])
                await unit.session.execute(insert(PlaceRow), [_place(number) for number in numbers])
            key = await add_key(unit, "bench", [Scope.TRIGGER, Scope.READ])
        async with service.unit("bench") as unit:
            await _announce(unit)
    finally:
        await service.close()
    return key


async def _announce(unit: Unit) -> None:
    incident = await raise_alarm(unit, Alarm("red", AREA, "skyderi"))
    parts = (Part("strategic", "Politiet leder.", "Det var forkert."), Part("residents", f"{_TEXT}.", "Det var forkert."))
    written = await draft(unit, incident.id, Draft(parts), WRITER)
    await submit(unit, written.id)
    digest = await unit.session.scalar(select(AnnouncementRow.digest).where(AnnouncementRow.id == written.id))
    assert digest is not None
    await clear(unit, written.id, MEMBER, digest)
    await release(unit, written.id)


def _person(number: int) -> dict[str, object]:
    return {
        "id": number,
        "name": f"Opdigtet Person {number}",
        "title": "",
        "organisation": "",
        "mobile": _mobile(number),
        "language": "da",
        "invented": False,  # live mode, in which providers are used, refuses to start with invented people
        "active": True,
    }


def _place(number: int) -> dict[str, object]:
    group, seat = _PLACES.get(number, ("residents", None))
    return {"person_id": number, "group_key": group, "seat_key": seat, "area_key": None if seat else AREA, "position": 0}
