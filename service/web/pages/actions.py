"""What the duty chief does with a running incident: each a form of its own, sent once, given back when it is refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.incident import is_open
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from service.domain.pictures import Picture
from service.web.body_limits import LARGEST_PHOTO
from service.web.pages.board import Number, board_page
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.photos import chosen, with_parcel
from service.web.pages.route import PageRoute
from service.web.pages.times import typed_moment
from service.web.pages.visitors import Chief, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import closing, tasks
from service.work.board import board
from service.work.cadence import skip_update
from service.work.decisions import take_up_again
from service.work.levels import set_level
from service.work.log import add_entry
from service.work.once import once
from service.work.open_points import open_points
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)


async def _level(unit: Unit, incident_id: int, form: Form) -> None:
    if not form.get("level"):
        raise Refused("Choose a level.", field="level")
    await set_level(unit, incident_id, form["level"], form["reason"])


async def _correct(unit: Unit, incident_id: int, form: Form) -> None:
    facts = closing.Correction(form["text"], form.get("area"), form.get("cause"), form.get("what_happened"))
    await closing.correct(unit, incident_id, facts)


async def _update(unit: Unit, incident_id: int, form: Form) -> None:
    await closing.send_update(unit, incident_id, form["text"])


async def _call_off(unit: Unit, incident_id: int, form: Form) -> None:
    await closing.call_off(unit, incident_id, form["text"])


async def _skip_update(unit: Unit, incident_id: int, form: Form) -> None:
    await skip_update(unit, incident_id, form["reason"])


@dataclass(frozen=True, slots=True)
class Action:
    """A form's template, and what sending it does."""

    template: str
    do: Callable[[Unit, int, Form], Awaitable[None]]


ACTIONS: Final[Mapping[str, Action]] = {
    "skip-update": Action("do_skip_update.html", _skip_update),
    "level": Action("do_level.html", _level),
    "correct": Action("do_correct.html", _correct),
    "update": Action("do_update.html", _update),
    "call-off": Action("do_call_off.html", _call_off),
}


@router.post("/incidents/{incident_id}/log")
async def log(request: Request, incident_id: Number, visitor: Chief) -> Response:
    """A line in the log, now or as of earlier, with its photo."""
    form = await checked_form(request, visitor, most_bytes=LARGEST_PHOTO)
    picture: Picture | None = None

    async def write() -> str:
        occurred_at = typed_moment(form.get("occurred_at"), unit.now, field="occurred_at")
        await add_entry(unit, incident_id, form["text"], occurred_at, picture)
        return f"/incidents/{incident_id}?told={'log_photo' if picture else 'log'}"

    try:
        picture = await chosen(form)
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, write), 303)
    except Refused as refused:
        form = with_parcel(form.with_fault(refused), picture)
        return await board_page(request, incident_id, visitor, form=form, status=STATUS_OF_KIND[refused.kind])


@router.post("/incidents/{incident_id}/tasks/{task_id}")
async def task(request: Request, incident_id: Number, task_id: Number, visitor: Chief) -> Response:
    """The duty chief presses the task's button in the seat's place, or opens a decision again that was not done after all."""
    form = await checked_form(request, visitor)
    shown_at = f"/incidents/{incident_id}" + ("/evaluation" if form["back"] == "evaluation" else "")
    undo = form["do"] == "undo"
    async with service_of(request).unit(visitor.actor) as unit:
        done = await (take_up_again if undo else tasks.do)(unit, task_id)
        if done.incident_id != incident_id:
            raise Refused("There is no task {number}.", kind=NOT_FOUND, number=task_id)
    return RedirectResponse(f"{shown_at}?told={'undone' if undo else 'task'}", 303)


@router.get("/incidents/{incident_id}/{action}")
async def ask(request: Request, incident_id: Number, action: str, visitor: Chief) -> Response:
    """The form of one action."""
    if action not in ACTIONS:
        raise Refused("There is no page here. Go to the first page and on from there.", kind=NOT_FOUND)
    return await _form(request, incident_id, action, visitor, Form())


@router.post("/incidents/{incident_id}/{action}")
async def act(request: Request, incident_id: Number, action: str, visitor: Chief) -> Response:
    """Do it, once, and go back to the board."""
    if action not in ACTIONS:
        raise Refused("There is no page here. Go to the first page and on from there.", kind=NOT_FOUND)
    form = await checked_form(request, visitor)

    async def do() -> str:
        await ACTIONS[action].do(unit, incident_id, form)
        return f"/incidents/{incident_id}?told={action}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _form(request, incident_id, action, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


async def _form(request: Request, incident_id: int, action: str, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        left = await open_points(unit, incident_id)
    if not is_open(found.state) and not form.values:
        raise Refused("The incident has been called off. Nothing more is sent; you can still write in the log.", kind=CONFLICT)
    told = sum(found.deliveries.get(state, 0) for state in ("accepted", "delivered", "opened", "answered"))
    return render(request, ACTIONS[action].template, status=status, board=found, form=form, told_count=told, action=action, left=left)
