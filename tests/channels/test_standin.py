"""The stand-in provider must itself be believed: its limits, its memory and its callbacks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import pytest

from flows.vocabulary import Medium
from service.channels.errors import RateLimited
from service.channels.protocol import Outgoing
from service.channels.twilio_account import TwilioAccount
from service.channels.twilio_callbacks import read_inbound, read_status, signature_ok
from service.channels.twilio_sms import TwilioSms
from tests.channels.rigs import SID, TOKEN
from tests.standins.run import Provider, provider


@asynccontextmanager
async def webhook() -> AsyncIterator[tuple[str, asyncio.Queue[tuple[str, dict[str, str]]]]]:
    """A web server of ours that keeps what is posted, with its signature."""
    posts: asyncio.Queue[tuple[str, dict[str, str]]] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                form = (await reader.readexactly(int(headers["Content-Length"]))).decode()
                posts.put_nowait((headers["X-Twilio-Signature"], dict(parse_qsl(form, keep_blank_values=True))))
                writer.write(b"HTTP/1.1 204 X\r\nContent-Length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hooks/twilio/7?x=1", posts
    finally:
        server.close()


@asynccontextmanager
async def channel_to(stand_in: Provider, concurrency: int = 50) -> AsyncIterator[TwilioSms]:
    channel = TwilioSms(TwilioAccount(sid=SID, token=TOKEN, sender="Beredskab", base_url=stand_in.url, concurrency=concurrency))
    try:
        yield channel
    finally:
        await channel.aclose()


def message(url: str | None = None, to: str = "+4520999999") -> Outgoing:
    return Outgoing(7, 1, Medium.SMS, to, None, "hej", None, url)


STATUSES = {
    "in_order": ["sent", "delivered"],
    "shuffled": ["delivered", "sent"],
    "duplicated": ["sent", "sent", "delivered", "delivered"],
    "early": ["sent", "delivered"],
}


@pytest.mark.parametrize("mode", STATUSES)
async def test_its_callbacks_are_signed_and_come_as_the_mode_says(mode: str) -> None:
    async with webhook() as (url, posts), provider(callbacks=mode) as stand_in, channel_to(stand_in) as channel:
        receipt = await channel.send(message(url))
        if mode == "early":
            assert posts.qsize() == 1
        async with asyncio.timeout(5):
            got = [await posts.get() for _ in STATUSES[mode]]

    assert all(signature_ok(TOKEN, url, form, signature) for signature, form in got)
    words = [read_status(form).detail for _, form in got]
    assert sorted(words) == sorted(STATUSES[mode])
    assert mode == "shuffled" or words == STATUSES[mode]
    assert {read_status(form).provider_id for _, form in got} == {receipt.provider_id}


async def test_a_number_that_fails_later_is_reported_with_its_code() -> None:
    async with (
        webhook() as (url, posts),
        provider(callbacks="in_order", faults=True) as stand_in,
        channel_to(stand_in) as channel,
    ):
        await channel.send(message(url, "+4520990006"))
        async with asyncio.timeout(5):
            got = [read_status((await posts.get())[1]) for _ in range(2)]

    assert [(report.detail, report.code) for report in got] == [("sent", None), ("undelivered", "30003")]


async def test_a_person_can_write_to_us_through_it() -> None:
    async with webhook() as (url, posts), provider() as stand_in:
        answer = await stand_in.inbound(url, "+4520123456", "+4520999999", "Forstået")
        signature, form = posts.get_nowait()

    assert answer["http"] == 204
    assert signature_ok(TOKEN, url, form, signature)
    assert read_inbound(form).text == "Forstået"


async def test_it_takes_no_more_than_its_rate_and_remembers_what_came() -> None:
    async with provider(rate=5) as stand_in, channel_to(stand_in) as channel:
        answers = await asyncio.gather(*(channel.send(message()) for _ in range(8)), return_exceptions=True)
        stats = await stand_in.stats()

    assert sum(isinstance(answer, RateLimited) for answer in answers) == 3
    assert (stats["arrivals"], stats["count"], stats["refused"]) == (8, 5, {"20429": 3})
    assert stats["most_in_one_second"] == 8


async def test_it_measures_how_busy_it_was_kept() -> None:
    async with provider(latency_ms=50, concurrency=4) as stand_in, channel_to(stand_in, 4) as channel:
        await asyncio.gather(*(channel.send(message()) for _ in range(12)))
        stats = await stand_in.stats()

    assert stats["max_in_flight"] == 4
    assert stats["refused"] == {}
    assert 12 * 0.05 <= stats["busy_s"] <= 4 * stats["span_s"]


async def test_it_forgets_on_request_and_refuses_a_knob_it_does_not_have() -> None:
    async with provider() as stand_in, channel_to(stand_in) as channel:
        await channel.send(message())
        assert [seen["to"] for seen in await stand_in.seen()] == ["+4520999999"]
        await stand_in.reset()
        assert await stand_in.seen() == []
        with pytest.raises(ValueError, match="no knob is called speed"):
            await stand_in.set(speed=1)
