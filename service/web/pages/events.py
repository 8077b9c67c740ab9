"""Live changes to a browser: server-sent events that only say *look*, with the timeline's end as their number.

A browser tells up to which number its page shows what happened, and hears at once whether there is more, on whichever process it lands:
the first event is always true. No database session is held while it waits.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from service.store import timeline
from service.store.engine import Store
from service.store.outage import is_outage
from service.store.signals import incident_topic
from service.web.pages.board import Number
from service.web.pages.forms import whole_number
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work.incident_row import incident_of

router = APIRouter(route_class=PageRoute)

BEAT_SECONDS: Final = 5.0
"""Also the longest that a change stays unheard when the database's signals are lost: at each beat the rows are looked at."""
RETRY_MS: Final = 1000
A_SECOND: Final = 4
"""Changes that are told within one second, at most: while much happens, each browser fetches its page anew no oftener than that."""
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
    seen = whole_number(last_event_id)
    return StreamingResponse(
        _changes(store, incident_id, after if seen is None else seen), media_type="text/event-stream", headers=STREAM_HEADERS
    )


class Turns:
    """When the next change may be told: at once, unless `A_SECOND` have just been; then each in its part of a second."""

    def __init__(self) -> None:
        self._free_at = 0.0

    async def next(self) -> None:
        """Wait for the turn, and take it."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now - (A_SECOND - 1) / A_SECOND) + 1 / A_SECOND
        await asyncio.sleep(self._free_at - 1 / A_SECOND - now)


async def _changes(store: Store, incident_id: int, seen: int) -> AsyncIterator[str]:
    yield f"retry: {RETRY_MS}\n"
    turns = Turns()
    with store.signals.listen(incident_topic(incident_id)) as changed:
        while not store.signals.closed:
            changed.clear()  # before looking: what happens from now on is told next
            try:
                async with store.read() as session:
                    seq = await timeline.end(session, incident_id)
            except Exception as error:
                if not is_outage(error):
                    raise
                return  # the browser says that the page is not live, and asks again
            if seq > seen:
                yield f"id: {seq}\nevent: changed\ndata: {seq}\n\n"
            else:
                yield f"event: beat\ndata: {seq}\n\n"
            seen = seq
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
                await turns.next()
