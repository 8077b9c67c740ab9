"""The service as `beredskab serve` runs it, but made to look for work again and again until it has asked the database `--looks` times:
to measure what thousands of idle looks do to the first message that follows.
"""

import argparse
import asyncio
from typing import Any

import uvicorn
from sqlalchemy import event

from service.bootstrap import build
from service.cli.starting import check_start
from service.settings import read_settings
from service.store.signals import DUE
from service.web.app import make_app
from service.web.first_request import ask


async def serve(most: int) -> None:
    settings = read_settings()
    service = build(settings)
    await check_start(service)
    looks = 0

    def count(_connection: Any) -> None:
        nonlocal looks
        looks += 1

    event.listen(service.store.engine.sync_engine, "begin", count)
    app = make_app(service)

    @app.get("/_looks")
    async def looked() -> int:
        return looks

    async def wake() -> None:
        while looks < most:
            service.store.signals.publish([DUE])
            await asyncio.sleep(0.001)

    await ask(app)  # as `serve` does
    waking = asyncio.create_task(wake())
    await uvicorn.Server(uvicorn.Config(app, host=settings.host, port=settings.port, log_config=None, access_log=False)).serve()
    waking.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--looks", type=int, required=True)
    asyncio.run(serve(parser.parse_args().looks))
