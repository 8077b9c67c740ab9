"""The HTTP client under the SMS channel: it reads what servers may send, and knows whether a request had left."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.channels.http_answer import LONGEST_HEAD, AnswerReader, HttpAnswer
from service.channels.http_pool import HttpPool, Lost, NotSent, form_encoded
from tests.standins.mail_server import throw_away_certificate

YES = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok"
WHOLE = {
    "plain": (YES, 201, b"ok"),
    "no reason": (b"HTTP/1.1 200\r\ncontent-length:0\r\n\r\n", 200, b""),
    "chunked": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
        200,
        b"abcde",
    ),
    "trailers": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n", 200, b"a"),
    "told to wait": (b"HTTP/1.1 100 Continue\r\n\r\n" + YES, 201, b"ok"),
    "no body": (b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n", 204, b""),
}
BROKEN = [
    b"nonsense\r\n\r\n",
    b"HTTP/2 200\r\n\r\n",
    b"HTTP/1.1 99 x\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
    b"x" * (LONGEST_HEAD + 1),
]


def read(pieces: list[bytes]) -> HttpAnswer | None:
    reader = AnswerReader()
    for piece in pieces:
        answer = reader.feed(piece)
        if answer is not None:
            return answer
    return reader.end()


@given(st.sampled_from(sorted(WHOLE)), st.lists(st.integers(1, 120), max_size=6))
def test_an_answer_is_read_however_the_network_cuts_it(name: str, cuts: list[int]) -> None:
    raw, status, body = WHOLE[name]
    places = sorted({0, len(raw), *(cut for cut in cuts if cut < len(raw))})
    answer = read([raw[begin:end] for begin, end in pairwise(places)])

    assert answer is not None
    assert (answer.status, answer.body) == (status, body)


def test_a_body_without_a_length_ends_with_the_connection_and_one_with_a_length_is_cut_off() -> None:
    until_closed, cut = read([b"HTTP/1.1 200 OK\r\n\r\nabc"]), read([YES[:-1]])

    assert until_closed is not None
    assert (until_closed.body, until_closed.reusable) == (b"abc", False)
    assert cut is None


@pytest.mark.parametrize("raw", BROKEN)
def test_what_is_no_answer_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"HTTP|length|long|chunk"):
        read([raw])


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"]),
)
def test_no_bytes_break_the_reading(tail: bytes, start: bytes) -> None:
    try:
        answer = read([start + tail])
    except ValueError as error:
        assert str(error)  # noqa: PT017 - any of the three outcomes is right
    else:
        assert answer is None or answer.status >= 200


@given(st.dictionaries(st.sampled_from(["To", "Body", "From"]), st.text(st.characters(codec="utf-8"))))
def test_a_form_says_what_was_meant(fields: dict[str, str]) -> None:
    assert dict(parse_qsl(form_encoded(fields).decode("ascii"), keep_blank_values=True)) == fields


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]


@asynccontextmanager
async def server(*answers: bytes | None, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answers each request with the next of `answers`, hanging up when it is None. Yields its port and what it saw."""
    seen: list[bytes] = []
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                seen.append(head + await reader.readexactly(length))
                answer = left.pop(0) if left else YES
                if answer is None:
                    break
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield running.sockets[0].getsockname()[1], seen
    finally:
        running.close()


async def test_one_connection_carries_many_requests() -> None:
    async with server() as (port, seen):
        pool = HttpPool(f"http://127.0.0.1:{port}/base/", connect_timeout=5)
        for _ in range(3):
            assert (await pool.request("POST", "/x", {"A": "b"}, b"body")).text == "ok"
        await pool.close()

    assert seen == [b"POST /base/x HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nA: b\r\nContent-Length: 4\r\n\r\nbody" % port] * 3


async def test_a_connection_that_the_host_closes_is_not_used_again() -> None:
    async with server(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n") as (port, seen):
        pool = HttpPool(f"http://127.0.0.1:{port}", connect_timeout=5)
        assert [(await pool.request("POST", "/", {}, b"")).status for _ in range(2)] == [200, 201]
        await pool.close()

    assert len(seen) == 2


@pytest.mark.parametrize("answer", [None, b"nonsense\r\n\r\n", YES + b"and more"])
async def test_a_request_that_was_sent_is_never_sent_again(answer: bytes | None) -> None:
    async with server(answer) as (port, seen):
        pool = HttpPool(f"http://127.0.0.1:{port}", connect_timeout=5)
        outcome = await asyncio.gather(pool.request("POST", "/", {}, b""), return_exceptions=True)
        assert isinstance(outcome[0], Lost | HttpAnswer)
        assert len(seen) == 1
        assert (await pool.request("POST", "/", {}, b"")).status == 201
        await pool.close()


async def test_nobody_can_add_a_header() -> None:
    pool = HttpPool("http://127.0.0.1:1", connect_timeout=5)
    with pytest.raises(ValueError, match="line end"):
        await pool.request("POST", "/", {"A": "b\r\nC: d"}, b"")


@pytest.mark.parametrize("url", ["", "127.0.0.1", "ftp://127.0.0.1", "https://"])
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        HttpPool(url, connect_timeout=1)


async def test_a_host_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    certificate, trust = throw_away_certificate(tmp_path)
    async with server(tls=certificate) as (port, seen):
        trusting = HttpPool(f"https://127.0.0.1:{port}", connect_timeout=5, tls=trust)
        assert (await trusting.request("POST", "/", {}, b"")).status == 201
        await trusting.close()
        wary = HttpPool(f"https://127.0.0.1:{port}", connect_timeout=5)
        with pytest.raises(NotSent):
            await wary.request("POST", "/", {}, b"secret")

    assert len(seen) == 1


async def _proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """CONNECT for those who give the password `s:p`, 407 for others."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    if "Proxy-Authorization: Basic czpw\r\n" not in head:
        writer.write(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        writer.close()
        return
    host, _, port = head.split(" ")[1].partition(":")
    far_reader, far_writer = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(4096):
            sink.write(data)
        sink.close()

    await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer), return_exceptions=True)


@pytest.mark.parametrize(("password", "through"), [("s:p", True), ("s:wrong", False)])
async def test_the_machines_proxy_is_used_and_its_refusal_means_nothing_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str, through: bool
) -> None:
    certificate, trust = throw_away_certificate(tmp_path)
    proxy = await asyncio.start_server(_proxy, "127.0.0.1", 0)
    monkeypatch.setenv("HTTPS_PROXY", f"http://{password}@127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
    monkeypatch.setenv("https_proxy", f"http://{password}@127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    async with server(tls=certificate) as (port, seen):
        pool = HttpPool(f"https://127.0.0.1:{port}", connect_timeout=5, tls=trust)
        outcomes = await asyncio.gather(*(pool.request("POST", "/", {}, b"") for _ in range(2)), return_exceptions=True)
        await pool.close()
    proxy.close()

    assert len(seen) == (2 if through else 0)
    assert all(isinstance(outcome, HttpAnswer if through else NotSent) for outcome in outcomes)
