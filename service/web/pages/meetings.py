"""The committee's meeting, for the duty chief: the time and why, who comes, the agenda, the decisions, the minutes (F5, F6, F8)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from actioncards.model import Plan
from flows.incident import is_open
from flows.meeting import COMING, OPEN, Proposal
from flows.sentences import CONFLICT, Refused, Sentence
from flows.vocabulary import AnswerVia, Rsvp
from service.domain.board import Board
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.times import as_typed, typed_moment
from service.web.pages.visitors import Chief, Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import in_unit, service_of
from service.work import decisions, meeting_room, meetings, rsvps
from service.work.board import board
from service.work.meeting_refusals import note_refused
from service.work.meeting_times import read_time
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)


async def _convene(unit: Unit, found: Board, form: Form) -> str:
    await meetings.convene(unit, found.id, read_time(form.get("start"), field="start") if form["when"] == "other" else None)
    return "convened"


async def _move(unit: Unit, found: Board, form: Form) -> str:
    await meetings.move(unit, _its_meeting(found), read_time(form.get("start"), field="start"))
    return "moved"


async def _cancel(unit: Unit, found: Board, form: Form) -> str:
    await meetings.cancel(unit, _its_meeting(found), form["reason"])
    return "cancelled"


async def _begin(unit: Unit, found: Board, _: Form) -> str:
    await meeting_room.hold(unit, _its_meeting(found))
    return "begun"


async def _write(unit: Unit, found: Board, form: Form) -> str:
    assert found.plan.meeting is not None
    keys = {point.key for point in found.plan.meeting.agenda}
    await meeting_room.write(unit, _its_meeting(found), {key: text for key, text in form.typed.items() if key in keys})
    return "written"


async def _decide(unit: Unit, found: Board, form: Form) -> str:
    group, _, seat = form["owner"].partition(".")
    due_at = typed_moment(form.get("due_at"), unit.now, field="due_at")
    if not seat:
        raise Refused("Choose who owns the decision.", field="owner")
    if due_at is None:
        raise Refused("Choose a deadline.", field="due_at")
    await decisions.decide(unit, _its_meeting(found), form["text"], group, seat, due_at)
    return "decided"


async def _close(unit: Unit, found: Board, _: Form) -> str:
    await meeting_room.close(unit, _its_meeting(found))
    return "frozen"


async def _answer(unit: Unit, found: Board, form: Form) -> str:
    if form["rsvp"] not in list(Rsvp):
        raise Refused("Choose an answer.", field="rsvp")
    if not form["person"].isascii() or not form["person"].isdigit() or len(form["person"]) > 15:
        raise Refused("Choose who answered.", field="person")
    taken = await rsvps.take(unit, _its_meeting(found), rsvps.Reply(int(form["person"]), Rsvp(form["rsvp"]), AnswerVia.ON_BEHALF))
    return {rsvps.Taken.COUNTED: "answer", rsvps.Taken.REPEATED: "repeated"}.get(taken, "too_late")


Do = Callable[[Unit, Board, Form], Awaitable[str]]

ACTIONS: Final[Mapping[str, Do]] = {
    "convene": _convene,
    "move": _move,
    "cancel": _cancel,
    "begin": _begin,
    "write": _write,
    "decide": _decide,
    "close": _close,
    "answer": _answer,
}


def _its_meeting(found: Board) -> int:
    if found.meeting is None:
        raise Refused("The incident has no meeting yet. Convene one first.", kind=CONFLICT)
    return found.meeting.id


@router.get("/incidents/{incident_id}/meeting")
async def show(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """The meeting, or the time that is proposed for one and why."""
    return await _page(request, incident_id, visitor, Form())


@router.post("/incidents/{incident_id}/meeting")
async def act(request: Request, incident_id: Number, visitor: Chief) -> Response:
    """Do what the pressed button says, once."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        action = ACTIONS.get(form["do"])
        if action is None:
            raise Refused("The form could not be read. Go back and send it again.")
        told = await action(unit, await board(unit, incident_id), form)
        return f"/incidents/{incident_id}/meeting?told={told}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        await _note(request, incident_id, visitor, form, refused)
        return await _page(request, incident_id, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


async def _note(request: Request, incident_id: int, visitor: Visitor, form: Form, refused: Refused) -> None:
    """A start that is refused stands in the timeline."""

    async def note(unit: Unit) -> None:
        await note_refused(unit, refused, form.get("start"), incident_id=incident_id)

    await in_unit(service_of(request), visitor.actor, note)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page shows beside the board: the proposed time, or why none can be proposed."""

    proposal: Proposal | None
    instead: Sentence | None
    later: str
    owners: tuple[tuple[str, str], ...]


async def _page(request: Request, incident_id: int, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        shown = await _shown(unit, found)
    meeting = found.meeting
    return render(
        request,
        "meeting.html",
        status=status,
        board=found,
        meeting=meeting,
        shown=shown,
        form=form,
        open=is_open(found.state),
        coming=meeting is not None and meeting.state in COMING,
        running=meeting is not None and meeting.state in OPEN,
        rsvps=Rsvp,
        typed=_typed,
    )


async def _shown(unit: Unit, found: Board) -> _Shown:
    owners = _owners(found.plan) if found.plan.meeting else ()
    later = as_typed(unit.now)
    if found.meeting is not None and found.meeting.state in OPEN:
        return _Shown(None, None, later, owners)
    try:
        return _Shown(await meetings.proposal(unit, found.id), None, later, owners)
    except Refused as refused:
        return _Shown(None, refused.sentence, later, owners)


def _owners(plan: Plan) -> tuple[tuple[str, str], ...]:
    return tuple((f"{g.key}.{s.key}", f"{g.brief.da}, {s.label.da}") for g in decisions.owners(plan) for s in g.seats)


def _typed(moment: datetime) -> str:
    return as_typed(moment)
