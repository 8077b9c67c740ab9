"""The alert list: found, read, mended (P6). The duty chief reads it; the secretariat keeps it true."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import INVALID, NOT_FOUND, Refused
from service.domain.local_time import local
from service.store import alert_list as rows
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.people import draft_of, faults_of, form_of
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Secretariat, Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import contacts, people
from service.work.once import once
from service.work.plans import in_force

router = APIRouter(route_class=PageRoute)

A_PAGE: Final = 50
PLACES: Final = 4
"""Rows of the form for new places, beside those that a person has."""


@router.get("/alert-list")
async def show_list(
    request: Request, visitor: Staff, q: Annotated[str, Query(max_length=100)] = "", after: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> Response:
    """The people, fifty at a time, those whose name, organisation or address has the words looked for."""
    async with service_of(request).reading(visitor.actor) as unit:
        found = await rows.page(unit.session, after=after, limit=A_PAGE + 1, search=q.replace("\0", "").strip() or None)
        version = await rows.latest_version(unit.session)
        _, plan = await in_force(unit.session, unit.house)
        stale = local(unit.now).date() - timedelta(days=plan.deadlines.list_confirmed_days)
    more = found[A_PAGE - 1].id if len(found) > A_PAGE else None
    return render(request, "alert_list.html", people=found[:A_PAGE], q=q, more=more, version=version, plan=plan, stale=stale)


@router.get("/alert-list/new")
async def new_person(request: Request, visitor: Secretariat) -> Response:
    """An empty form."""
    return await _form(request, visitor, None, Form())


@router.get("/alert-list/{person_id}")
async def person(request: Request, person_id: Number, visitor: Staff) -> Response:
    """One person and their places."""
    async with service_of(request).reading(visitor.actor) as unit:
        row = await rows.person(unit.session, person_id)
    if row is None or not row.active:
        raise Refused("There is no such person on the alert list.", field="person_id", kind=NOT_FOUND)
    return await _form(request, visitor, person_id, form_of(row))


@router.get("/alert-list/export/{form}")
async def export(request: Request, visitor: Staff, form: Annotated[str, Path(max_length=10)]) -> Response:
    """The whole list as CSV or Excel."""
    kinds = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    if form not in kinds:
        raise Refused("There is no page here. Go to the first page and on from there.", kind=NOT_FOUND)
    async with service_of(request).reading(visitor.actor) as unit:
        content = await contacts.export_people(unit, "csv" if form == "csv" else "xlsx", language=visitor.language)
    return Response(content, media_type=kinds[form], headers={"Content-Disposition": f'attachment; filename="varslingsliste.{form}"'})


@router.post("/alert-list/new")
async def add(request: Request, visitor: Secretariat) -> Response:
    """Put a new person on the list."""
    return await _save(request, visitor, None)


@router.post("/alert-list/{person_id}")
async def change(request: Request, person_id: Number, visitor: Secretariat) -> Response:
    """Write the person anew, or take them off the list."""
    return await _save(request, visitor, person_id)


async def _save(request: Request, visitor: Visitor, person_id: int | None) -> Response:
    form = await checked_form(request, visitor)
    service = service_of(request)

    async def save() -> str:
        if person_id is None:
            await people.add_person(unit, draft_of(form))
        elif form["do"] == "remove":
            await people.remove_person(unit, person_id)
        else:
            await people.update_person(unit, person_id, draft_of(form))
        return "/alert-list?told=person"

    async with service.reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
        faults = [] if form["do"] == "remove" else faults_of(form, plan, local(unit.now).date())
    if faults:
        return await _form(request, visitor, person_id, Form(form.values, {}, tuple(faults)), STATUS_OF_KIND[INVALID])
    try:
        async with service.unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, save), 303)
    except Refused as refused:
        return await _form(request, visitor, person_id, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


async def _form(request: Request, visitor: Visitor, person_id: int | None, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
    used = [n for n in range(30) if form[f"place-{n}"]]
    shown = range(max(used, default=-1) + 1 + (PLACES if not used else 2))
    return render(request, "person.html", status=status, form=form, plan=plan, person_id=person_id, places=shown)
