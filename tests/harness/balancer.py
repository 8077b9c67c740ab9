"""What stands in front of several instances: a balancer of TCP connections, as a machine's own would be."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

_CHUNK = 65536


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()


async def _first_living(ports: Sequence[int]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    for port in ports:
        with contextlib.suppress(OSError):
            return await asyncio.open_connection("127.0.0.1", port)
    return None


@asynccontextmanager
async def balanced(*ports: int) -> AsyncIterator[str]:
    """An address whose connections go each to the first of `ports` that takes it; when either end closes, so does the other.

    A connection stays where it began, nothing is sent twice, and what is said on it is not read.
    """

    open_now: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_now.add(task)
        ends = [writer]
        try:
            if living := await _first_living(ports):
                ends.append(living[1])
                ways = [asyncio.ensure_future(_pass_on(reader, living[1])), asyncio.ensure_future(_pass_on(living[0], writer))]
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()
        except asyncio.CancelledError:
            pass  # the balancer is stopped: a connection that ends with it is no failure
        finally:
            for end in ends:
                end.close()
            open_now.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tuple(open_now):
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)
