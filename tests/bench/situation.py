"""A situation report for a hundred people, two thousand entries and every indicator: how long it takes, whether it holds up sending (S6).

`json` is making the report and reading it back, `pdf` fetching it as a PDF, all over HTTP. Then several people open it every half
second, while an alarm is raised: does its first message leave later than when nobody does?
"""

import asyncio
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from time import monotonic

import aiohttp

from actioncards import ODENSE
from actioncards.loader import load
from flows.vocabulary import AnswerKind, AnswerVia, Scope
from service.bootstrap import Service, build
from service.settings import read_settings
from service.store import incidents
from service.store.migrate import upgrade
from service.store.tables import PersonRow, PlaceRow
from service.work.answers import Reply, take
from service.work.api_keys import add_key
from service.work.incidents import Alarm, raise_alarm
from service.work.log import add_entry
from service.work.plans import put_in_force
from tests.bench.watch import finished, watch
from tests.harness.service import RunningService
from tests.harness.waiting import eventually
from tests.standins.rate import SID, TOKEN
from tests.standins.run import Provider, provider

AREA = "vollsmose"
READERS = 4
LOOKS_S = 0.5
"""Seconds that each of them looks at a report before opening it anew: as PDF, as JSON, in turns."""
_ALARM = {"level": "red", "area": "rising", "cause": "skyderi"}
_WORDS = {"why": "Skud er bekræftet.", "known": "To skud.", "unknown": "Om flere er i området.", "next_update": "Kl. 22.30"}


@dataclass(frozen=True, slots=True)
class Reported:
    """Milliseconds, medians: the report as JSON and as PDF; the first message of an alarm with nobody reading, and amid readers."""

    json_ms: float
    pdf_ms: float
    alone_ms: float
    amid_ms: float


async def reported(url: str, people: int, entries: int, rounds: int) -> Reported:
    """Take each figure `rounds` times."""
    async with provider() as stand_in:
        settings = _settings(stand_in.url)
        key, incident = await _furnished(url, people, entries, settings)
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as http,
            RunningService(url, settings=settings) as service,
        ):
            base = f"{service.url}/api/v1/incidents"
            where = f"{base}/{incident}/situation"
            eyes = await watch(url)
            await eventually(lambda: finished(eyes), within_s=120, what="the alarm is told")
            made = [await _make(http, where) for _ in range(rounds)]
            number = rounds
            printed = [await _get(http, f"{where}/{number}/file.pdf") for _ in range(rounds)]
            alone = [await _first_message(http, base, stand_in) for _ in range(rounds)]
            readers = [asyncio.create_task(_reads(http, where, number)) for _ in range(READERS)]
            amid = [await _first_message(http, base, stand_in) for _ in range(rounds)]
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)
            await eyes.close()
    return Reported(*(statistics.median(taken) * 1000 for taken in (made, printed, alone, amid)))


async def _make(http: aiohttp.ClientSession, where: str) -> float:
    began = monotonic()
    async with http.post(where, json=_WORDS) as answer:
        if answer.status != 201:
            raise RuntimeError(await answer.text())
        number = (await answer.json())["number"]
    await _get(http, f"{where}/{number}")
    return monotonic() - began


async def _get(http: aiohttp.ClientSession, address: str) -> float:
    began = monotonic()
    async with http.get(address) as answer:
        if answer.status != 200 or not await answer.read():
            raise RuntimeError(await answer.text())
    return monotonic() - began


async def _reads(http: aiohttp.ClientSession, where: str, number: int) -> None:
    for turn in count():
        await _get(http, f"{where}/{number}" + ("/file.pdf" if turn % 2 else ""))
        await asyncio.sleep(LOOKS_S)


async def _first_message(http: aiohttp.ClientSession, base: str, stand_in: Provider) -> float:
    """Raise an alarm; how long until its first message is with the provider. It is called off again."""
    await stand_in.reset()
    began = monotonic()
    async with http.post(base, json=_ALARM) as answer:
        if answer.status != 201:
            raise RuntimeError(await answer.text())
        incident = (await answer.json())["id"]

    async def there() -> bool:
        return bool((await stand_in.stats())["first_at"])

    await eventually(there, within_s=60, what="the first message has arrived")
    first = (await stand_in.stats())["first_at"]
    async with http.post(f"{base}/{incident}/call-off", json={"text": "Målt."}) as answer:
        if answer.status >= 300:
            raise RuntimeError(await answer.text())
    await asyncio.sleep(1)
    return float(first) - began


def _settings(base: str) -> dict[str, str]:
    return {
        "BEREDSKAB_MODE": "live",
        "BEREDSKAB_PUBLIC_URL": "https://beredskab.example.org",
        "BEREDSKAB_PLAN": str(ODENSE),
        "BEREDSKAB_TWILIO_ACCOUNT_SID": SID,
        "BEREDSKAB_TWILIO_AUTH_TOKEN": TOKEN,
        "BEREDSKAB_TWILIO_FROM": "+4552512010",
        "BEREDSKAB_TWILIO_BASE_URL": base,
        "BEREDSKAB_SECRET_KEY": "b" * 43,
    }


async def _furnished(url: str, people: int, entries: int, settings: Mapping[str, str]) -> tuple[str, int]:
    """The plan with every seat held and deputised, until there are `people`; an alarm half of whom have answered; a long log."""
    known = {name.removeprefix("BEREDSKAB_").lower(): value for name, value in settings.items()}
    service = build(read_settings(_env_file=None, database_url=url, **known))
    try:
        await upgrade(url)
        async with service.unit("bench") as unit:
            await put_in_force(unit, load(ODENSE))
            key = await add_key(unit, "bench", [Scope.TRIGGER, Scope.READ])
        await _people(service, people)
        async with service.unit("bench") as unit:
            incident = (await raise_alarm(unit, Alarm("red", AREA, "skyderi"))).id
        async with service.unit("bench") as unit:
            for call in (await incidents.seats(unit.session, incident))[::2]:
                if call.people:
                    await take(unit, incident, Reply(call.people[0], AnswerKind.SEEN, AnswerVia.LINK))
        for first in range(0, entries, 500):
            async with service.unit("bench") as unit:
                for number in range(first, min(first + 500, entries)):
                    await add_entry(unit, incident, f"Linje {number}: politiet er til stede ved Bøgeparken.")
    finally:
        await service.close()
    return key, incident


async def _people(service: Service, people: int) -> None:
    seats = [(group.key, seat.key) for group in load(ODENSE).groups.values() for seat in group.seats if group.key != "cks"]
    async with service.unit("bench") as unit:
        for number in range(people):
            group, seat = seats[number % len(seats)]
            row = PersonRow(name=f"Opdigtet Person {number}", title="", organisation="", language="da", invented=False, active=True)
            row.mobile, row.email = f"+4520{number:06d}", f"p{number}@example.org"
            unit.session.add(row)
            await unit.session.flush()
            unit.session.add(PlaceRow(person_id=row.id, group_key=group, seat_key=seat, position=number // len(seats)))
