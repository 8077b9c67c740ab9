"""The sandbox's own pages: the clock that can be moved, and the simulated phones. Live mode has none of it (I9)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Mode
from service.store.engine import Store
from service.store.signals import PHONES
from service.web.pages.events import BEAT_SECONDS, RETRY_MS, STREAM_HEADERS, Turns
from service.web.pages.forms import checked_form, whole_number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Anyone, safe_path
from service.web.service import Service, service_of
from service.work import handsets

router = APIRouter(route_class=PageRoute)

STEPS: Final = {"5": timedelta(minutes=5), "30": timedelta(minutes=30)}
MESSAGES: Final = 300


def _sandbox(request: Request) -> Service:
    service = service_of(request)
    if service.house.mode is not Mode.SANDBOX or service.fast_forward is None:
        raise Refused("There is no page here. Go to the first page and on from there.", kind=NOT_FOUND)
    return service


@router.post("/sandbox/clock")
async def forward(request: Request, visitor: Anyone) -> Response:
    """Move the clock: what falls due on the way happens at its own time."""
    service = _sandbox(request)
    assert service.fast_forward is not None
    form = await checked_form(request, visitor)
    step = form["step"]
    if step in STEPS:
        await service.fast_forward.to(service.clock.now() + STEPS[step])
    elif step == "next":
        due = await service.fast_forward.next_due()
        if due is not None:
            await service.fast_forward.to(max(due, service.clock.now()))
    else:
        raise Refused("Choose how far the clock is to be moved.", field="step")
    return RedirectResponse(safe_path(form["back"]), 303)


@router.get("/phones")
async def phones(request: Request, visitor: Anyone) -> Response:
    """The phones with the newest messages."""
    return await _phones(request, visitor.actor, "phones.html")


@router.get("/phones/list")
async def phones_list(request: Request, visitor: Anyone) -> Response:
    """The phones alone, as they stand now."""
    return await _phones(request, visitor.actor, "phones_live.html")


@router.get("/phones/events")
async def phones_events(request: Request, _: Anyone) -> Response:
    """`changed` whenever a phone has received or sent something, at most four times a second; `beat` now and then."""
    stream = changes(_sandbox(request).store)
    return StreamingResponse(stream, media_type="text/event-stream", headers=STREAM_HEADERS)


@router.post("/phones/reply")
async def reply(request: Request, visitor: Anyone) -> Response:
    """An SMS from one of the phones, as the provider would bring it."""
    service = _sandbox(request)
    form = await checked_form(request, visitor)
    async with service.unit("sandbox") as unit:
        await handsets.send(unit, form["number"], form["text"][:500])
    return RedirectResponse(f"/phones#phone-{form['person']}" if form["person"].isalnum() else "/phones", 303)


@router.post("/phones/press")
async def press(request: Request, visitor: Anyone) -> Response:
    """A key pressed during a call."""
    service = _sandbox(request)
    form = await checked_form(request, visitor)
    delivery, digit = whole_number(form["delivery"]), form["digit"]
    if delivery is None:
        raise Refused("There is no such call.", kind=NOT_FOUND)
    async with service.unit("sandbox") as unit:
        person = await handsets.press(unit, delivery, digit)
    return RedirectResponse(f"/phones#phone-{person}", 303)


async def _phones(request: Request, actor: str, template: str) -> Response:
    async with _sandbox(request).reading(actor) as unit:
        found = await handsets.handsets(unit, MESSAGES)
    return render(request, template, handsets=found)


async def changes(store: Store) -> AsyncIterator[str]:
    """The stream's text: an event at once, then one for whatever has happened since the one before, and a beat when nothing does."""
    turns = Turns()
    with store.signals.listen(PHONES) as changed:
        yield f"retry: {RETRY_MS}\nevent: changed\ndata: 0\n\n"
        while not store.signals.closed:
            try:
                await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
            except TimeoutError:
                yield "event: beat\ndata: 0\n\n"
                continue
            await turns.next()
            changed.clear()  # before telling: what happens while the browser looks is told next
            yield "event: changed\ndata: 0\n\n"
