"""The port that `serve` takes."""

import asyncio
import socket

from service.cli.serving import _bound


async def test_the_body_of_an_answer_follows_its_headers_at_once() -> None:
    """Otherwise the kernel keeps it back until the visitor has acknowledged the headers: 40 ms, each time."""
    at_once: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def came(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        at_once.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(came, sock=_bound("127.0.0.1", 0)) as server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await at_once
        writer.close()
        await writer.wait_closed()
