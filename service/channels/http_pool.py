"""A small HTTP/1.1 client for one host: kept connections, requests sent once, errors that say whether they were sent.

Written by hand because it carries the fan-out, where general clients cost more than everything else together.
"""

import asyncio
import base64
import ssl
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from service.channels.http_answer import AnswerReader, HttpAnswer

_IDLE_S: Final = 20.0
_BYTE: Final = [
    chr(b) if (b < 128 and chr(b).isalnum()) or chr(b) in "-._~" else "+" if b == 32 else f"%{b:02X}" for b in range(256)
].__getitem__


class NotSent(Exception):
    """No connection: nothing of the request left."""


class Lost(Exception):
    """The request left, and no whole answer came."""


def form_encoded(fields: Mapping[str, object]) -> bytes:
    """`application/x-www-form-urlencoded`; `fields`' names are plain ASCII words. Half the cost of `urlencode`.

    A list is written as the same field several times.
    """
    return "&".join(f"{name}={''.join(map(_BYTE, str(value).encode()))}" for name, value in _pairs(fields)).encode()


def _pairs(fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in fields.items():
        if isinstance(value, list):
            yield from ((name, one) for one in value)
        else:
            yield name, value


class _Connection(asyncio.Protocol):
    """One connection, with at most one request on it."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.open = False
        self.idle_since = 0.0
        self._reader = AnswerReader()
        self._waiting: asyncio.Future[HttpAnswer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.open = True

    def ask(self, request: bytes, *, bodyless: bool = False) -> "asyncio.Future[HttpAnswer]":
        self._reader = AnswerReader(bodyless=bodyless)
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._waiting

    def data_received(self, data: bytes) -> None:
        if self._waiting is None:
            self.close()  # an answer nobody asked for, such as a 408 before the server hangs up
            return
        try:
            answer = self._reader.feed(data)
        except ValueError as error:
            self._fail(Lost(str(error)))
        else:
            if answer is not None:
                self._give(answer)

    def eof_received(self) -> None:
        self.open = False

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        answer = self._reader.end() if exc is None else None
        if answer is not None:
            self._give(answer)
        else:
            self._fail(Lost(f"connection lost: {exc or 'closed by the other end'}"))

    def _give(self, answer: HttpAnswer) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _fail(self, error: Lost) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(error)
        self.close()

    def close(self) -> None:
        self.open = False
        self.transport.abort()


class HttpPool:
    """Requests to one `base_url`. The caller bounds how many run at a time and how long each may take.

    An https address is reached through the proxy of the environment (`HTTPS_PROXY`, `NO_PROXY`) when there is one.
    `connect_timeout` is in seconds; `tls` is for a host whose certificate the system does not know.
    """

    def __init__(self, base_url: str, *, connect_timeout: float, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("not an http or https address")
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._prefix = parts.path.rstrip("/")
        self._netloc = parts.netloc.rpartition("@")[2]
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == "https" else None
        self._proxy = _proxy_for(parts)
        self._connect_timeout = connect_timeout
        self._idle: list[_Connection] = []
        self._closed = False

    async def request(self, method: str, target: str, headers: dict[str, str], body: bytes) -> HttpAnswer:
        """One request, sent once; `NotSent` or `Lost` if no whole answer comes. Cancelling gives up its connection."""
        lines = [f"{method} {self._prefix}{target} HTTP/1.1", f"Host: {self._netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a line end in a header")
        head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "\r\n"])
        connection = self._kept() or await self._connect()
        try:
            answer = await connection.ask(head.encode("latin-1") + body)
        except BaseException:
            connection.close()
            raise
        if answer.reusable and connection.open and not self._closed:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)
        else:
            connection.close()
        return answer

    def _kept(self) -> _Connection | None:
        """The connection used last: the host closes idle ones, and a request sent just then would be lost."""
        oldest = asyncio.get_running_loop().time() - _IDLE_S
        while self._idle:
            connection = self._idle.pop()
            if connection.open and connection.idle_since >= oldest:
                return connection
            connection.close()
        return None

    async def _connect(self) -> _Connection:
        try:
            async with asyncio.timeout(self._connect_timeout):
                return await (self._through_proxy(self._proxy) if self._proxy else self._direct())
        except TimeoutError as error:
            raise NotSent("no connection in time") from error
        except (OSError, Lost) as error:
            raise NotSent(str(error)) from error

    async def _direct(self) -> _Connection:
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(_Connection, self._host, self._port, ssl=self._tls))[1]

    async def _through_proxy(self, proxy: SplitResult) -> _Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, proxy.hostname or "", proxy.port or 80)
        try:
            lines = [f"CONNECT {self._host}:{self._port} HTTP/1.1", f"Host: {self._host}:{self._port}"]
            if proxy.username:
                pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
                lines.append(f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode()}")
            answer = await connection.ask("\r\n".join([*lines, "\r\n"]).encode("latin-1"), bodyless=True)
            if answer.status != 200:
                raise NotSent(f"the proxy says {answer.status}")
            assert self._tls is not None
            secure = await loop.start_tls(connection.transport, connection, self._tls, server_hostname=self._host)
            assert secure is not None
            connection.transport = secure
        except BaseException:
            connection.close()
            raise
        return connection

    async def close(self) -> None:
        """Close every connection; those in use close when their answer is there."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()


def _proxy_for(parts: SplitResult) -> SplitResult | None:
    address = getproxies().get(parts.scheme)
    if not address or parts.scheme != "https" or proxy_bypass(parts.netloc):
        return None
    return urlsplit(address if "//" in address else f"http://{address}")
