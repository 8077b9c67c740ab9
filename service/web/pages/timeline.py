"""The timeline of one incident: read, checked, downloaded (I7)."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from flows.vocabulary import Mode
from service.domain.language import translations
from service.web.pages.board import Number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work import lines
from service.work.board import board
from service.work.export import written
from service.work.report import timeline_report

router = APIRouter(route_class=PageRoute)

A_PAGE: Final = 300


@router.get("/incidents/{incident_id}/timeline")
async def read(request: Request, incident_id: Number, visitor: Staff, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
    """The entries in the order of the chain, and what checking the chain says."""
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        told = await lines.lines(unit, incident_id, after=after, limit=A_PAGE + 1)
        verdict = await lines.checked(unit, incident_id)
    more = told[A_PAGE - 1].seq if len(told) > A_PAGE else None
    return render(
        request,
        "timeline.html",
        board=found,
        lines=told[:A_PAGE],
        more=more,
        after=after,
        verdict=verdict,
        shown_mode=Mode(found.mode),
    )


@router.get("/incidents/{incident_id}/timeline.{form}")
async def download(request: Request, incident_id: Number, form: str, visitor: Staff) -> Response:
    """The timeline as PDF, CSV or JSON, signed."""
    service = service_of(request)
    async with service.reading(visitor.actor) as unit:
        report = await timeline_report(unit, incident_id, visitor.name, form)
    speaker = translations().speaker(visitor.language)
    file = await written(report, form, service.settings.secret_key.get_secret_value(), speaker)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
