"""Raise an alarm: choose, look at who is warned and with which words, confirm (L1-L3, I12)."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused
from service.web.pages.drilling import drill_of, drilling, given
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.times import as_typed, typed_moment
from service.web.pages.visitors import Chief, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.incidents import Alarm, raise_alarm
from service.work.local_context import local_context
from service.work.once import once
from service.work.plans import in_force
from service.work.preview import preview
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

FIELDS = ("level", "area", "cause", "what_happened", "assessed_by", "occurred_at")


@router.get("/alarm")
async def choose(request: Request, visitor: Chief) -> Response:
    """The choices: level, area, cause, words, who assessed it. Query values are chosen already."""
    return await _choices(request, visitor, given(request, FIELDS))


@router.post("/alarm")
async def choose_again(request: Request, visitor: Chief) -> Response:
    """Back from the preview, with everything still chosen."""
    return await _choices(request, visitor, await checked_form(request, visitor))


@router.post("/alarm/preview")
async def show_preview(request: Request, visitor: Chief) -> Response:
    """Who will be warned, on what, in which words, and what will not work. Nothing has happened yet."""
    form = await checked_form(request, visitor)
    service = service_of(request)
    try:
        async with service.reading(visitor.actor) as unit:
            _, plan = await in_force(unit.session, unit.house)
            alarm = _alarm(form, unit)
            found = await preview(unit, alarm)
            near = await local_context(unit, plan, alarm.area)
            drill = await drilling(unit, plan, form)
    except Refused as refused:
        return await _choices(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return render(request, "alarm_preview.html", form=form, plan=plan, alarm=alarm, preview=found, near=near, **drill)


@router.post("/alarm/confirm")
async def confirm(request: Request, visitor: Chief) -> Response:
    """Raise the alarm, once however often the button is pressed, and go to its board."""
    form = await checked_form(request, visitor)

    async def warn() -> str:
        return f"/incidents/{(await raise_alarm(unit, _alarm(form, unit))).id}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            board = await once(unit, form.once, warn)
    except Refused as refused:
        return await _choices(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return RedirectResponse(board, 303)


def _alarm(form: Form, unit: Unit) -> Alarm:
    if not form.get("level"):
        raise Refused("Choose a level.", field="level")
    if not form.get("area"):
        raise Refused("Choose an area.", field="area")
    if not form.get("cause"):
        raise Refused("Choose what has happened.", field="cause")
    return Alarm(
        level=form["level"],
        area=form["area"],
        cause=form["cause"],
        what_happened=form["what_happened"],
        reported_by=form.get("assessed_by"),
        assessed_by=form.get("assessed_by"),
        occurred_at=typed_moment(form.get("occurred_at"), unit.now, field="occurred_at"),
        exercise=drill_of(form),
    )


async def _choices(request: Request, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
        latest = as_typed(unit.now)
        drill = await drilling(unit, plan, form)
    return render(request, "alarm.html", status=status, form=form, plan=plan, latest=latest, **drill)
