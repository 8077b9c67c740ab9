"""The board for a screen on the wall: large, without controls, live by the same stream, and plain about it when it is not."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from flows.incident import is_open
from service.web.pages.board import Number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff, Visitor
from service.web.service import service_of
from service.work.board import board
from service.work.lines import latest_lines
from service.work.wall import announced

router = APIRouter(route_class=PageRoute)

LINES: Final = 5


@router.get("/incidents/{incident_id}/wall")
async def show(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """The whole screen."""
    return await _page(request, incident_id, visitor, "wall.html")


@router.get("/incidents/{incident_id}/wall/live")
async def swap(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """What is swapped when something happens."""
    return await _page(request, incident_id, visitor, "wall_live.html")


async def _page(request: Request, incident_id: int, visitor: Visitor, template: str) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        lines = await latest_lines(unit, incident_id, LINES)
        outward = await announced(unit, incident_id)
    return render(request, template, board=found, open=is_open(found.state), latest_lines=lines, outward=outward)
