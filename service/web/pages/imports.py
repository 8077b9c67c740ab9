"""Import an alert list: choose a file, see what it would change, take it (P6)."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from contacts.comparing import Differences
from contacts.importing import Reading
from flows.sentences import TOO_LARGE, Refused
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.parcel import packed, sent, unpacked
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Secretariat, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import contacts
from service.work.once import once
from service.work.plans import in_force

router = APIRouter(route_class=PageRoute)

MOST_BYTES: Final = 10 * 1024 * 1024
LARGEST: Final = 7 * 1024 * 1024
"""What still fits into a form once it is packed for the way back."""


@router.get("/alert-list/import")
async def choose(request: Request, _: Secretariat) -> Response:
    """Choose a file."""
    return _choose(request, Form())


@router.post("/alert-list/import")
async def look(request: Request, visitor: Secretariat) -> Response:
    """What the file says and what it would change. Nothing is stored yet; the file travels with the page."""
    form = await checked_form(request, visitor, most_bytes=MOST_BYTES)
    try:
        too_large = Refused("The file is too large for the page. Use `beredskab contacts import FILE`.", field="file", kind=TOO_LARGE)
        name, data = await sent(form, LARGEST, too_large)
        return await _differences(request, visitor, form, data, name)
    except Refused as refused:
        return _choose(request, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


@router.post("/alert-list/take/import")
async def take(request: Request, visitor: Secretariat) -> Response:
    """Take the list as it was shown."""
    form = await checked_form(request, visitor, most_bytes=MOST_BYTES)
    service = service_of(request)

    async def save() -> str:
        await contacts.import_people(unit, reading, skip_bad_rows=form["skip"] == "yes", replace=form["replace"] == "yes")
        return "/alert-list?told=imported"

    try:
        data = unpacked(form["data"], LARGEST)
        async with service.reading(visitor.actor) as unit:
            reading = await contacts.read_file(unit, data, form["name"])
        async with service.unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, save), 303)
    except Refused as refused:
        return _choose(request, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


async def _differences(request: Request, visitor: Visitor, form: Form, data: bytes, name: str) -> Response:
    replace, skip = form["replace"] == "yes", form["skip"] == "yes"
    differences: Differences | None = None
    trouble: Refused | None = None
    async with service_of(request).reading(visitor.actor) as unit:
        reading: Reading = await contacts.read_file(unit, data, name)
        _, plan = await in_force(unit.session, unit.house)
        try:
            differences = await contacts.preview_import(unit, reading, skip_bad_rows=skip, replace=replace)
        except Refused as refused:
            trouble = refused
    return render(
        request,
        "import_preview.html",
        status=200 if differences else 422,
        form=form.with_fault(trouble) if trouble else form,
        reading=reading,
        plan=plan,
        differences=differences,
        packed=packed(data),
        name=name,
        replace=replace,
        skip=skip,
    )


def _choose(request: Request, form: Form, status: int = 200) -> Response:
    return render(request, "import.html", status=status, form=form)
