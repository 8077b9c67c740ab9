"""What has been, or is to be, said outward: look, clear, release, stop, put right, hold (C1, F9, F10)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.announcement import ANNOUNCEMENT
from flows.incident import is_open
from flows.sentences import NOT_ALLOWED, Refused
from flows.vocabulary import AnnouncementTrigger, Role
from service.store import announcements as rows
from service.store.tables import PersonRow
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form, whole_number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.times import as_typed, typed_moment
from service.web.pages.visitors import Anyone, Chief, Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import announcement_view as view
from service.work import clearance, holds, release
from service.work.board import board
from service.work.incident_row import incident_of
from service.work.once import once
from service.work.plans import plan_of
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)


@router.get("/incidents/{incident_id}/announcements")
async def all_(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """Everything said outward in the incident, and what each audience has been told, on one page (C4)."""
    return await _all(request, incident_id, visitor, Form())


async def _all(request: Request, incident_id: int, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        announcements = await view.all_of(unit, incident_id, "message")
        hold = await rows.open_hold(unit.session, incident_id)
        holders = await holds.holders(unit, incident_id)
        audiences = await view.suggestions(unit, incident_id)
    told = {
        a.audience: [(one, p) for one in reversed(announcements) for p in one.parts if p.audience == a.audience and p.reach]
        for a in audiences
    }
    return render(
        request,
        "announcements.html",
        status=status,
        board=found,
        open=is_open(found.state) and found.level is not None,
        announcements=announcements,
        audiences=audiences,
        told_by=told,
        hold=hold,
        holders=holders,
        form=form,
    )


@router.post("/incidents/{incident_id}/hold")
async def hold(request: Request, incident_id: Number, visitor: Chief) -> Response:
    """The duty chief enters what the police have said: hold everything back, or go on (F9)."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        if form["do"] not in ("hold", "lift"):
            raise Refused("The form could not be read. Go back and send it again.")
        person = _number(form["person"], "person")
        await (holds.lift_hold if form["do"] == "lift" else holds.set_hold)(unit, incident_id, person)
        return f"/incidents/{incident_id}/announcements?told={'hold_lifted' if form['do'] == 'lift' else 'hold_set'}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _all(request, incident_id, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


@router.get("/announcements/{announcement_id}")
async def one(request: Request, announcement_id: Number, visitor: Anyone) -> Response:
    """One announcement: the exact words, and what can be done with it; a partner only sees what they may clear."""
    return await _one(request, announcement_id, visitor, Form())


async def _one(request: Request, announcement_id: int, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await view.one(unit, announcement_id)
        members = await _members(unit, announcement_id)
        mine = visitor.person_id in {person.id for person in members}
        if visitor.may(Role.PARTNER) and not mine:
            raise Refused("Your role does not give access to this page. Ask whoever gave you your account.", kind=NOT_ALLOWED)
        incident = await board(unit, found.incident_id)
        earliest = as_typed(unit.now)
    possible = {t.value for t in AnnouncementTrigger if is_open(incident.state) and ANNOUNCEMENT.allows(found.state, t)}
    return render(
        request,
        "announcement.html",
        status=status,
        board=incident,
        one=found,
        possible=possible,
        may_clear=mine and visitor.person_id not in found.writers,
        own=visitor.person_id in found.writers,
        given=any(d.person_id == visitor.person_id and d.cleared and d.voided_at is None for d in found.decisions),
        members=members,
        earliest=earliest,
        form=form,
    )


async def _members(unit: Unit, announcement_id: int) -> list[PersonRow]:
    row = await rows.announcement(unit.session, announcement_id)
    assert row is not None
    return await clearance.members(unit, await plan_of(unit, await incident_of(unit, row.incident_id)), row)


async def _submit(unit: Unit, number: int, _: Form) -> None:
    await clearance.submit(unit, number)


async def _release(unit: Unit, number: int, form: Form) -> None:
    await release.release(unit, number, typed_moment(form.get("at"), unit.now, field="at"))


async def _stop(unit: Unit, number: int, form: Form) -> None:
    await release.stop(unit, number, form["reason"])


async def _retract(unit: Unit, number: int, _: Form) -> None:
    await release.retract(unit, number)


ACTIONS: Final[Mapping[str, Callable[[Unit, int, Form], Awaitable[None]]]] = {
    "submit": _submit,
    "release": _release,
    "stop": _stop,
    "retract": _retract,
}


@router.post("/announcements/{announcement_id}")
async def act(request: Request, announcement_id: Number, visitor: Anyone) -> Response:
    """Do what the pressed button says, once; it is given back when it is refused."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        if form["do"] in ("clear", "send_back"):
            await _decide(unit, announcement_id, visitor, form)
        elif form["do"] not in ACTIONS or not visitor.may(Role.DUTY_CHIEF, *((Role.SECRETARIAT,) if form["do"] == "submit" else ())):
            raise Refused("Your role does not give access to this page. Ask whoever gave you your account.", kind=NOT_ALLOWED)
        else:
            await ACTIONS[form["do"]](unit, announcement_id, form)
        done = "schedule" if form["do"] == "release" and form["at"] else form["do"]
        return f"/announcements/{announcement_id}?told=announcement_{done}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _one(request, announcement_id, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


async def _decide(unit: Unit, number: int, visitor: Visitor, form: Form) -> None:
    """A signed-in member decides for themselves, never for somebody else."""
    if visitor.person_id is None:
        raise Refused("Your account is tied to nobody on the alert list. Clear it by your own link.", kind=NOT_ALLOWED)
    if form["do"] == "clear":
        await clearance.clear(unit, number, visitor.person_id, form["digest"])
    else:
        await clearance.send_back(unit, number, visitor.person_id, form["digest"], form["note"])


def _number(text: str, field: str) -> int:
    number = whole_number(text)
    if number is None:
        raise Refused("Choose who says so.", field=field)
    return number
