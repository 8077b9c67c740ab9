"""`beredskab serve` and `beredskab worker`: the processes that an operator keeps running."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from flows.sentences import Refused, Sentence
from service.cli.running import checked_settings, in_service
from service.cli.speaking import say

if TYPE_CHECKING:
    from service.bootstrap import Service
    from service.settings import Settings

STREAMS_END_WITHIN_S = 5
"""How long a stop waits for the boards that are being watched; they connect again by themselves."""


def serve() -> None:
    """Serve the pages and the API, and send what is due, until stopped."""
    serve_until_stopped(checked_settings(), lambda settings: say(Sentence("Ready at {address}", address=settings.public_url)))


def worker() -> None:
    """Send what is due, without pages or API, until stopped."""
    from service.logs import set_up_logging

    settings = checked_settings()
    set_up_logging(settings.log_format)

    async def work(service: "Service") -> None:
        from service.cli.starting import check_start

        await check_start(service)
        _spare_collections()
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        async with service.running():
            say(Sentence("The worker is ready."))
            await stopped.wait()

    in_service(work, settings=settings)


def serve_until_stopped(settings: "Settings", ready: "Callable[[Settings], None]") -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called, with the port that was really taken, once requests are answered."""
    from service.logs import set_up_logging

    set_up_logging(settings.log_format)
    listening = _bound(settings.host, settings.port)
    taken = listening.getsockname()[1]
    if taken != settings.port:
        settings = settings.model_copy(update={"port": taken, "public_url": settings.public_url.removesuffix(":0") + f":{taken}"})
    with contextlib.closing(listening):
        signal.signal(signal.SIGTERM, _end)
        signal.signal(signal.SIGINT, _end)
        asyncio.run(_serve(settings, listening, lambda: ready(settings)))


async def _serve(settings: "Settings", listening: socket.socket, ready: Callable[[], None]) -> None:
    import uvicorn

    from service.bootstrap import build
    from service.cli.starting import check_start
    from service.web.app import make_app
    from service.web.first_request import ask

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()
                await ask(app)
                _spare_collections()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            service.store.signals.close()  # boards that are being watched end by themselves, and are watched elsewhere
            super().handle_exit(sig, frame)

    service = build(settings)
    try:
        await check_start(service)
    except BaseException:
        await service.close()
        raise
    app = make_app(service)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # addresses of personal links would stand in it
        server_header=False,
        timeout_graceful_shutdown=STREAMS_END_WITHIN_S,
    )
    server = Server(config)
    await server.serve(sockets=[listening])
    if not server.started:
        raise SystemExit(1)


def _spare_collections() -> None:
    """Look for garbage seldom, and never among what the start has made: each such look stops everything for a fifth of a second."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _bound(host: str, port: int) -> socket.socket:
    """Take the port before anything else is started: two services on one port are told apart at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # By its protocol asyncio knows that it is TCP, and lets a body follow its headers at once; otherwise it waits 40 ms to be asked for.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Refused(
            "Cannot listen on {host}, port {port}: {reason}. Stop what uses it, or set PORT to another.",
            field="port",
            host=host,
            port=port,
            reason=error.strerror or str(error),
        ) from error
    return listening


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """The server passes on the signal that ended it once all is closed: that is a good end, not a failure."""
    raise SystemExit(0)
