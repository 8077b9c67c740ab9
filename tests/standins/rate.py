"""How fast the stand-in is, how fast bare aiohttp posts to it, and how fast our channel does.

`python -m tests.standins.rate [--count 10000] [--tasks 50] [--rounds 3]` prints the median of each, taken in turns so
that a busy machine slows all three alike.
"""

import argparse
import asyncio
import statistics
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator, Sequence
from urllib.parse import urlencode

import aiohttp

from flows.vocabulary import Medium
from service.channels.protocol import Outgoing
from service.channels.twilio_account import TwilioAccount
from service.channels.twilio_sms import TwilioSms
from tests.standins.run import Provider, provider

SID = "AC" + "0" * 32
TOKEN = "stand-in-token"
TARGET = f"/2010-04-01/Accounts/{SID}/Messages.json"
TEXT = "RØDT NIVEAU: skyderi i Vollsmose. Mød online nu. Svar 1 = på vej, eller tryk https://b.example.org/a/abcdefgh"


Form = dict[str, str]


def form(number: int) -> Form:
    """What Twilio's SDK posts for the message with this number."""
    callback = f"https://b.example.org/hooks/twilio/{number}"
    return {"To": f"+4520{number:06d}", "StatusCallback": callback, "From": "Beredskab", "Body": TEXT}


class _Poster(asyncio.Protocol):
    """The fastest client that still waits for each answer: prepared requests, nothing parsed but the status."""

    def __init__(self, requests: Iterator[bytes], done: "asyncio.Future[None]") -> None:
        self._requests = requests
        self._done = done
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"HTTP/1.1 201"):
            self._next()
        else:
            self._done.set_exception(RuntimeError(data.decode(errors="replace")))

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
        else:
            self._transport.close()
            self._done.set_result(None)


async def own_rate(stand_in: Provider, forms: Sequence[Form], tasks: int = 50) -> float:
    """Posts a second that the stand-in itself can take."""
    loop = asyncio.get_running_loop()
    bodies = (urlencode(form).encode() for form in forms)
    head = f"POST {TARGET} HTTP/1.1\r\nHost: stand-in\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    requests = [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies]
    source, ends = iter(requests), [loop.create_future() for _ in range(tasks)]
    begun = time.perf_counter()
    for end in ends:
        await loop.create_connection(lambda end=end: _Poster(source, end), "127.0.0.1", stand_in.port)  # type: ignore[misc]
    await asyncio.gather(*ends)
    return len(forms) / (time.perf_counter() - begun)


async def aiohttp_rate(stand_in: Provider, forms: Sequence[Form], tasks: int = 50) -> float:
    """Posts a second by bare aiohttp with one session and a connection for each task."""
    headers = {"Authorization": aiohttp.encode_basic_auth(SID, TOKEN)}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=tasks), headers=headers) as session:

        async def post(form: Form) -> None:
            async with session.post(stand_in.url + TARGET, data=form) as response:
                response.raise_for_status()
                await response.read()

        return await _rate(post, forms, tasks)


async def channel_rate(stand_in: Provider, forms: Sequence[Form], tasks: int = 50) -> float:
    """Messages a second through our SMS channel."""
    channel = TwilioSms(TwilioAccount(sid=SID, token=TOKEN, sender="Beredskab", base_url=stand_in.url, concurrency=tasks))

    async def send(form: Form) -> None:
        await channel.send(Outgoing(1, 1, Medium.SMS, form["To"], None, form["Body"], None, form["StatusCallback"]))

    try:
        return await _rate(send, forms, tasks)
    finally:
        await channel.aclose()


async def _rate(one: Callable[[Form], Awaitable[None]], forms: Sequence[Form], tasks: int) -> float:
    waiting = iter(forms)

    async def work() -> None:
        for form in waiting:
            await one(form)

    begun = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(tasks)))
    return len(forms) / (time.perf_counter() - begun)


async def measure(count: int, tasks: int, rounds: int) -> dict[str, list[float]]:
    """Each rate, `rounds` times, after one round to warm up."""
    ways = {"the stand-in itself": own_rate, "bare aiohttp": aiohttp_rate, "our channel": channel_rate}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    forms = [form(number) for number in range(count)]
    async with provider() as stand_in:
        for round_ in range(rounds + 1):
            for name, way in ways.items():
                await stand_in.reset()
                rate = await way(stand_in, forms if round_ else forms[:1000], tasks)
                if round_:
                    taken[name].append(rate)
    return taken


def main() -> None:
    """Measure and print."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("count", 10_000), ("tasks", 50), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    for name, rates in asyncio.run(measure(**vars(parser.parse_args()))).items():
        print(f"{name:20s} {statistics.median(rates):8.0f} a second   {[round(rate) for rate in rates]}")


if __name__ == "__main__":
    main()
