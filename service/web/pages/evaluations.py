"""The evaluation's page: what was measured, what people write, and what follows (F7, U1)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import INVALID, NOT_FOUND, Refused
from flows.vocabulary import Role
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form, whole_number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff, Visitor, needs
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import evaluation as work
from service.work.board import board
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

WRITERS: Final = (Role.DUTY_CHIEF, Role.SECRETARIAT)


async def _write(unit: Unit, incident_id: int, form: Form) -> None:
    await work.write_evaluation(unit, incident_id, form["went_well"], form["went_badly"])


async def _follow_up(unit: Unit, incident_id: int, form: Form) -> None:
    await work.add_follow_up(unit, incident_id, work.FollowUpDraft(form["text"], form["owner"], _day(form["due_on"])))


async def _done(unit: Unit, incident_id: int, form: Form) -> None:
    number = whole_number(form["follow_up"])
    if number is None:
        raise Refused("There is no follow-up {number}.", kind=NOT_FOUND, number=form["follow_up"][:15])
    row = await work.finish_follow_up(unit, number)
    if row.incident_id != incident_id:
        raise Refused("There is no follow-up {number}.", kind=NOT_FOUND, number=row.id)


async def _close(unit: Unit, incident_id: int, form: Form) -> None:
    await _write(unit, incident_id, form)
    await work.close_evaluation(unit, incident_id)


DOES: Final[Mapping[str, Callable[[Unit, int, Form], Awaitable[None]]]] = {
    "write": _write,
    "close": _close,
    "follow-up": _follow_up,
    "done": _done,
}


@router.get("/incidents/{incident_id}/evaluation")
async def show(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """What was measured, what has been written, and what is to be done."""
    return await _page(request, incident_id, visitor, Form())


@router.post("/incidents/{incident_id}/evaluation")
async def write(request: Request, incident_id: Number) -> Response:
    """Write on it, note or finish a follow-up, or close it."""
    visitor = await needs(*WRITERS)(request)
    form = await checked_form(request, visitor)
    does = DOES.get(form["do"], _write)

    async def do() -> str:
        await does(unit, incident_id, form)
        return f"/incidents/{incident_id}/evaluation?told=evaluation"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _page(request, incident_id, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("Give the day as year, month and day, such as 2026-12-24.", field="due_on", kind=INVALID) from error


async def _page(request: Request, incident_id: int, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await work.evaluation_of(unit, incident_id)
        context = await board(unit, incident_id)
    return render(request, "evaluation.html", status=status, board=context, found=found, form=form)
