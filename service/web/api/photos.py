"""Photos of log lines: sent with the line, read by whoever may read the timeline, deleted for good (C3, C4, I7)."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from flows.sentences import Refused
from flows.vocabulary import Scope
from service.domain import photo_proof, pictures
from service.store import timeline
from service.web.api import incident_models as m
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id
from service.web.api.once import Answer, Once, doing
from service.web.photo_response import photo_response
from service.web.service import service_of
from service.work import log, photos
from service.work.unit import Unit

router = APIRouter(prefix="/incidents/{incident_id:int}/photos", tags=["timeline"], responses=PROBLEMS)

_FIELDS: Final[dict[str, Any]] = {
    "photo": {"type": "string", "format": "binary", "description": "JPEG, PNG or WebP; kept as JPEG without place and camera data"},
    "text": {"type": "string", "maxLength": 4000, "description": "The line's words, which also describe the photo"},
    "occurred_at": {"type": "string", "format": "date-time", "description": "When it happened, if that was earlier"},
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "properties": _FIELDS, "required": ["photo", "text"], "additionalProperties": False}
            }
        },
    }
}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The photo", "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("", status_code=201, response_model=m.PhotoLoggedOut, summary="Write a line in the log with a photo", openapi_extra=_BODY)
async def add(incident_id: Id, request: Request, once: Annotated[Once, Depends(doing(Scope.TRIGGER, Scope.ANSWER))]) -> Response:
    """The photo stays with those who may read the timeline. It is never sent to anybody."""
    entry, data = await _sent(request)
    picture = await photos.looked_through(data)

    async def effect(unit: Unit) -> Answer:
        await log.add_entry(unit, incident_id, entry.text, entry.occurred_at, picture)
        seq = (await timeline.head(unit.session, incident_id)).seq
        sha256 = photo_proof.checksum(picture.jpeg)
        told = m.PhotoLoggedOut(incident_id=incident_id, seq=seq, sha256=sha256, width=picture.width, height=picture.height)
        return Answer(told, 201, {"location": f"/api/v1/incidents/{incident_id}/photos/{seq}"})

    return await once(effect)


@router.get("/{seq}", summary="The photo of a line", response_class=Response, responses=_FILE, dependencies=[Depends(needs(Scope.READ))])
async def one(incident_id: Id, seq: Id, request: Request) -> Response:
    """As JPEG; 404 when the line has none, or it has been deleted."""
    async with service_of(request).reading() as unit:
        found = await photos.photo(unit, incident_id, seq)
    return photo_response(found, incident_id, seq)


@router.post("/{seq}/deletion", response_model=m.LoggedOut, summary="Delete the photo of a line for good")
async def delete(incident_id: Id, seq: Id, why: m.PhotoDeletionIn, once: Annotated[Once, Depends(doing(Scope.TRIGGER))]) -> Response:
    """The line and the photo's checksum stay; the timeline says who deleted it and why."""

    async def effect(unit: Unit) -> Answer:
        await photos.delete(unit, incident_id, seq, why.reason)
        return Answer(m.LoggedOut(incident_id=incident_id, seq=(await timeline.head(unit.session, incident_id)).seq))

    return await once(effect)


async def _sent(request: Request) -> tuple[m.LogIn, bytes]:
    """The line and the photo's bytes; `Refused` without a photo, and as for a line of JSON when that is not right."""
    await request.body()  # kept, so that the request's digest can be made from it too
    async with request.form(max_files=1, max_fields=20) as form:
        photo = form.get("photo")
        if not isinstance(photo, UploadFile):
            raise Refused("There is no photo. Send it as the form's field 'photo'.", field="photo")
        if (photo.size or 0) > pictures.LARGEST:
            raise pictures.too_large()
        try:
            entry = m.LogIn.model_validate({name: value for name, value in form.items() if name != "photo"})
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error
        return entry, await photo.read()
