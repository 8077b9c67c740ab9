"""Take an answer on somebody's behalf: reached by phone, entered here."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import AnswerKind, AnswerVia
from service.domain.board import Board, BoardSeat
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form, whole_number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.times import as_typed, typed_moment
from service.web.pages.visitors import Chief, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.answers import Reply, Taken, take
from service.work.board import board
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

TOLD = {Taken.COUNTED: "answer", Taken.REPEATED: "repeated", Taken.TOO_LATE: "too_late"}


@router.get("/incidents/{incident_id}/answer")
async def ask(request: Request, incident_id: Number, visitor: Chief, seat: Annotated[int, Query(ge=1, le=2**53)]) -> Response:
    """Who answered, and what."""
    return await _page(request, incident_id, seat, visitor, Form())


@router.post("/incidents/{incident_id}/answer")
async def answer(request: Request, incident_id: Number, visitor: Chief, seat: Annotated[int, Query(ge=1, le=2**53)]) -> Response:
    """Take the answer for that person."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        taken = await take(unit, incident_id, _reply(form, unit))
        return f"/incidents/{incident_id}?told={TOLD[taken]}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _page(request, incident_id, seat, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


def _reply(form: Form, unit: Unit) -> Reply:
    person = whole_number(form["person"])
    if person is None:
        raise Refused("Choose who answered.", field="person")
    return Reply(
        person_id=person,
        kind=answer_kind(form),
        via=AnswerVia.ON_BEHALF,
        minutes=answer_minutes(form),
        answered_at=typed_moment(form.get("occurred_at"), unit.now, field="occurred_at"),
    )


def answer_kind(form: Form) -> AnswerKind:
    """What was answered; `Refused` for no answer of ours."""
    if form["kind"] not in list(AnswerKind):
        raise Refused("Choose an answer.", field="kind")
    return AnswerKind(form["kind"])


def answer_minutes(form: Form) -> int | None:
    """The minutes that go with *on my way*, None for none; `Refused` for what is no number."""
    text = form["minutes"].strip()
    if not text or form["kind"] != AnswerKind.ON_MY_WAY:
        return None
    minutes = whole_number(text, digits=4)
    if minutes is None:
        raise Refused("Write the minutes as a whole number, such as 10.", field="minutes")
    return minutes


async def _page(request: Request, incident_id: int, seat_id: int, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        latest = as_typed(unit.now)
    seat = _seat(found, seat_id)
    return render(request, "do_answer.html", status=status, board=found, seat=seat, form=form, latest=latest)


def _seat(found: Board, seat_id: int) -> BoardSeat:
    for group in found.groups:
        for seat in group.seats:
            if seat.id == seat_id:
                return seat
    raise Refused("There is no such seat in this incident.", kind=NOT_FOUND)
