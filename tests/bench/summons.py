"""How long a meeting's summons waits behind a mass briefing at a slow provider (I6): `python -m tests.bench.summons [DATABASE_URL]`.

The service runs as in production and sends 1,300 briefings to a provider that takes ten a second, which is more than two minutes of
work. In the midst of it the committee is summoned. What is measured is the time from that POST to the provider's having the summons.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from time import monotonic

import aiohttp

from actioncards.loader import load
from flows.vocabulary import Scope
from service.bootstrap import build
from service.settings import read_settings
from service.store.tables import PersonRow, PlaceRow
from service.work.api_keys import add_key
from service.work.plans import put_in_force
from tests.harness.databases import migrate
from tests.harness.service import RunningService
from tests.harness.waiting import eventually
from tests.standins.run import Provider, provider

PEOPLE = 1_300
RATE = 10
LIMIT_S = 2.0
_FIRST = 20
_PLAN = Path(__file__).parent / "plan"
_SUMMONED = "+4521000001"
_MEETING = """
meeting:
  link: https://moede.example.dk/{secret}
  office_hours: {opens: "08:00", closes: "16:00"}
  duration_minutes: 60
  media: [sms]
  remind_media: [sms]
  remind_minutes: 20
  deputy_minutes: 12
  chief_minutes: 5
  seats_required: 1
  agenda:
    crisis_handling: {label: Krisehåndtering}
  minutes_to: [tactical]
  reply:
    alone: "Svar: 1 deltager, 2 stedfortræder, 3 kan ikke"
    coded: "Svar: {code}1 deltager, {code}2 stedfortræder, {code}3 kan ikke"
    link_only: "Svar på linket:"
"""
_TEXTS = """
- {kind: meeting, tiers: [tactical], media: [sms], text: "FU-møde {meeting_day} kl. {meeting_time}. {meeting_reply} {link}"}
- {kind: meeting_moved, tiers: [tactical], media: [sms], text: "FLYTTET: FU-møde {meeting_day} kl. {meeting_time}. {meeting_reply} {link}"}
- {kind: meeting_cancelled, tiers: [tactical], media: [sms], text: "AFLYST: FU-møde {meeting_day} kl. {meeting_time}. {link}"}
- {kind: minutes, tiers: [tactical], media: [sms], text: "Referat: {link}"}
- {kind: decision, tiers: [tactical], media: [sms], text: "{decision}, senest {decision_deadline}: {link}"}
"""
_FIELDS = """
meeting_day: {label: mødets dag, tier: tactical, longest: 14, example: man. 23. nov.}
meeting_time: {label: mødets tidspunkt, tier: tactical, longest: 16, example: "21.50"}
meeting_link: {label: mødets link, tier: tactical, longest: 120, example: "https://moede.example.dk/x"}
meeting_reply: {label: svar, tier: tactical, longest: 49, example: "Svar: 1 deltager, 2 stedfortræder, 3 kan ikke"}
minutes_text: {label: referat, tier: tactical, longest: 2000, example: Referat, entered: true}
decision: {label: beslutning, tier: tactical, longest: 120, example: Opgave, entered: true}
decision_deadline: {label: frist, tier: tactical, longest: 38, example: 24. november 2026 kl. 12.00}
"""


def plan_folder(place: Path) -> Path:
    """The benchmark's plan with a meeting in it."""
    folder = place / "plan"
    shutil.copytree(_PLAN, folder)
    for file, more in (("plan.yaml", _MEETING), ("fields.yaml", _FIELDS), ("templates/texts.yaml", _TEXTS)):
        with (folder / file).open("a", encoding="utf-8") as plan:
            plan.write(more)
    return folder


async def summons_seconds(url: str, people: int = PEOPLE, rate: int = RATE) -> float:
    """Seconds from the POST that convenes the committee to the summons' arrival, in the midst of a briefing to `people`."""
    with tempfile.TemporaryDirectory() as place:
        folder = plan_folder(Path(place))
        key = await _furnished(url, folder, people)
        async with (
            provider(rate=rate, slack_ms=0.0) as stand_in,
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as http,
            RunningService(url, settings=_settings(stand_in, folder, rate)) as service,
        ):
            alarm = {"level": "red", "area": "maalested", "cause": "skyderi"}
            async with http.post(f"{service.url}/api/v1/incidents", json=alarm) as answer:
                incident = (await answer.json())["id"]
            await eventually(lambda: _under_way(stand_in), within_s=60, what="the briefing is under way")
            asked = monotonic()
            async with http.post(f"{service.url}/api/v1/incidents/{incident}/meetings", json={}) as answer:
                if answer.status != 201:
                    raise RuntimeError(await answer.text())
            return await _arrival(stand_in) - asked


async def _under_way(stand_in: Provider) -> bool:
    return len(await stand_in.seen()) >= _FIRST


async def _arrival(stand_in: Provider) -> float:
    """When the summons reached the provider, on the machine's monotonic clock."""

    async def there() -> bool:
        return bool(await _summonses(stand_in))

    await eventually(there, within_s=200, what="the summons has arrived")
    return (await _summonses(stand_in))[0]


async def _summonses(stand_in: Provider) -> list[float]:
    return [float(m["at"]) for m in await stand_in.seen() if m["to"] == _SUMMONED and "FU-m" in m["body"]]


def _settings(stand_in: Provider, folder: Path, rate: int) -> dict[str, str]:
    return {
        "BEREDSKAB_MODE": "live",
        "BEREDSKAB_PUBLIC_URL": "https://beredskab.example.org",
        "BEREDSKAB_PLAN": str(folder),
        "BEREDSKAB_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "BEREDSKAB_TWILIO_AUTH_TOKEN": "stand-in-token",
        "BEREDSKAB_TWILIO_FROM": "Beredskab",
        "BEREDSKAB_TWILIO_BASE_URL": stand_in.url,
        "BEREDSKAB_TWILIO_RATE": str(rate),
    }


async def _furnished(url: str, folder: Path, people: int) -> str:
    """The database with the plan, the committee's one seat and everybody else; the key to act with."""
    await migrate(url)
    service = build(read_settings(_env_file=None, mode="sandbox", database_url=url, plan=folder))
    async with service.unit("bench") as unit:
        await put_in_force(unit, load(folder))
        for number in range(people + 1):
            mobile = _SUMMONED if number == 0 else f"+4520{number:06d}"
            name = f"Opdigtet Person {number}"
            row = PersonRow(name=name, title="", organisation="Målekommune", mobile=mobile, language="da", active=True)
            unit.session.add(row)
            await unit.session.flush()
            place = {"group_key": "fu", "seat_key": "politi"} if number == 0 else {"group_key": "alle", "seat_key": None}
            unit.session.add(PlaceRow(person_id=row.id, position=0, **place))
        key = await add_key(unit, "bench", [Scope.TRIGGER, Scope.READ])
    await service.close()
    return key


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{place}/bench.db"
        taken = asyncio.run(summons_seconds(url))
    print(f"a summons in the midst of {PEOPLE:,} briefings at {RATE} a second: {taken:.2f} s (at most {LIMIT_S:g})")


if __name__ == "__main__":
    main()
