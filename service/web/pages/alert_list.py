"""The alert list: found, read, mended in place (P6). The duty chief reads it; the secretariat keeps it true."""

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused, Sentence
from service.domain.local_time import local
from service.store import alert_list as rows
from service.store.tables import PersonRow
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.people import draft_of, faults_of, form_of, used_places
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Secretariat, Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import contacts, people
from service.work.finding import Looked, find_people, stale_day
from service.work.once import once
from service.work.plans import in_force
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

A_PAGE: Final = 50
PLACES: Final = 4
"""Rows of the form for new places, beside those that a person has."""

FAULTS: Final[Mapping[str, Sentence]] = {
    "stale": Sentence("not confirmed lately"),
    "unreachable": Sentence("cannot be reached"),
    "no_mobile": Sentence("no mobile"),
    "no_sms": Sentence("has said no to SMS"),
    "invented": Sentence("invented"),
}
_WITHOUT_THE_FORM: Final = ("remove", "confirm", "undo")
"""What is done with a person as they stand, whatever the form says."""
ANSWERS: Final = {"remove": "/alert-list?told=removed&undo={}", "undo": "/alert-list/{}?told=undone"}
"""Where one is afterwards, if not on the list."""

Short = Annotated[str, Query(max_length=100)]


@router.get("/alert-list")
async def show_list(
    request: Request,
    visitor: Staff,
    q: Short = "",
    place: Short = "",
    area: Short = "",
    attention: Short = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The people, fifty at a time: those who have all the words, in that place, with that need."""
    group, _, seat = place.partition("/")
    looked = Looked(*(text.replace("\0", "").strip() for text in (q, group, seat, area, attention)))
    async with service_of(request).reading(visitor.actor) as unit:
        found = await find_people(unit, looked, skip=(page - 1) * A_PAGE, limit=A_PAGE)
        version = await rows.latest_version(unit.session)
    asked = {"q": looked.words, "place": place, "area": looked.area, "attention": looked.attention}
    return render(
        request,
        "alert_list.html",
        people=found.people,
        count=found.count,
        faults=found.faults,
        plan=found.plan,
        stale=found.stale,
        version=version,
        looked=looked,
        place=place,
        searching=looked != Looked(),
        page=page,
        pages=max(1, -(-found.count // A_PAGE)),
        address="/alert-list?" + "".join(f"{urlencode({name: text})}&" for name, text in asked.items() if text),
        FAULTS=FAULTS,
    )


@router.get("/alert-list/new")
async def new_person(request: Request, visitor: Secretariat) -> Response:
    """An empty form."""
    return await _form(request, visitor, None, Form())


@router.get("/alert-list/{person_id}")
async def person(request: Request, person_id: Number, visitor: Staff) -> Response:
    """One person and their places."""
    async with service_of(request).reading(visitor.actor) as unit:
        row = await _on_the_list(unit, person_id)
    return await _form(request, visitor, person_id, form_of(row))


@router.get("/alert-list/{person_id}/edit")
async def edit(request: Request, person_id: Number, visitor: Secretariat) -> Response:
    """The person's form in their row of the list; the person's own page for whoever comes here without the list."""
    if not _in_place(request):
        return RedirectResponse(f"/alert-list/{person_id}", 303)
    async with service_of(request).reading(visitor.actor) as unit:
        row = await _on_the_list(unit, person_id)
    return await _form(request, visitor, person_id, form_of(row))


@router.get("/alert-list/{person_id}/row")
async def row_of(request: Request, person_id: Number, visitor: Staff) -> Response:
    """The row again, when nothing is to be changed after all."""
    if not _in_place(request):
        return RedirectResponse(f"/alert-list/{person_id}", 303)
    return await _row(request, visitor, person_id)


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
    """Write the person anew, note that all of it is right, take them off the list or put them back; from the list or from their page."""
    return await _save(request, visitor, person_id)


async def _save(request: Request, visitor: Visitor, person_id: int | None) -> Response:
    form = await checked_form(request, visitor)
    service = service_of(request)

    former = Form()

    async def save() -> str:
        nonlocal former
        former = await _do(unit, person_id, form)
        return ANSWERS.get(form["do"], "/alert-list?told=person").format(person_id)

    async with service.reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
        faults = [] if form["do"] in _WITHOUT_THE_FORM else faults_of(form, plan, local(unit.now).date())
    if faults:
        return await _form(request, visitor, person_id, Form(form.values, {}, tuple(faults)), STATUS_OF_KIND[INVALID])
    try:
        async with service.unit(visitor.actor) as unit:
            done = await once(unit, form.once, save)
    except Refused as refused:
        return await _refused(request, visitor, person_id, form, refused)
    if person_id is not None and _in_place(request):
        return await _row(request, visitor, person_id, former)
    return RedirectResponse(done, 303)


async def _do(unit: Unit, person_id: int | None, form: Form) -> Form:
    """Do it; what the person was before, as a form that writes them so again."""
    if person_id is None:
        await people.add_person(unit, draft_of(form))
        return Form()
    row = await rows.person(unit.session, person_id, lock=True)
    former = form_of(row) if row else Form()
    _refuse_unseen(row, form)
    if form["do"] == "remove":
        await people.remove_person(unit, person_id)
    elif form["do"] == "undo":
        await people.put_back(unit, person_id)
    elif form["do"] == "confirm":
        await people.confirm(unit, [person_id])
    else:
        await people.update_person(unit, person_id, draft_of(form))
    return former


def _refuse_unseen(row: PersonRow | None, form: Form) -> None:
    """Nobody writes over what they have not seen; a form sent once more knows that it does."""
    if row is not None and form["seen"] and form["seen"] != form_of(row)["seen"]:
        raise Refused(
            "Somebody else has changed this person since you opened the form. "
            "Look at the person's own page, or save again to let yours stand.",
            kind=CONFLICT,
        )


async def _refused(request: Request, visitor: Visitor, person_id: int | None, form: Form, refused: Refused) -> Response:
    values = dict(form.values)
    if person_id is not None:
        async with service_of(request).reading(visitor.actor) as unit:
            row = await rows.person(unit.session, person_id)
        values |= {"seen": form_of(row)["seen"]} if row else {}
    again = Form(values, form.files, form.faults).with_fault(refused)
    return await _form(request, visitor, person_id, again, STATUS_OF_KIND[refused.kind])


async def _form(request: Request, visitor: Visitor, person_id: int | None, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
    used = used_places(form)
    shown = range(max(used, default=-1) + 1 + (PLACES if not used else 2))
    template = "person_in_place.html" if person_id is not None and _in_place(request) else "person.html"
    return render(request, template, status=status, form=form, plan=plan, person_id=person_id, places=shown)


async def _row(request: Request, visitor: Visitor, person_id: int, former: Form | None = None) -> Response:
    """The row as it is now; `former` when it has just been saved, and says what the person was before."""
    async with service_of(request).reading(visitor.actor) as unit:
        row = await _on_the_list(unit, person_id)
        _, plan = await in_force(unit.session, unit.house)
        stale = stale_day(unit, plan)
    return render(request, "person_row_done.html", p=row, plan=plan, stale=stale, focus=True, former=former, seen=form_of(row)["seen"])


async def _on_the_list(unit: Unit, person_id: int) -> PersonRow:
    row = await rows.person(unit.session, person_id)
    if row is None or not row.active:
        raise Refused("There is no such person on the alert list.", field="person_id", kind=NOT_FOUND)
    return row


def _in_place(request: Request) -> bool:
    """Whether the list asks for a row of its own."""
    return request.headers.get("hx-request") == "true"
