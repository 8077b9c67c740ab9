"""Promise I1-I3, hard cases 1 and 2: killed at any moment of a 1,000-recipient alarm, the service loses nobody.

The service runs as its users have it: a process of its own, a provider at the other end of real HTTP, a real database with fsync
on. It is killed with -9 at random moments and started again. Afterwards everybody has the message, at most those whose
message was under way twice, and the timeline is whole.
"""

import json
import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import or_, select

from flows.vocabulary import Scope
from service.background.sender import OPEN
from service.bootstrap import build
from service.domain.language import translations
from service.exports.verify import verify_file
from service.settings import read_settings
from service.store.engine import Store, make_engine
from service.store.signals import Signals
from service.store.tables import DeliveryRow, NoticePartRow
from service.work.api_keys import add_key
from service.work.export import written
from service.work.report import timeline_report
from tests.bench.world import PLAN, furnish
from tests.harness.databases import migrate
from tests.harness.postgres import PostgresServer
from tests.harness.service import RunningService
from tests.harness.waiting import eventually
from tests.standins.run import Provider, provider

PEOPLE = 1_000
KILLS = 4
FIRST, LATER = (0, 5), (20, 220)
"""How many more messages leave before a kill: the first comes while the list itself may still be on its way into the outbox."""
CONCURRENCY = 20
MOST_UNDER_WAY = OPEN * CONCURRENCY
"""With the provider, or answered by it and not yet in the database, at one moment."""
TOKEN = "stand-in-token"
ALARM = {"level": "red", "area": "maalested", "cause": "skyderi"}


@pytest.fixture(params=["sqlite", "postgresql"])
async def durable_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database that keeps what it has committed."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/kill.db"
        return
    server = PostgresServer(durable=True)
    yield await server.create("kill")
    server.remove()


def _settings(stand_in: Provider) -> dict[str, str]:
    return {
        "BEREDSKAB_MODE": "live",
        "BEREDSKAB_PUBLIC_URL": "https://beredskab.invalid",
        "BEREDSKAB_SECRET_KEY": secrets.token_hex(32),
        "BEREDSKAB_PLAN": str(PLAN),
        "BEREDSKAB_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "BEREDSKAB_TWILIO_AUTH_TOKEN": TOKEN,
        "BEREDSKAB_TWILIO_FROM": "+4520000000",
        "BEREDSKAB_TWILIO_BASE_URL": stand_in.url,
        "BEREDSKAB_TWILIO_CONCURRENCY": str(CONCURRENCY),
        "BEREDSKAB_CHANNEL_TIMEOUT_S": "3",  # none runs out on a busy machine: only a kill leaves a doubt
        "BEREDSKAB_LEASE_SECONDS": "5",
    }


async def _prepared(url: str) -> str:
    """A database with a thousand people; the API key to raise an alarm with."""
    await migrate(url)
    await furnish(url, PEOPLE)
    service = build(read_settings(_env_file=None, database_url=url))
    async with service.unit("test") as unit:
        key = await add_key(unit, "acceptance", [Scope.TRIGGER, Scope.READ])
    await service.close()
    return key


@pytest.mark.parametrize("seed", range(2))
async def test_killed_at_any_moment_everybody_is_warned_and_hardly_anybody_twice(durable_url: str, seed: int) -> None:
    moments = random.Random(seed)
    headers = {"Authorization": f"Bearer {await _prepared(durable_url)}", "Idempotency-Key": "one-alarm"}
    async with (
        provider(latency_ms=15, auth_token=TOKEN, concurrency=CONCURRENCY) as stand_in,
        aiohttp.ClientSession(headers=headers) as http,
        RunningService(durable_url, settings=_settings(stand_in)) as service,
    ):
        async with http.post(f"{service.url}/api/v1/incidents", json=ALARM) as answer:
            incident = (await answer.json())["id"]
        for kill in range(KILLS):
            seen = (await stand_in.stats())["count"]
            goal = min(PEOPLE - 1, seen + moments.randrange(*(LATER if kill else FIRST)))
            await eventually(lambda goal=goal: _accepted(stand_in, goal), within_s=60, what=f"{goal} messages have left")
            await service.kill9()
            await service.start()
        await eventually(lambda: _nothing_left(durable_url), within_s=90, what="everything is sent and recorded")
        times = Counter(message["to"] for message in await stand_in.seen())
        assert len(times) == PEOPLE, "somebody was never warned"
        assert max(times.values()) <= 2, "somebody was warned three times"
        async with http.post(f"{service.url}/api/v1/incidents", json=ALARM) as again:
            assert (await again.json())["id"] == incident, "the repeated trigger opened a second incident"
        content = await _exported(durable_url, incident)
        verdict = verify_file(content)
        assert verdict.whole, [str(s) for s in verdict.sentences()]
        report = json.loads(content)
        doubted = {step[1] for e in report["entries"] if e["kind"] == "deliveries.doubt" for step in e["data"]["steps"]}
        twice = {int(number.removeprefix("+4520")) for number, count in times.items() if count == 2}
        assert twice <= doubted, "somebody got it twice and the timeline does not show the doubt"
        assert len(doubted) <= KILLS * MOST_UNDER_WAY, "more was in doubt than can have been under way"
        told = {row["person"] for row in report["warned"]}
        assert len(told) == PEOPLE, "the timeline does not name everybody who was warned"


async def _exported(url: str, incident: int) -> bytes:
    service = build(read_settings(_env_file=None, database_url=url))
    async with service.reading() as unit:
        report = await timeline_report(unit, incident, "acceptance")
    await service.close()
    return (await written(report, "json", "x" * 32, translations().speaker("en"))).content


async def _accepted(stand_in: Provider, goal: int) -> bool:
    return int((await stand_in.stats())["count"]) >= goal


async def _nothing_left(url: str) -> bool:
    """Nothing is queued, held, in doubt with a wait, or still to be written."""
    store = Store(make_engine(url, pool_size=1), Signals())
    async with store.read() as session:
        held = select(DeliveryRow.id).where(or_(DeliveryRow.state.in_(("queued", "handed_over")), DeliveryRow.leased_until.is_not(None)))
        left = (await session.scalar(held.limit(1)), await session.scalar(select(NoticePartRow.id).where(NoticePartRow.done_at.is_(None))))
    await store.close()
    return left == (None, None)
