"""The plan's page, and everybody's own data behind their own link (U1, U2, P6, I11)."""

from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import INVALID, Refused
from service.domain.language import DANISH, LANGUAGES
from service.domain.local_time import local
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form, read_form
from service.web.pages.frame import render
from service.web.pages.links import HEADERS
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Secretariat, Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import own_data as own
from service.work import plan_changes, upkeep
from service.work.once import once
from service.work.plans import in_force
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

TOLD: Final = {"withdraw": "withdrawn", "undo": "undone", "unsign": "undone"}
"""What the page says afterwards, where it is not that the change is updated."""


@router.get("/plan")
async def show(request: Request, visitor: Staff) -> Response:
    """The version in force, changes on their way, the agenda, and whose data nobody has confirmed."""
    return await _plan_page(request, visitor, Form())


@router.post("/plan/changes/{change_id}")
async def decide(request: Request, change_id: Number, visitor: Secretariat) -> Response:
    """Record a signature or the approval, or take a signature back; put the change in force; withdraw it, or take it up again."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        await _decide(unit, change_id, form)
        return f"/plan?told={TOLD.get(form['do'], 'plan')}" + (f"&undo={change_id}" if form["do"] == "withdraw" else "")

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _plan_page(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


async def _decide(unit: Unit, change_id: int, form: Form) -> None:
    if form["do"] == "effect":
        await plan_changes.take_effect(unit, change_id)
    elif form["do"] == "withdraw":
        await plan_changes.withdraw(unit, change_id)
    elif form["do"] == "undo":
        await plan_changes.take_up_again(unit, change_id)
    elif form["do"] == "unsign":
        await plan_changes.unsign(unit, change_id, form["party"])
    elif form["do"] == "approve":
        await plan_changes.enter_approval(unit, change_id, _day(form["day"]))
    else:
        await plan_changes.sign(unit, change_id, form["party"], _day(form["day"]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("Give the day as year, month and day, such as 2026-12-24.", field="day", kind=INVALID) from error


async def _plan_page(request: Request, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
        changes = await plan_changes.newest_changes(unit)
        stale = await upkeep.stale_people(unit, plan, plan.upkeep, local(unit.now).date())
    return render(request, "plan.html", status=status, plan=plan, changes=changes, stale=stale, form=form)


@router.api_route("/me/{token}", methods=["GET", "HEAD"])
async def show_own(request: Request, token: str) -> Response:
    """What the alert list says of one; looking at it confirms nothing."""
    async with service_of(request).reading("link") as unit:
        found = await own.own_data(unit, token)
    return _own_page(request, token, found, Form())


@router.post("/me/{token}")
async def answer_own(request: Request, token: str) -> Response:
    """Confirm it, correct it, or have a test message sent."""
    form = await read_form(request)
    service = service_of(request)
    async with service.reading("link") as unit:
        found = await own.own_data(unit, token)
    try:
        async with service.unit(f"person:{found.person.id}") as unit:
            told = await _answer(unit, token, found, form)
    except Refused as refused:
        return _own_page(request, token, found, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return RedirectResponse(f"/me/{token}?told={told}", 303, headers=HEADERS)


async def _answer(unit: Unit, token: str, found: own.OwnData, form: Form) -> str:
    if form["do"] == "test":
        await own.send_test(unit, found.person.id)
        return "tested"
    if form["do"] == "correct":
        await own.correct_own(unit, token, own_draft(form))
    elif form["do"] == "confirm":
        await own.confirm_own(unit, token)
    else:
        raise Refused("Choose an answer.", field="do")
    return "confirmed"


def own_draft(form: Form) -> own.OwnDraft:
    """What somebody wrote of themselves."""
    return own.OwnDraft(*(form[name] for name in ("name", "title", "mobile", "phone", "email", "remark")))


def _own_page(request: Request, token: str, found: own.OwnData, form: Form, status: int = 200) -> Response:
    request.state.visitor = None
    request.state.language = found.person.language if found.person.language in LANGUAGES else DANISH
    draft = own.draft_of(found.person)
    page = render(request, "own_data.html", status=status, found=found, draft=draft, token=token, form=form)
    page.headers.update(HEADERS)
    return page
