"""The sender: what is handed over is under way, what is answered meanwhile is not sent, nothing a channel does stops the rest."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from flows.vocabulary import DeliveryState, Medium, NoticeKind
from service.background.pulse import SILENT_AFTER, Pulse
from service.channels.protocol import Outgoing, Receipt
from service.store.signals import DUE
from tests.harness.waiting import eventually
from tests.work.town import SMS, HandClock, Post, Town, a_town, build_service

CONNECTIONS = 2


class Gate(Post):
    """A provider with two lines that answers no message before it is let through."""

    concurrency = CONNECTIONS

    def __init__(self, medium: Medium) -> None:
        super().__init__(medium)
        self.let_through = asyncio.Event()
        self.waiting = 0
        self.most_waiting = 0

    async def send(self, message: Outgoing) -> Receipt:
        self.waiting += 1
        self.most_waiting = max(self.waiting, self.most_waiting)
        try:
            await self.let_through.wait()
        finally:
            self.waiting -= 1
        return await super().send(message)


@pytest.fixture
async def gated(migrated_url: str) -> AsyncIterator[Town]:
    """A town whose SMS provider is a gate, with the background at work."""
    async with a_town(migrated_url, media=[SMS]) as town:
        await town.service.close()
        clock, gate = HandClock(), Gate(SMS)
        town = Town(build_service(migrated_url, clock, {SMS: gate}), clock, {SMS: gate}, migrated_url, town.people)  # noqa: PLW2901 - the same town
        async with town.service.running():
            yield town
            gate.let_through.set()
        await town.service.close()


def _gate(town: Town) -> Gate:
    gate = town.posts[SMS]
    assert isinstance(gate, Gate)
    return gate


async def _states(town: Town, incident: int) -> Counter[str]:
    return Counter(m.state for m in await town.messages(incident))


async def _both_lines_busy(town: Town) -> None:
    async def busy() -> bool:
        return _gate(town).waiting == CONNECTIONS

    await eventually(busy, within_s=60, what="both lines are busy")


async def test_no_more_is_handed_over_than_has_a_connection(gated: Town) -> None:
    """What stands as handed over when the process dies is what may go out twice: never more than the connections (I3)."""
    incident = await gated.alarm()

    await _both_lines_busy(gated)
    assert (await _states(gated, incident))[DeliveryState.HANDED_OVER] == CONNECTIONS
    _gate(gated).let_through.set()

    async def all_sent() -> bool:
        return set(await _states(gated, incident)) == {DeliveryState.ACCEPTED}

    await eventually(all_sent, within_s=60, what="everything is sent")
    assert _gate(gated).most_waiting == CONNECTIONS


async def test_hard_case_4_an_answer_while_the_message_waits_for_a_connection_is_in_time(gated: Town) -> None:
    incident = await gated.alarm()

    await _both_lines_busy(gated)
    waits = next(m for m in await gated.messages(incident, kind=NoticeKind.ALARM) if m.state == DeliveryState.QUEUED)
    await gated.answer(incident, waits.person_id)
    _gate(gated).let_through.set()

    async def none_left() -> bool:
        return set(await _states(gated, incident)) == {DeliveryState.ACCEPTED, DeliveryState.DROPPED}

    await eventually(none_left, within_s=60, what="everything is sent or dropped")
    assert waits.id not in {m.delivery_id for m in _gate(gated).given}


async def test_a_channel_that_breaks_leaves_its_message_in_doubt_and_the_others_untouched(migrated_url: str) -> None:
    """Whatever its author did not foresee: everyone else is warned, and so is that person, at the second try."""
    async with a_town(migrated_url, media=[SMS]) as town:
        first = (await town.person("fu.politi")).mobile
        tries: Counter[str] = Counter()

        def break_once(message: Outgoing) -> Receipt:
            tries[message.address] += 1
            if message.address == first and tries[message.address] == 1:
                raise ZeroDivisionError
            return Receipt("yes", DeliveryState.ACCEPTED)

        town.posts[SMS].react = break_once
        async with town.service.running():
            incident = await town.alarm()

            async def one_in_doubt() -> bool:
                states = await _states(town, incident)
                return states.keys() == {DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN} and states[DeliveryState.UNCERTAIN] == 1

            await eventually(one_in_doubt, within_s=60, what="one message is in doubt, the others are with the provider")
            town.clock.move(minutes=2)
            town.service.store.signals.publish([DUE])

            async def mended() -> bool:
                [message] = await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)
                return message.state == DeliveryState.ACCEPTED

            await eventually(mended, within_s=60, what="the doubted message is sent again")
        assert tries[str(first)] == 2


def test_a_loop_that_stands_still_is_named() -> None:
    now = 0.0
    pulse = Pulse(lambda: now)
    pulse.beat("timers")
    pulse.beat("parts")
    pulse.beat("twilio_sms", rests=300)
    now = SILENT_AFTER
    pulse.beat("parts")
    assert pulse.silent() == []
    now += 1
    assert pulse.silent() == ["timers"]
