"""Everybody at once: answers, timers, providers, levels and a call-off, in several processes' worth of connections (design question f)."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

from flows.sentences import Refused
from flows.vocabulary import AnswerKind, DeliveryState, Medium
from service.bootstrap import Service
from service.channels.errors import Permanent, Retry, Uncertain
from service.channels.protocol import Outgoing, Receipt
from service.domain.outcomes import Outcome
from service.store import outbox, timers
from service.work import deliveries, inbound, parts
from service.work import timers as work_timers
from service.work.answers import Reply, take
from service.work.closing import Correction, call_off, correct, send_update
from service.work.levels import set_level
from tests.work.town import VIA_LINK, Town, a_town, build_service

SECONDS = 2.0
Work = Callable[[Town, Service, list[int], random.Random], Awaitable[None]]


async def test_nobody_waits_for_somebody_who_waits_for_them(town: Town) -> None:
    """No deadlock, no lost message, no broken chain. SQLite has one writer: there it shows that nothing starves."""
    dice = random.Random(7)
    for post in town.posts.values():
        post.react = lambda message: fickle(dice, message)
    running = [await town.alarm(), await town.alarm("yellow", "rising")]
    services = [town.service] + [build_service(town.url, town.clock, town.posts) for _ in range(2)]
    services = services if not town.service.store.is_sqlite else services[:1]
    loop = asyncio.get_running_loop()
    ends = loop.time() + SECONDS
    workers = [sends, fires, takes_back, answers, decides, reports, writes_sms]

    async def again(work: Work, service: Service, seed: int) -> int:
        own, turns = random.Random(seed), 0
        while loop.time() < ends:
            with suppress(Refused):
                await work(town, service, running, own)
            turns += 1
            town.clock.move(seconds=own.random())
            await asyncio.sleep(0)
        return turns

    async with asyncio.timeout(60):
        turns = await asyncio.gather(*(again(w, s, n) for n, (w, s) in enumerate((w, s) for w in workers for s in services)))
    for other in services[1:]:
        await other.close()
    assert all(turns), turns
    for post in town.posts.values():
        post.react = None
    for number in running:
        try:
            await town.do(call_off, number, "slut")
        except Refused:
            continue
    await town.wait(minutes=5)
    assert not [d for d in await town.messages() if d.state in ("queued", "handed_over")]


def fickle(dice: random.Random, message: Outgoing) -> Receipt:
    roll = dice.random()
    if roll < 0.1:
        raise Retry("503")
    if roll < 0.2:
        raise Uncertain("timeout")
    if roll < 0.25:
        raise Permanent("21211")
    return Receipt(f"x{message.delivery_id}", DeliveryState.ACCEPTED)


async def sends(town: Town, service: Service, _running: list[int], dice: random.Random) -> None:
    medium = dice.choice(list(Medium))
    async with service.store.write() as session:
        claims = await outbox.claim(session, medium, 10, town.clock.now(), service.house.lease)
    if not claims or dice.random() < 0.05:
        return
    outcomes = [await town.outcome(c) for c in claims]
    if outcomes and dice.random() > 0.05:
        async with service.unit("system") as unit:
            await deliveries.record_outcomes(unit, outcomes)


async def fires(town: Town, service: Service, _running: list[int], _dice: random.Random) -> None:
    async with service.store.read() as session:
        due = await timers.find_due(session, town.clock.now())
    if due is not None:
        async with service.unit("system") as unit:
            await work_timers.fire(unit, *due)


async def takes_back(_town: Town, service: Service, _running: list[int], _dice: random.Random) -> None:
    async with service.unit("system") as unit:
        await deliveries.take_back(unit)
    async with service.unit("system") as unit:
        await parts.continue_writing(unit)


async def answers(town: Town, service: Service, running: list[int], dice: random.Random) -> None:
    person = dice.choice([p for place, p in town.people.items() if not place.startswith("duty")])
    async with service.unit(f"person:{person}") as unit:
        await take(unit, dice.choice(running), Reply(person, dice.choice(list(AnswerKind)), VIA_LINK))


async def decides(town: Town, service: Service, running: list[int], dice: random.Random) -> None:
    number = dice.choice(running)
    async with service.unit("user:1") as unit:
        roll = dice.random()
        if roll < 0.4:
            await set_level(unit, number, dice.choice(["red", "yellow"]), "fordi")
        elif roll < 0.6:
            await correct(unit, number, Correction("rettet", area=dice.choice(["rising", "vollsmose", "ejerslykke"])))
        elif roll < 0.98:
            await send_update(unit, number, "nyt")
        else:
            await call_off(unit, number, "slut")
    await asyncio.sleep(0)


async def reports(town: Town, service: Service, _running: list[int], dice: random.Random) -> None:
    state = dice.choice([DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.OPENED, DeliveryState.FAILED])
    async with service.unit("provider") as unit:
        await deliveries.report(unit, dice.randint(1, 200), "SM", state, None, None)


async def writes_sms(town: Town, service: Service, _running: list[int], dice: random.Random) -> None:
    numbers = [f"+45{70_174_000 + n}" for n in range(2, 20)]
    async with service.unit("provider") as unit:
        await inbound.hear(unit, dice.choice(numbers), dice.choice(["1", "A1", "B2", "STOP", "START", "hvad?", "3", "a3"]))


async def test_answers_timers_receipts_and_a_call_off_at_the_same_instant(migrated_url: str) -> None:
    """All of one incident's rows are wanted by everybody at once: whoever comes second waits, and nobody for ever."""
    async with a_town(migrated_url) as town:
        services = [town.service] + (
            [] if town.service.store.is_sqlite else [build_service(town.url, town.clock, town.posts) for _ in range(2)]
        )
        for _ in range(2):
            incident = await town.alarm()
            live = await town.claim()
            outcomes = [await town.outcome(c) for c in live]
            town.clock.move(minutes=2)
            at_once = [records(s, part) for s, part in zip(services * 7, chunks(outcomes, 2), strict=False)]
            at_once += [fires(town, s, [], random.Random()) for s in services for _ in range(4)]
            at_once += [answered(s, incident, c.person_id) for s, c in zip(services * 9, live, strict=False)]
            at_once += [reported(s, c.id) for s, c in zip(services * 9, reversed(live), strict=False)]
            at_once += [takes_back(town, s, [], random.Random()) for s in services]
            random.Random(3).shuffle(at_once)
            at_once.append(called_off(services[-1], incident))
            async with asyncio.timeout(60):
                await asyncio.gather(*at_once)
            town.clock.move(minutes=1)
            await town.settle()
            assert not [d for d in await town.messages(incident) if d.state in ("queued", "handed_over")]
        for other in services[1:]:
            await other.close()
        await town.check()


def chunks(outcomes: list[Outcome], size: int) -> list[list[Outcome]]:
    return [outcomes[at : at + size] for at in range(0, len(outcomes), size)]


async def records(service: Service, outcomes: list[Outcome]) -> None:
    async with service.unit("system") as unit:
        await deliveries.record_outcomes(unit, outcomes)


async def answered(service: Service, incident: int, person: int) -> None:
    async with service.unit(f"person:{person}") as unit:
        await take(unit, incident, Reply(person, AnswerKind.SEEN, VIA_LINK))


async def reported(service: Service, delivery: int) -> None:
    async with service.unit("provider") as unit:
        await deliveries.report(unit, delivery, "SM", DeliveryState.FAILED, "30003", None)


async def called_off(service: Service, incident: int) -> None:
    async with service.unit("user:1") as unit:
        await call_off(unit, incident, "slut")
