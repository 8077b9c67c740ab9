"""The moments at which an outward message could slip out: between claim and handing over, and while a mass sending runs (C1, I5, I8)."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from actioncards.communication import WhenLapsed
from actioncards.model import Plan
from flows.vocabulary import DeliveryState, Lane, Medium
from service.channels.errors import RateLimited
from service.channels.protocol import Outgoing, Receipt
from service.store import outbox
from service.work.holds import set_hold
from service.work.release import retract, stop
from tests.harness.databases import Databases, PostgresDatabases
from tests.harness.waiting import eventually
from tests.work.speech import first_of_the_mass, look, released, spoken, with_residents
from tests.work.test_locks import WAITS
from tests.work.town import SMS, Town, a_town, small

VALID = 30


def plan_that(when_lapsed: WhenLapsed) -> Plan:
    plan = small()
    assert plan.communication is not None
    rule = replace(plan.communication.clearance, valid_minutes=VALID, when_lapsed=when_lapsed)
    return replace(plan, communication=replace(plan.communication, clearance=rule))


@pytest.mark.parametrize("when_lapsed", list(WhenLapsed))
async def test_a_clearance_that_lapses_during_a_mass_sending_does_what_the_plan_says(databases: Databases, when_lapsed: WhenLapsed) -> None:
    url = await databases.migrated()
    async with a_town(url, plan=plan_that(when_lapsed), media=(Medium.SMS, Medium.EMAIL)) as town:
        await with_residents(town, 30)
        incident = await town.alarm()
        await town.settle()
        number = await released(town, incident)
        await town.wait(minutes=10)
        town.clock.move(seconds=40)
        await town.fire()
        some = await first_of_the_mass(town, 5)
        assert len(some) == 5
        await town.record([await town.outcome(c) for c in some])
        town.clock.move(minutes=VALID - 10)
        handed = await first_of_the_mass(town, 5)
        if when_lapsed is WhenLapsed.STOP:
            assert not handed, "not one after the lapse, though no timer has fired yet"
        else:
            assert len(handed) == 5
            await town.record([await town.outcome(c) for c in handed])
        await town.wait(hours=1)
        states = {m.state for m in await spoken(town, number)}
        assert states == ({"accepted", "dropped"} if when_lapsed is WhenLapsed.STOP else {"accepted"})
        assert (await look(town, number)).state == ("stopped" if when_lapsed is WhenLapsed.STOP else "released")
        await town.check()
    await databases.drop(url)


async def test_a_mass_sending_delays_no_message_to_the_duty_chief_and_loses_none_to_a_limited_provider(databases: Databases) -> None:
    """I6, I12: with hundreds waiting, the chief's message is claimed first; a provider that says 429 to every third costs nobody theirs."""
    url = await databases.migrated()
    async with a_town(url, media=(Medium.SMS, Medium.EMAIL)) as town:
        await with_residents(town, 150)
        incident = await town.alarm()
        await town.settle()
        number = await released(town, incident)
        await town.wait(minutes=10)
        town.clock.move(seconds=40)
        await town.fire()
        await town.write_parts()
        assert len([m for m in await spoken(town, number) if m.state == "queued"]) > 250
        await town.writes("fu.politi", "STOP")
        first = (await town.claim(SMS, 1))[0]
        assert (first.lane, first.person_id) == (Lane.CHIEF, town.people["duty_chief.chefvagt"])

        def limited(message: Outgoing) -> Receipt:
            if (message.delivery_id + message.attempt) % 3 == 0 and len(town.posts[SMS].given) % 2:
                raise RateLimited("429", after=2)
            return Receipt(f"x{message.delivery_id}", DeliveryState.ACCEPTED)

        town.posts[SMS].react = limited
        await town.wait(minutes=10)
        told = [m for m in await spoken(town, number) if m.lane == Lane.BRIEFING]
        assert {m.state for m in told} == {"accepted"}
        reachable = [p for place, p in town.people.items() if place.split(".")[0] in ("cks", "residents") and place.split(".")[1] != "3"]
        assert sorted(m.person_id for m in told) == sorted(reachable), "each once, and nobody lost"
        await town.check()
    await databases.drop(url)


async def waits(town: Town) -> bool:
    """Whether a transaction waits for another; looked at anew each time."""
    async with town.service.store.read() as session:
        return bool(await session.scalar(WAITS))


@pytest.mark.parametrize("ending", ["stop", "retract", "hold"])
async def test_a_handing_over_at_the_same_instant_comes_before_the_end_or_not_at_all(
    postgres_databases: PostgresDatabases, ending: str
) -> None:
    """I8: the end of a clearance is not yet committed when the handing over begins; it sends nothing."""
    url = await postgres_databases.migrated()
    async with a_town(url) as town:
        await with_residents(town)
        incident = await town.alarm()
        await town.settle()
        number = await released(town, incident)
        async with town.service.unit("user:1") as unit:
            what = {"stop": stop, "retract": retract}.get(ending)
            await (what(unit, number) if what else set_hold(unit, incident, town.people["fu.politi"]))
            assert not [c for c in await town.claim(SMS) if c.lane == Lane.UPDATE]
        assert {m.state for m in await spoken(town, number)} <= {"dropped", "queued"}
        await town.check()
    await postgres_databases.drop(url)


async def test_whoever_hands_over_first_has_sent_and_is_corrected(postgres_databases: PostgresDatabases) -> None:
    """I8, C2: the correction waits for the handing over that was first, and counts whom it may have reached."""
    url = await postgres_databases.migrated()
    async with a_town(url) as town:
        await with_residents(town)
        incident = await town.alarm()
        await town.settle()
        number = await released(town, incident)
        async with town.service.store.write() as session:
            claims = await outbox.claim(session, SMS, 1000, town.clock.now(), town.service.house.lease)
            claims = [c for c in claims if c.lane == Lane.UPDATE]
            assert claims
            putting_right = asyncio.create_task(town.do(retract, number))
            await eventually(lambda: waits(town), within_s=60, what="the correction waits for the handing over")
        await putting_right
        async with town.service.store.read() as session:
            corrected = text("SELECT d.person_id FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE n.kind = 'retraction'")
            told = set(await session.scalars(corrected))
        assert told == {c.person_id for c in claims}
        await town.check()
    await postgres_databases.drop(url)
