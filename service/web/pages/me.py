"""One's own page, for everybody signed in: own data, own duties, a test message, the pages' language (P6, F2)."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import NOT_ALLOWED, Refused
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.upkeep import own_draft
from service.web.pages.visitors import Anyone, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.access import set_language
from service.work.once import once
from service.work.own_data import send_test
from service.work.own_page import confirm_mine, correct_mine, own_page
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

LANGUAGE: Final = "language-"
"""What the buttons of the languages begin with; the language follows."""


@router.get("/me")
async def me(request: Request, visitor: Anyone) -> Response:
    """What is noted of the visitor, when they are on duty, and a test message at any time."""
    return await _page(request, visitor, Form())


@router.post("/me")
async def act(request: Request, visitor: Anyone) -> Response:
    """Confirm one's data, correct them, have a test message sent, or choose the pages' language."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        return f"/me?told={await _act(unit, visitor, form)}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _page(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


async def _act(unit: Unit, visitor: Visitor, form: Form) -> str:
    if form["do"] == "confirm":
        await confirm_mine(unit, visitor.person_id)
        return "confirmed"
    if form["do"] == "correct":
        await correct_mine(unit, visitor.person_id, own_draft(form))
        return "confirmed"
    if form["do"].startswith(LANGUAGE):
        await set_language(unit, visitor.id, form["do"].removeprefix(LANGUAGE))
        return "language"
    if form["do"] != "test":
        raise Refused("Choose an answer.", field="do")
    if visitor.person_id is None:
        raise Refused("Your account is not tied to a person on the alert list. Ask the secretariat to do that.", kind=NOT_ALLOWED)
    await send_test(unit, visitor.person_id)
    return "tested"


async def _page(request: Request, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await own_page(unit, visitor.person_id)
    return render(request, "me.html", status=status, own=found, form=form)
