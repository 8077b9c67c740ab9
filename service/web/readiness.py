"""Whether the process is alive, and whether it is ready to take an alarm."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from flows.sentences import Refused, Sentence
from service.store.schema import require_newest, require_writable
from service.web.languages import speaker_of
from service.web.service import Service, service_of
from service.work.plans import in_force

router = APIRouter(include_in_schema=False)

_NO_DATABASE: Final = Sentence(
    "The database cannot be reached, or it is empty. Check the setting DATABASE_URL and run `beredskab migrate`."
)


@router.get("/healthz")
async def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "alive"}, headers={"cache-control": "no-store"})


@router.get("/readyz")
async def ready(request: Request) -> JSONResponse:
    """Everything an alarm needs is there, or 503 with what is missing."""
    missing = await what_is_missing(service_of(request))
    say = speaker_of(request).say
    body = {"status": "not ready" if missing else "ready", "missing": {name: say(sentence) for name, sentence in missing.items()}}
    return JSONResponse(body, 503 if missing else 200, headers={"cache-control": "no-store"})


async def what_is_missing(service: Service) -> Mapping[str, Sentence]:
    """What keeps the service from taking an alarm, by name; nothing when it is ready."""
    missing: dict[str, Sentence] = {}
    if service.settings.worker and not service.background.alive:
        missing["background"] = Sentence("The background does not run. Restart the service.")
    elif silent := service.background.silent():
        missing["background"] = Sentence("Parts of the background stand still: {names}. Restart the service.", names=", ".join(silent))
    try:
        await _look_in_the_database(service, missing)
    except (DBAPIError, PoolTimeout, OSError):
        missing["database"] = _NO_DATABASE
    return missing


async def _look_in_the_database(service: Service, missing: dict[str, Sentence]) -> None:
    try:
        await require_newest(service.store.engine)
        await require_writable(service.store.engine)
        async with service.reading() as unit:
            await in_force(unit.session, unit.house)
    except Refused as refused:
        missing[{"database": "schema", "writable": "database"}.get(refused.field or "", "plan")] = refused.sentence
