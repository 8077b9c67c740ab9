"""What every channel promises, held against every channel."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from flows.vocabulary import DeliveryState, Medium
from service.channels.errors import ChannelError
from service.channels.protocol import Receipt
from tests.channels.rigs import RIGS, ROADS, Rig

ODD = {
    "empty": "",
    "nul": "a\0b",
    "half an emoji": "a\ud83db",
    "emoji": "🚨 “rødt” € nu",
    "only a dot": ".\r\n.\r\n",
    "very long": "å" * 200_000,
    "looks like headers": "To: x@example.org\r\nBcc: y@example.org\r\n\r\nhej",
}


@pytest.fixture(params=sorted(RIGS))
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    async with RIGS[request.param]() as made:
        yield made


@pytest.fixture(params=sorted(ROADS))
async def road(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """Only the channels that leave the process."""
    async with ROADS[request.param](20) as made:
        yield made


@pytest.fixture(params=sorted(ROADS))
async def impatient(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """As `road`, with half a second to answer."""
    async with ROADS[request.param](0.5) as made:
        yield made


async def test_a_channel_says_what_it_is(rig: Rig) -> None:
    assert rig.channel.name
    assert rig.channel.medium in Medium
    assert rig.channel.concurrency >= 1
    assert rig.channel.rate is None or rig.channel.rate > 0


async def test_a_message_is_handed_over_once_and_the_receipt_claims_no_more_than_the_provider_said(rig: Rig) -> None:
    receipt = await rig.channel.send(rig.message())

    assert isinstance(receipt, Receipt)
    if rig.taken is not None:
        assert receipt.state is DeliveryState.ACCEPTED
        assert await rig.taken() == 1
    else:
        assert receipt.state is DeliveryState.DELIVERED


async def test_every_refusal_says_what_to_do_next(road: Rig) -> None:
    for address, expected in road.faults.items():
        with pytest.raises(ChannelError) as caught:
            await road.channel.send(road.message(address))
        assert type(caught.value) is expected, (address, caught.value)
        assert caught.value.code
        assert caught.value.sentence.text


async def test_after_every_kind_of_failure_the_next_person_still_gets_the_message(road: Rig) -> None:
    assert road.taken is not None
    for address in road.faults:
        with pytest.raises(ChannelError):
            await road.channel.send(road.message(address))
        before = await road.taken()
        await road.channel.send(road.message())
        assert await road.taken() == before + 1, address


async def test_a_provider_that_never_answers_is_given_up_in_time(impatient: Rig) -> None:
    for address, expected in impatient.hangs.items():
        begun = time.monotonic()
        with pytest.raises(expected):
            await impatient.channel.send(impatient.message(address))
        assert 0.4 < time.monotonic() - begun < 5


async def test_cancelling_a_send_is_never_swallowed_and_frees_its_place(road: Rig) -> None:
    for turns in (1, 2, 3, 5, 10, 100, 1000, 5000):
        task = asyncio.create_task(road.channel.send(road.message(next(iter(road.hangs)))))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    await road.channel.send(road.message())


async def test_never_more_than_the_allowed_number_are_under_way(road: Rig) -> None:
    assert road.most_at_once is not None
    await asyncio.gather(*(road.channel.send(road.message()) for _ in range(20)))

    assert await road.most_at_once() == road.channel.concurrency


@pytest.mark.parametrize("text", ODD.values(), ids=list(ODD))
async def test_odd_texts_are_sent_or_refused_and_never_anything_else(rig: Rig, text: str) -> None:
    for changes in ({"text": text}, {"subject": text, "html": text}, {"sender_name": text}, {"address": text or "x"}):
        answers = await asyncio.gather(rig.channel.send(rig.message(**changes)), return_exceptions=True)
        assert isinstance(answers[0], Receipt | ChannelError)


async def test_closing_twice_is_safe_and_a_closed_road_takes_nothing(rig: Rig) -> None:
    await rig.channel.send(rig.message())
    await rig.channel.aclose()
    await rig.channel.aclose()

    if rig.taken is not None:
        with pytest.raises(ChannelError) as caught:
            await rig.channel.send(rig.message())
        assert caught.value.code == "closed"
        assert await rig.taken() == 1
