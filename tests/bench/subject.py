"""The process under test: the service with its background, behind HTTP, as production runs it.

`python -m tests.bench.subject [--tick SECONDS]` reads the service's own settings from the environment.
"""

import argparse
import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from service.bootstrap import Service, build
from service.settings import read_settings
from service.work.incidents import Alarm, raise_alarm


class Trigger(BaseModel):
    level: str
    area: str
    cause: str


def application(service: Service, profile_path: str | None = None) -> FastAPI:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        import cProfile

        pr = cProfile.Profile()
        if profile_path:
            pr.enable()
        async with service.running():
            yield
        if profile_path:
            pr.disable()
            pr.dump_stats(profile_path)
        await service.close()

    app = FastAPI(lifespan=lifespan)

    @app.post("/api/v1/incidents", status_code=201)
    async def post(trigger: Trigger) -> dict[str, int]:
        async with service.unit("bench") as unit:
            incident = await raise_alarm(unit, Alarm(trigger.level, trigger.area, trigger.cause))
        return {"id": incident.id}

    @app.get("/readyz")
    async def ready() -> dict[str, bool]:
        return {"ready": True}

    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tick", type=float)
    parser.add_argument("--profile")
    options = parser.parse_args()
    settings = read_settings()
    service = build(settings)
    config = uvicorn.Config(
        application(service, options.profile), host=settings.host, port=settings.port, log_level="warning", access_log=False
    )
    asyncio.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main()
