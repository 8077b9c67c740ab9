"""On PostgreSQL nobody holds what somebody else wants while waiting for an incident: so there is no circle to wait in (design question f).

Each thing that can happen is started while another transaction holds the incident. It must come to wait for the incident, and hold
nothing of it by then: neither messages nor timers, neither the list being written nor the timeline's head.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine

import pytest
from sqlalchemy import text

from flows.vocabulary import DeliveryState
from service.channels.errors import OptedOut, Retry, Uncertain
from service.channels.protocol import Outgoing, Receipt
from service.work import deliveries
from service.work.announcements import Draft, Part, draft
from service.work.closing import Correction, call_off, correct, send_update
from service.work.holds import set_hold
from service.work.levels import set_level
from service.work.log import add_entry
from service.work.tasks import do
from tests.harness.databases import PostgresDatabases
from tests.harness.waiting import eventually
from tests.work.town import SMS, Town, a_town

WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
HELD = ("delivery", "timer", "notice_part", "timeline_head", "task", "seat_call", "announcement", "release_order", "outward_hold")


@pytest.fixture
async def town(postgres_databases: PostgresDatabases) -> AsyncIterator[Town]:
    url = await postgres_databases.migrated()
    async with a_town(url) as town:
        yield town
        await town.check()
    await postgres_databases.drop(url)


async def accepted(town: Town, _incident: int) -> None:
    await town.record([await town.outcome(c) for c in await town.claim()])


async def refused(town: Town, incident: int) -> None:
    def react(message: Outgoing) -> Receipt:
        raise (Retry("503"), Uncertain("timeout"), OptedOut("21610"))[message.delivery_id % 3]

    town.posts[SMS].react = react
    await accepted(town, incident)


async def reported(town: Town, incident: int) -> None:
    [message] = await town.messages(incident, who="fu.politi")
    await town.do(deliveries.report, message.id, "SM", DeliveryState.FAILED, None, None)


async def taken_back(town: Town, _incident: int) -> None:
    await town.claim()
    town.clock.move(seconds=31)
    await town.take_back()


async def stepped(town: Town, _incident: int) -> None:
    town.clock.move(minutes=2)
    await town.fire()


async def lapsed(town: Town, _incident: int) -> None:
    town.clock.move(hours=2)
    await town.fire()


async def answered(town: Town, incident: int) -> None:
    await town.answer(incident, "fu.politi")


async def listed(town: Town, _incident: int) -> None:
    await town.write_parts()


async def did_task(town: Town, incident: int) -> None:
    await town.do(do, (await town.tasks(incident))[0].id)


Happening = Callable[[Town, int], Coroutine[None, None, object]]


def decided(what: Callable[..., object], *args: object) -> Happening:
    return lambda town, incident: town.do(what, incident, *args)


def wrote(words: str) -> Happening:
    return lambda town, _incident: town.writes("fu.politi", words)


HAPPENINGS: dict[str, Happening] = {
    "accepted": accepted,
    "refused": refused,
    "reported": reported,
    "taken back": taken_back,
    "stepped": stepped,
    "lapsed": lapsed,
    "answered": answered,
    "listed": listed,
    "task done": did_task,
    "wrote 1": wrote("1"),
    "wrote STOP": wrote("STOP"),
    "wrote nonsense": wrote("hvad?"),
    "level": decided(set_level, "yellow", "fordi"),
    "corrected": decided(correct, Correction("rettet", area="rising")),
    "updated": decided(send_update, "nyt"),
    "called off": decided(call_off, "slut"),
    "logged": decided(add_entry, "noget"),
    "announcement drafted": decided(draft, Draft((Part("strategic", "Hej.", "Nej."),)), None),
    "hold set": lambda town, incident: town.do(set_hold, incident, town.people["fu.politi"]),
}


@pytest.mark.parametrize("happening", HAPPENINGS)
async def test_whoever_waits_for_the_incident_holds_nothing_of_it(town: Town, happening: str) -> None:
    incident = await town.alarm()
    if happening == "wrote nonsense":
        await town.alarm("yellow")
    if happening == "listed":
        await town.do(send_update, incident, "nyt")
    if happening not in ("accepted", "refused", "taken back", "listed"):
        await town.send()
    happens = HAPPENINGS[happening](town, incident)
    async with asyncio.TaskGroup() as tasks, town.service.store.write() as holder:
        await holder.execute(text("SELECT id FROM incident FOR NO KEY UPDATE"))
        waiting = tasks.create_task(happens)

        async def somebody_waits() -> bool:
            assert not waiting.done(), "did not ask for the incident at all"
            await holder.execute(text("SELECT pg_stat_clear_snapshot()"))  # or a transaction sees the same activity for ever
            return bool(await holder.scalar(WAITS))

        await eventually(somebody_waits, within_s=60, what="it waits for the incident")
        for table in HELD:
            await holder.execute(text(f"SELECT 1 FROM {table} FOR UPDATE NOWAIT"))
