"""Everything under `/api/v1`."""

from fastapi import APIRouter

from service.web.api import (
    announcements,
    call_outs,
    cards,
    contacts,
    evaluations,
    exercises,
    housing,
    incidents,
    known,
    meetings,
    photos,
    plans,
    responses,
    roster,
    roster_entering,
    situation,
    timeline,
    upkeep,
)
from service.web.api import sandbox as sandbox_only

PREFIX = "/api/v1"


def api_router(*, sandbox: bool) -> APIRouter:
    """The routes; the sandbox's own are only there in the sandbox, so that live mode answers 404 (I9)."""
    router = APIRouter(prefix=PREFIX)
    for part in (
        *(call_outs, incidents, photos, responses, meetings, cards, evaluations, timeline, contacts, plans, upkeep),
        *(roster, roster_entering, housing, situation, announcements, known, exercises),
    ):
        router.include_router(part.router)
    if sandbox:
        router.include_router(sandbox_only.router)
    return router
