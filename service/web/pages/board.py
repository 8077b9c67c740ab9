"""The board of one incident: the page, and the part of it that is swapped when something happens."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from flows.incident import is_open
from flows.vocabulary import Role
from service.domain.pictures import LARGEST
from service.web.pages.forms import Form
from service.web.pages.frame import render
from service.web.pages.own import own_page
from service.web.pages.route import PageRoute
from service.web.pages.times import as_typed
from service.web.pages.visitors import Anyone, Staff, Visitor
from service.web.service import service_of
from service.work.board import board
from service.work.lines import latest_lines

router = APIRouter(route_class=PageRoute)

Number = Annotated[int, Path(ge=1, le=2**53)]
"""A number in an address that every database can hold."""
LINES = 8


@router.get("/incidents/{incident_id}")
async def show(request: Request, incident_id: Number, visitor: Anyone) -> Response:
    """The board; a partner sees what was sent to them and what they answered (C4)."""
    if visitor.role is Role.PARTNER:
        return await own_page(request, incident_id, visitor)
    return await board_page(request, incident_id, visitor)


@router.get("/incidents/{incident_id}/board")
async def swap(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """The board alone, as it stands now."""
    return await board_page(request, incident_id, visitor, template="board_live.html")


async def board_page(
    request: Request, incident_id: int, visitor: Visitor, *, template: str = "board.html", form: Form | None = None, status: int = 200
) -> Response:
    """The board, with a form to be mended when there is one."""
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        lines = await latest_lines(unit, incident_id, LINES)
        latest = as_typed(unit.now)
    return render(
        request,
        template,
        status=status,
        board=found,
        open=is_open(found.state),
        latest_lines=lines,
        latest=latest,
        largest_photo=LARGEST,
        form=form or Form(),
    )
