"""What the same requests cost without a service: bare aiohttp, and a client fast enough to show the stand-in's own rate."""

import asyncio
import base64
from collections.abc import Sequence
from time import monotonic
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.bench.running import SID, TOKEN
from tests.standins.run import Provider

TASKS = 50
_PATH = f"/2010-04-01/Accounts/{SID}/Messages.json"


async def by_aiohttp(stand_in: Provider, forms: Sequence[dict[str, str]]) -> float:
    """Seconds for bare aiohttp, with 50 tasks, to post `forms`."""
    waiting = iter(forms)
    async with aiohttp.ClientSession(auth=aiohttp.BasicAuth(SID, TOKEN), connector=aiohttp.TCPConnector(limit=TASKS)) as session:

        async def post() -> None:
            for form in waiting:
                async with session.post(stand_in.url + _PATH, data=form) as answer:
                    assert answer.status == 201
                    await answer.read()

        started = monotonic()
        await asyncio.gather(*(post() for _ in range(TASKS)))
        return monotonic() - started


async def by_hand(stand_in: Provider, forms: Sequence[dict[str, str]]) -> float:
    """Seconds for a client that does nothing but write ready bytes: what the stand-in itself can take."""
    requests = iter([_bytes(form) for form in forms])
    loop = asyncio.get_running_loop()
    ended = [loop.create_future() for _ in range(TASKS)]
    started = monotonic()
    for end in ended:
        await loop.create_connection(lambda end=end: _Hand(requests, end), "127.0.0.1", stand_in.port)  # type: ignore[misc]
    await asyncio.gather(*ended)
    return monotonic() - started


def _bytes(form: dict[str, str]) -> bytes:
    body = urlencode(form).encode()
    login = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
    head = f"POST {_PATH} HTTP/1.1\r\nHost: stand-in\r\nAuthorization: Basic {login}\r\nAccept: application/json\r\n"
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class _Hand(asyncio.Protocol):
    def __init__(self, requests: Any, ended: "asyncio.Future[None]") -> None:
        self._requests, self._ended = requests, ended
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        assert data.startswith(b"HTTP/1.1 201"), data
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            self._ended.set_result(None)
        else:
            self._transport.write(request)
