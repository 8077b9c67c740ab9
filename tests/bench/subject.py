"""The service as `beredskab serve` runs it, but looking for work every `--tick` seconds, and counting how often it has asked the
database: to measure what thousands of idle looks do to the first message that follows.
"""

import argparse
import asyncio
from typing import Any

import uvicorn
from sqlalchemy import event

from service.bootstrap import build
from service.cli.starting import check_start
from service.settings import read_settings
from service.web.app import make_app


async def serve(tick: float) -> None:
    settings = read_settings()
    service = build(settings, tick_seconds=tick)
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

    await uvicorn.Server(uvicorn.Config(app, host=settings.host, port=settings.port, log_config=None, access_log=False)).serve()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tick", type=float, default=0.001)
    asyncio.run(serve(parser.parse_args().tick))
