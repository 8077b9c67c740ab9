"""Live changes to a browser: server-sent events that only say *look*, with the timeline's end as their number.

A browser that comes back tells the last number it saw and hears at once when there is more, on whichever process it lands. No
database session is held while it waits.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from service.store import timeline
from service.store.engine import Store
from service.store.signals import incident_topic
from service.web.pages.board import Number
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work.incident_row import incident_of

router = APIRouter(route_class=PageRoute)

BEAT_SECONDS: Final = 10.0
RETRY_MS: Final = 1000
STREAM_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/incidents/{incident_id}/events")
async def watch(
    request: Request,
    incident_id: Number,
    _: Staff,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    last_event_id: Annotated[str, Header()] = "",
) -> Response:
    """`changed` whenever the incident's timeline has grown beyond what the browser has seen; `beat` now and then."""
    service = service_of(request)
    async with service.reading() as unit:
        await incident_of(unit, incident_id)
    return stream(service.store, incident_id, after, last_event_id)


def stream(store: Store, incident_id: int, after: int, last_event_id: str) -> Response:
    """The incident's changes beyond `after`, or beyond what the browser says that it saw last."""
    seen = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) < 16 else after
    return StreamingResponse(_changes(store, incident_id, seen), media_type="text/event-stream", headers=STREAM_HEADERS)


async def _changes(store: Store, incident_id: int, seen: int) -> AsyncIterator[str]:
    yield f"retry: {RETRY_MS}\nevent: beat\ndata: {seen}\n\n"
    with store.signals.listen(incident_topic(incident_id)) as changed:
        while not store.signals.closed:
            changed.clear()
            async with store.read() as session:
                seq = (await timeline.head(session, incident_id)).seq
            if seq > seen:
                seen = seq
                yield f"id: {seq}\nevent: changed\ndata: {seq}\n\n"
            try:
                await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
            except TimeoutError:
                yield f"event: beat\ndata: {seen}\n\n"
