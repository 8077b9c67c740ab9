"""Call the duty chief out, wait for who takes it, and the chief's assessment (F1, F2, F13)."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import RedirectResponse, Response

from actioncards.model import Plan
from flows.sentences import NOT_ALLOWED, Refused
from flows.vocabulary import CallOutVia, Role
from service.store import alert_list
from service.web.pages.board import Number
from service.web.pages.drilling import drill_of, drilling, given
from service.web.pages.events import stream
from service.web.pages.forms import Form, checked_form, led_to
from service.web.pages.frame import render
from service.web.pages.links import HEADERS
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Anyone, Chief, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import assessment
from service.work.call_out_sms import organisation_of
from service.work.call_out_view import CallOutView, by_link, view
from service.work.callouts import CallOut, call_out
from service.work.incident_row import incident_of
from service.work.local_context import local_context
from service.work.once import once
from service.work.personal import situation
from service.work.plans import in_force
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

FIELDS: Final = ("area", "what_happened", "grounds", "reported_by", "assessed_by")


@router.get("/call-out")
async def ask(request: Request, visitor: Anyone) -> Response:
    """Four questions and one button; no training needed."""
    return await _form(request, visitor, given(request, FIELDS))


@router.post("/call-out")
async def call(request: Request, visitor: Anyone) -> Response:
    """Call the duty chief out, once however often the button is pressed, and show who takes it."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        return f"/call-outs/{(await call_out(unit, _wanted(form, visitor))).id}?told=called"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            path = await once(unit, form.once, do)
    except Refused as refused:
        return await _form(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return RedirectResponse(path, 303)


@router.get("/call-outs/{incident_id}")
async def show(request: Request, incident_id: Number, visitor: Anyone) -> Response:
    """How the call-out stands; the duty chief also takes and assesses it here."""
    return await _page(request, incident_id, visitor, Form(), fresh=True)


@router.post("/call-outs/{incident_id}/preview")
async def show_preview(request: Request, incident_id: Number, visitor: Chief) -> Response:
    """Who would be warned if this call became an alarm, on what, in which words. Nothing has happened yet."""
    form = await checked_form(request, visitor)
    try:
        async with service_of(request).reading(visitor.actor) as unit:
            found = await view(unit, incident_id)
            alarm = _alarm(form)
            shown = await assessment.preview_alarm(unit, incident_id, alarm)
            near = await local_context(unit, found.plan, form["area"])
    except Refused as refused:
        return await _page(request, incident_id, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    known: dict[str, Any] = {"alarm": alarm, "preview": shown, "near": near, "shown_mode": found.mode, "drill": None}
    return render(request, "alarm_preview.html", call=found, form=form, plan=found.plan, **known)


@router.post("/call-outs/{incident_id}/choose")
async def choose_again(request: Request, incident_id: Number, visitor: Chief) -> Response:
    """Back from the preview, with everything still chosen."""
    return await _page(request, incident_id, visitor, await checked_form(request, visitor))


@router.post("/call-outs/{incident_id}/{choice}")
async def assess(request: Request, incident_id: Number, choice: str, visitor: Chief) -> Response:
    """*I take it*, or one of the three assessments."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        return await _assess(unit, incident_id, choice, form, visitor)

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            path = await once(unit, form.once, do, asked=form.typed if choice == "alarm" else None)
    except Refused as refused:
        return await _page(request, incident_id, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return led_to(request, path)


@router.api_route("/c/{token}", methods=["GET", "HEAD"])
async def own(request: Request, token: str) -> Response:
    """The caller's own page: who has taken it, what it was assessed as. No sign-in."""
    async with service_of(request).reading("link") as unit:
        found = await by_link(unit, token)
        known = situation(found.plan, await incident_of(unit, found.id))
    page = render(request, "call_out_own.html", call=found, situation=known, token=token)
    page.headers.update(HEADERS)
    return page


@router.get("/c/{token}/events")
async def own_events(
    request: Request, token: str, after: Annotated[int, Query(ge=0, le=2**53)] = 0, last_event_id: Annotated[str, Header()] = ""
) -> Response:
    """`changed` whenever there is more for the caller to see."""
    service = service_of(request)
    async with service.reading("link") as unit:
        found = await by_link(unit, token)
    return stream(service.store, found.id, after, last_event_id)


async def _assess(unit: Unit, incident_id: int, choice: str, form: Form, visitor: Visitor) -> str:
    await view(unit, incident_id)
    if choice == "alarm":
        await assessment.to_alarm(unit, incident_id, _alarm(form), visitor.person_id)
        return f"/incidents/{incident_id}"
    if choice == "briefing":
        groups = tuple(name.removeprefix("group-") for name in form.typed if name.startswith("group-"))
        await assessment.to_briefing(unit, incident_id, assessment.Briefing(form["text"], groups), visitor.person_id)
        return f"/call-outs/{incident_id}?told=briefed"
    if choice == "close":
        await assessment.to_closed(unit, incident_id, form["reason"], visitor.person_id)
        return f"/call-outs/{incident_id}?told=closed"
    if choice == "take":
        await assessment.take(unit, incident_id, visitor.person_id)
        return f"/call-outs/{incident_id}?told=taken"
    raise Refused("Choose alarm, briefing or close.", field="choice")


def _alarm(form: Form) -> assessment.ToAlarm:
    if not form.get("level"):
        raise Refused("Choose a level.", field="level")
    if not form.get("cause"):
        raise Refused("Choose what has happened.", field="cause")
    if not form.get("area"):
        raise Refused("Choose an area.", field="area")
    return assessment.ToAlarm(form["level"], form["cause"], form["area"], form["what_happened"])


def _wanted(form: Form, visitor: Visitor) -> CallOut:
    if not form.get("area"):
        raise Refused("Choose an area.", field="area")
    if not form.get("reported_by"):
        raise Refused("Choose your organisation.", field="reported_by")
    return CallOut(
        area=form["area"],
        what_happened=form["what_happened"],
        reported_by=form["reported_by"],
        via=CallOutVia.PAGE,
        grounds=form["grounds"],
        assessed_by=form.get("assessed_by"),
        caller_person=visitor.person_id,
        exercise=drill_of(form),
    )


async def _form(request: Request, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
        mine = await _own_organisation(unit, plan, visitor)
        drill = await drilling(unit, plan, form)
    return render(request, "call_out.html", status=status, form=form, plan=plan, mine=mine, **drill)


async def _own_organisation(unit: Unit, plan: Plan, visitor: Visitor) -> str | None:
    person = await alert_list.person(unit.session, visitor.person_id) if visitor.person_id is not None else None
    return await organisation_of(unit, plan, person) if person else None


async def _page(request: Request, incident_id: int, visitor: Visitor, form: Form, status: int = 200, *, fresh: bool = False) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await view(unit, incident_id)
    if visitor.role is Role.PARTNER and not _is_own(found, visitor):
        raise Refused("This call-out is somebody else's.", kind=NOT_ALLOWED)
    groups = assessment.briefable(found.plan)
    return render(request, "call_out_status.html", status=status, call=found, form=form, groups=groups, fresh=fresh)


def _is_own(found: CallOutView, visitor: Visitor) -> bool:
    return found.own_actor == visitor.actor or (visitor.person_id is not None and found.own_person == visitor.person_id)
