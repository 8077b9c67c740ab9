"""Pages behind links: a member reads, clears or sends back, holds; representatives read what may be passed on (C1, F9, F11, I11)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused
from service.domain.language import DANISH, LANGUAGES
from service.web.pages.forms import Form, read_form, whole_number
from service.web.pages.frame import render
from service.web.pages.links import HEADERS
from service.web.pages.route import PageRoute
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import clearance, holds
from service.work.clear_page import ClearPage, clear_page
from service.work.cleared_lines import shared_page
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)


@router.api_route("/f/{token}", methods=["GET", "HEAD"])
async def show(request: Request, token: str) -> Response:
    """What waits for them, to the letter."""
    async with service_of(request).reading("link") as unit:
        found = await clear_page(unit, token)
    return _page(request, token, found, Form())


@router.post("/f/{token}")
async def decide(request: Request, token: str) -> Response:
    """Take their decision."""
    form = await read_form(request)
    service = service_of(request)
    async with service.reading("link") as unit:
        found = await clear_page(unit, token)
    try:
        async with service.unit(f"person:{found.person_id}") as unit:
            await _decide(unit, found, form)
    except Refused as refused:
        return _page(request, token, found, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return RedirectResponse(f"/f/{token}?told={form['do']}", 303, headers=HEADERS)


async def _decide(unit: Unit, found: ClearPage, form: Form) -> None:
    number = whole_number(form["announcement"]) or 0
    match form["do"]:
        case "hold":
            await holds.set_hold(unit, found.situation.id, found.person_id)
        case "lift":
            await holds.lift_hold(unit, found.situation.id, found.person_id)
        case "send_back":
            await clearance.send_back(unit, number, found.person_id, form["digest"], form["note"])
        case "clear":
            await clearance.clear(unit, number, found.person_id, form["digest"])
        case _:
            raise Refused("The form could not be read. Go back and send it again.")


def _page(request: Request, token: str, found: ClearPage, form: Form, status: int = 200) -> Response:
    request.state.language = found.language if found.language in LANGUAGES else DANISH
    page = render(request, "clear.html", status=status, page=found, situation=found.situation, token=token, form=form)
    page.headers.update(HEADERS)
    return page


@router.api_route("/q/{token}", methods=["GET", "HEAD"])
async def shared(request: Request, token: str, language: Annotated[str, Query(max_length=8)] = DANISH) -> Response:
    """Cleared questions and answers for the area's representatives: no sign-in, only what may be passed on (F11)."""
    async with service_of(request).reading("link") as unit:
        found = await shared_page(unit, token, language)
    request.state.language = found.language if found.language in LANGUAGES else DANISH
    page = render(request, "shared.html", page=found, situation=found.situation)
    page.headers.update(HEADERS)
    return page
