"""The photo of a log line: sent with the line, shown to those who may read it, deleted for good when it must be (C3, C4)."""

from base64 import b64decode, b64encode
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import INVALID, Refused
from flows.vocabulary import Mode
from service.domain import pictures
from service.domain.pictures import Picture
from service.web.pages.board import Number
from service.web.pages.forms import LOST, PARCEL, Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff, Visitor
from service.web.photo_response import photo_response
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import photos
from service.work.board import board
from service.work.once import once

router = APIRouter(route_class=PageRoute)

FIELDS = ("camera", "photo")
"""The form has two: one opens a phone's camera at once, the other whatever is on the phone."""


@router.get("/incidents/{incident_id}/photos/{line}")
async def show(request: Request, incident_id: Number, line: Number, visitor: Staff) -> Response:
    """The whole photo of a line."""
    return await _picture(request, incident_id, line, visitor, small=False)


@router.get("/incidents/{incident_id}/photos/{line}/small")
async def small(request: Request, incident_id: Number, line: Number, visitor: Staff) -> Response:
    """The photo as it stands beside its line."""
    return await _picture(request, incident_id, line, visitor, small=True)


@router.get("/incidents/{incident_id}/photos/{line}/delete")
async def ask(request: Request, incident_id: Number, line: Number, visitor: Staff) -> Response:
    """Look at the photo once more, and say why it goes."""
    return await _delete_page(request, incident_id, line, visitor, Form())


@router.post("/incidents/{incident_id}/photos/{line}/delete")
async def delete(request: Request, incident_id: Number, line: Number, visitor: Staff) -> Response:
    """Delete it for good."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        await photos.delete(unit, incident_id, line, form["reason"])
        return f"/incidents/{incident_id}/timeline?told=photo_deleted"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        if refused.field is None:
            raise
        return await _delete_page(request, incident_id, line, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


async def chosen(form: Form) -> Picture | None:
    """The photo that came with a form, looked through; None without one. `Refused`, with its field, when it cannot be taken."""
    uploads = [form.files[name] for name in FIELDS if name in form.files]
    if len(uploads) > 1:
        raise Refused("One line takes one photo. Choose one, and write a line for the other.", field="photo", kind=INVALID)
    if uploads:
        if (uploads[0].size or 0) > pictures.LARGEST:
            raise pictures.too_large()
        return await photos.looked_through(await uploads[0].read())
    if form[PARCEL]:
        return await photos.looked_through(_unpacked(form[PARCEL]))
    if form[LOST]:
        raise Refused("The photo did not come along. Choose it again, or write the line without it.", field="photo", kind=INVALID)
    return None


def with_parcel(form: Form, picture: Picture | None) -> Form:
    """The form as it is given back: what was chosen travels with the page, so that nobody chooses it again."""
    values = {name: value for name, value in form.values.items() if name not in (LOST, PARCEL)}
    if picture is not None:
        values[PARCEL] = b64encode(picture.jpeg).decode()
    return replace(form, values=values, files={})


def _unpacked(text: str) -> bytes:
    try:
        return b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise Refused("The photo did not come along. Choose it again, or write the line without it.", field="photo") from error


async def _picture(request: Request, incident_id: int, line: int, visitor: Visitor, *, small: bool) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await photos.photo(unit, incident_id, line, small=small)
    return photo_response(found, incident_id, line)


async def _delete_page(request: Request, incident_id: int, line: int, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        await photos.photo(unit, incident_id, line, small=True)
    return render(request, "do_delete_photo.html", status=status, board=found, line=line, form=form, shown_mode=Mode(found.mode))
