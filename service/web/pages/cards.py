"""Action cards on pages: everybody's own behind a link, and all of them for the duty chief (F8, I11)."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import INVALID, NOT_FOUND, Refused
from flows.vocabulary import CardTrigger
from service.domain.language import DANISH, LANGUAGES
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form, read_form, whole_number
from service.web.pages.frame import render
from service.web.pages.links import HEADERS
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Chief
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.card_view import OwnCards, own_cards
from service.work.cards import tick, untick

router = APIRouter(route_class=PageRoute)


@router.api_route("/k/{token}", methods=["GET", "HEAD"])
async def show(request: Request, token: str) -> Response:
    """One's own action card; looking at it changes nothing."""
    async with service_of(request).reading("link") as unit:
        found = await own_cards(unit, token)
    return _page(request, token, found, Form())


@router.post("/k/{token}")
async def mark(request: Request, token: str) -> Response:
    """Mark one step of one's own card, or take the mark off again."""
    form = await read_form(request)
    service = service_of(request)
    async with service.reading("link") as unit:
        found = await own_cards(unit, token)
    try:
        async with service.unit(f"person:{found.person_id}") as unit:
            if form["do"] == "undo":
                await untick(unit, _step(form), seats=found.places)
            else:
                await tick(unit, _step(form), _trigger(form), form["note"], seats=found.places)
    except Refused as refused:
        async with service.reading("link") as unit:
            found = await own_cards(unit, token)
        return _page(request, token, found, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return RedirectResponse(f"/k/{token}", 303, headers=HEADERS)


@router.post("/incidents/{incident_id}/cards/{step_id}")
async def mark_for(request: Request, incident_id: Number, step_id: Number, visitor: Chief) -> Response:
    """The duty chief marks a step: their own, or one a seat has told them of; or takes the mark off again."""
    form = await checked_form(request, visitor)
    async with service_of(request).unit(visitor.actor) as unit:
        undo = form["do"] == "undo"
        row = await (untick(unit, step_id) if undo else tick(unit, step_id, _trigger(form), form["note"]))
        if row.incident_id != incident_id:
            raise Refused("There is no step {number}.", kind=NOT_FOUND, number=step_id)
    return RedirectResponse(f"/incidents/{incident_id}?told={'undone' if undo else f'card&undo={step_id}'}", 303)


def _step(form: Form) -> int:
    step = whole_number(form["step"])
    if step is None:
        raise Refused("Choose a step of your card.", field="step", kind=INVALID)
    return step


def _trigger(form: Form) -> CardTrigger:
    return CardTrigger.DECLINE if form["do"] == "decline" else CardTrigger.DO


def _page(request: Request, token: str, found: OwnCards, form: Form, status: int = 200) -> Response:
    request.state.language = found.language if found.language in LANGUAGES else DANISH
    page = render(request, "card.html", status=status, own=found, situation=found.situation, token=token, form=form)
    page.headers.update(HEADERS)
    return page
