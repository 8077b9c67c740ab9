"""The version of a timeline for access requests (aktindsigt): chosen, previewed, then downloaded."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.domain.language import translations
from service.exports.redaction import Hidden
from service.web.pages.board import Number
from service.web.pages.forms import checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work import access_request
from service.work.board import board

router = APIRouter(route_class=PageRoute)


@router.get("/incidents/{incident_id}/access-request")
async def preview(
    request: Request, incident_id: Number, visitor: Staff, hide: Annotated[list[str] | None, Query(max_length=9)] = None
) -> Response:
    """Every line as it would be handed out."""
    chosen = frozenset(Hidden) if hide is None else frozenset(one for one in Hidden if one.value in hide)
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        lines = await access_request.preview(unit, incident_id, chosen)
    return render(request, "access_request.html", board=found, lines=lines, chosen=chosen, choices=list(Hidden))


@router.post("/incidents/{incident_id}/access-request")
async def hand_out(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """The previewed version as CSV; that it was made stands in the timeline."""
    form = await checked_form(request, visitor)
    chosen = frozenset(one for one in Hidden if form[one.value])
    async with service_of(request).unit(visitor.actor) as unit:
        content = await access_request.hand_out(unit, incident_id, chosen, translations().speaker(visitor.language))
    headers = {"Content-Disposition": f'attachment; filename="aktindsigt-{incident_id}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
