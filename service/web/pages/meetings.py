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
from service.domain.meeting import Meeting, Point, mark_of
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form, whole_number
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

POINT: Final = "point-"
"""Before a point's key: the field with what is written under it."""
SEEN: Final = "seen-"
"""Before a point's key: the mark of what the page showed there."""
DECISION: Final = ("text", "owner", "due_at")


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
    """The points, as every button of the minutes' form sends them; only those that the writer has altered are changed."""
    meeting, marks = _its_meeting(found), _under(SEEN, form)
    assert found.plan.meeting is not None
    keys = {point.key for point in found.plan.meeting.agenda}
    await meeting_room.write(unit, meeting, {key: text for key, text in _under(POINT, form).items() if key in keys}, marks)
    return "written"


async def _decide(unit: Unit, found: Board, form: Form) -> str:
    await _write(unit, found, form)
    group, _, seat = form["owner"].partition(".")
    due_at = typed_moment(form.get("due_at"), unit.now, field="due_at")
    if not seat:
        raise Refused("Choose who owns the decision.", field="owner")
    if due_at is None:
        raise Refused("Choose a deadline.", field="due_at")
    await decisions.decide(unit, _its_meeting(found), form["text"], group, seat, due_at)
    return "decided"


async def _close(unit: Unit, found: Board, form: Form) -> str:
    await _write(unit, found, form)
    if form.get("text"):
        raise Refused("You have begun a decision. Write it down, or empty the field, before you close the meeting.", field="text")
    await meeting_room.close(unit, _its_meeting(found))
    return "frozen"


async def _answer(unit: Unit, found: Board, form: Form) -> str:
    """What somebody said by telephone; the button names the seat and the answer, and is one of the minutes' form."""
    if found.meeting is None or found.meeting.state in OPEN or _too_late(found.meeting, form):
        await _write(unit, found, form)
    _, seat, rsvp = [*form["do"].split("/"), "", ""][:3]
    person = whole_number(form[f"person-{seat}"])
    if rsvp not in list(Rsvp):
        raise Refused("Choose an answer.", field="rsvp")
    if person is None:
        raise Refused("Choose who answered.", field="person")
    taken = await rsvps.take(unit, _its_meeting(found), rsvps.Reply(person, Rsvp(rsvp), AnswerVia.ON_BEHALF))
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


def _under(prefix: str, form: Form) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in form.values.items() if name.startswith(prefix)}


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
        action = ACTIONS.get(form["do"].partition("/")[0])
        if action is None:
            raise Refused("The form could not be read. Go back and send it again.")
        told = await action(unit, await board(unit, incident_id), form)
        return f"/incidents/{incident_id}/meeting?told={told}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            led = await once(unit, form.once, do)
    except Refused as refused:
        await _note(request, incident_id, visitor, form, refused)
        return await _page(request, incident_id, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    begun = {name: form[name] for name in DECISION if form.get(name)}
    if form["do"].partition("/")[0] in ("write", "answer") and begun:  # the points are saved; what is not yet decided stays as it was typed
        return await _page(request, incident_id, visitor, Form(begun), told=led.partition("told=")[2])
    return RedirectResponse(led, 303)


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


@dataclass(frozen=True, slots=True)
class _Written:
    """A point to be written under; `other` is what somebody else has written there meanwhile, None when nobody has."""

    key: str
    label: str
    text: str
    seen: str
    other: str | None = None


def _written(point: Point, form: Form) -> _Written:
    """The point as it stands, or as it was typed in a form that comes back."""
    typed, seen = form.values.get(POINT + point.key), form.values.get(SEEN + point.key, point.mark)
    if typed is None or mark_of(typed) in (seen, point.mark):
        return _Written(point.key, point.label, point.text, point.mark)
    return _Written(point.key, point.label, typed, point.mark, None if seen == point.mark else point.text)


def _too_late(meeting: Meeting, form: Form) -> list[tuple[str, str]]:
    """What was typed into a meeting that is over: nothing of it is saved, and it is shown so that it can be kept elsewhere."""
    if meeting.state in OPEN:
        return []
    points = [(point.label, text) for point in meeting.points if (text := _written(point, form).text) != point.text]
    return [*points, ("", form["text"])] if form["do"] == "decide" and form.get("text") else points


async def _page(request: Request, incident_id: int, visitor: Visitor, form: Form, status: int = 200, told: str | None = None) -> Response:
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
        points=[_written(point, form) for point in meeting.points] if meeting else [],
        too_late=_too_late(meeting, form) if meeting else [],
        **({"told": told} if told else {}),
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
