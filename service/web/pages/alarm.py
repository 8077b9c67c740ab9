"""Raise an alarm: choose, look at what is close by, who is warned and with which words, confirm (L1-L3, U3, I12)."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from flows.sentences import Refused
from flows.vocabulary import IncidentState, Mode
from service.web.pages.drilling import drill_of, drilling, given
from service.web.pages.forms import WAITED, Form, checked_form, led_to
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.times import as_typed, typed_moment
from service.web.pages.visitors import Chief, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.call_out_view import listing
from service.work.duty import on_duty_now
from service.work.incidents import Alarm, raise_alarm
from service.work.local_context import local_context
from service.work.once import LONGEST, once, outcome
from service.work.overview import latest_area
from service.work.plans import in_force
from service.work.preview import preview
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

LATE: Final = timedelta(minutes=1)
MOST_WAITED: Final = timedelta(minutes=15)
FIELDS = ("level", "area", "cause", "what_happened", "assessed_by", "occurred_at")


@router.get("/alarm")
async def choose(request: Request, visitor: Chief) -> Response:
    """The choices: level, area, cause, words, who assessed it. Query values are chosen already."""
    return await _choices(request, visitor, given(request, FIELDS), fresh=True)


@router.post("/alarm")
async def choose_again(request: Request, visitor: Chief) -> Response:
    """Back from the preview, with everything still chosen."""
    return await _choices(request, visitor, await checked_form(request, visitor))


@router.get("/alarm/raised")
async def raised(request: Request, visitor: Chief, once: Annotated[str, Query(max_length=LONGEST)]) -> Response:
    """What became of a form whose answer was lost: the path of its board, null when it has not arrived."""
    async with service_of(request).reading(visitor.actor) as unit:
        return JSONResponse({"board": await outcome(unit, once)})


@router.get("/alarm/near")
async def near(request: Request, visitor: Chief, area: Annotated[str, Query(max_length=LONGEST)]) -> Response:
    """What is at hand in an area as soon as it is chosen (U3): a part of the page."""
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
        plan.area(area)
        found = await local_context(unit, plan, area)
    return render(request, "near.html", plan=plan, area=area, near=found)


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
    return render(request, "alarm_preview.html", call=None, form=form, plan=plan, alarm=alarm, preview=found, near=near, **drill)


@router.post("/alarm/confirm")
async def confirm(request: Request, visitor: Chief) -> Response:
    """Raise the alarm, once however often it is sent, and go to its board."""
    form = await checked_form(request, visitor)

    async def warn() -> str:
        return f"/incidents/{(await raise_alarm(unit, _alarm(form, unit))).id}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            board = await once(unit, form.once, warn, asked=form.typed)
    except Refused as refused:
        return await _choices(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return led_to(request, board)


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
        confirmed_at=_confirmed(form, unit.now),
    )


def _confirmed(form: Form, now: datetime) -> datetime | None:
    """When an alarm was confirmed that could not be sent at once, by our own clock: a device's may be wrong, and how long it waited is not.

    None for what came at once, and for what waited longer than a page sends anything by itself.
    """
    waited = form[WAITED]
    if not (waited.isascii() and waited.isdecimal() and len(waited) < 5):
        return None
    ago = timedelta(seconds=int(waited))
    return now - ago if LATE <= ago <= MOST_WAITED else None


async def _choices(request: Request, visitor: Visitor, form: Form, status: int = 200, *, fresh: bool = False) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
        latest = as_typed(unit.now)
        drill = await drilling(unit, plan, form)
        mode = Mode.EXERCISE if drill["drill"] else unit.house.mode
        last = await latest_area(unit, mode)
        chief = next(iter(await on_duty_now(unit, plan)), None)
        waiting = (
            [] if drill["drill"] else [call for call in await listing(unit, state=IncidentState.REPORTED) if call.mode is not Mode.EXERCISE]
        )
        close = await local_context(unit, plan, form["area"]) if form["area"] in plan.areas else None
    areas = sorted(plan.areas.values(), key=lambda area: area.key != last)
    shown = {"areas": areas, "on_duty": chief, "waiting": waiting, "fresh": fresh, "near": close}
    return render(request, "alarm.html", status=status, form=form, plan=plan, latest=latest, **shown, **drill)
