"""What the roster's own links show: a hand-over to say yes to, a swap to answer, a calendar to subscribe to (I11: GET changes nothing)."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused
from flows.vocabulary import SwapState
from service.domain.language import DANISH, LANGUAGES
from service.store.tables import PersonRow
from service.web.pages.forms import Form, read_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import duty_feed, duty_hand_over, duty_swaps
from service.work.duty_view import HandOverPage, SwapPage, hand_over_page, swap_page
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

HEADERS: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@router.api_route("/duty/{token}", methods=["GET", "HEAD"])
async def show_hand_over(request: Request, token: str) -> Response:
    """Since when the duty is theirs, what is open, and one big button."""
    async with service_of(request).reading("link") as unit:
        found = await hand_over_page(unit, token)
    return _page(request, "duty.html", found.person, found=found, token=token, form=Form())


@router.post("/duty/{token}")
async def take_over(request: Request, token: str) -> Response:
    """The incoming chief says yes."""
    await read_form(request)
    async with service_of(request).reading("link") as unit:
        found: HandOverPage = await hand_over_page(unit, token)

    async def do(unit: Unit) -> None:
        await duty_hand_over.accept(unit, found.id, found.person.id)

    return await _done(request, "duty.html", found.person, f"/duty/{token}", do, found=found, token=token)


@router.api_route("/swap/{token}", methods=["GET", "HEAD"])
async def show_swap(request: Request, token: str) -> Response:
    """Which duty for which, until when, and two buttons."""
    async with service_of(request).reading("link") as unit:
        found = await swap_page(unit, token)
    return _page(request, "swap.html", found.person, found=found, token=token, form=Form(), SwapState=SwapState)


@router.post("/swap/{token}")
async def answer_swap(request: Request, token: str) -> Response:
    """The one who was asked says yes or no."""
    form = await read_form(request)
    async with service_of(request).reading("link") as unit:
        found: SwapPage = await swap_page(unit, token)

    async def do(unit: Unit) -> None:
        if form["do"] not in ("accept", "decline"):
            raise Refused("Choose an answer.", field="do")
        await (duty_swaps.accept if form["do"] == "accept" else duty_swaps.decline)(unit, found.id, found.person.id)

    return await _done(request, "swap.html", found.person, f"/swap/{token}", do, found=found, token=token, SwapState=SwapState)


@router.api_route("/calendar/{token}.ics", methods=["GET", "HEAD"])
async def calendar(request: Request, token: str) -> Response:
    """The person's duties, for the calendar on their phone; fetched anew by itself."""
    async with service_of(request).reading("link") as unit:
        content = await duty_feed.calendar(unit, token)
    return Response(content, media_type="text/calendar; charset=utf-8", headers={**HEADERS, "Cache-Control": "private, max-age=900"})


async def _done(
    request: Request, template: str, person: PersonRow, back: str, do: Callable[[Unit], Awaitable[None]], **context: Any
) -> Response:
    try:
        async with service_of(request).unit(f"person:{person.id}") as unit:
            await do(unit)
    except Refused as refused:
        return _page(request, template, person, STATUS_OF_KIND[refused.kind], form=Form().with_fault(refused), **context)
    return RedirectResponse(back, 303, headers=HEADERS)


def _page(request: Request, template: str, person: PersonRow, status: int = 200, **context: Any) -> Response:
    request.state.visitor = None
    request.state.language = person.language if person.language in LANGUAGES else DANISH
    page = render(request, template, status=status, **context)
    page.headers.update(HEADERS)
    return page
