"""The first page: what runs now, and one big button."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from flows.incident import is_open
from flows.vocabulary import IncidentState, Role
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Anyone, Visitor
from service.web.service import service_of
from service.work import overview
from service.work.call_out_view import CallOutView, listing
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)


@router.get("/")
async def home(request: Request, visitor: Anyone) -> Response:
    """Open incidents, the alarm, and what was called off last."""
    async with service_of(request).reading(visitor.actor) as unit:
        only_for = visitor.person_id or 0 if visitor.role is Role.PARTNER else None
        found = await overview.incidents(unit, only_for=only_for)
        waiting = await _waiting(unit, visitor)
    shown = {call.id for call in waiting}
    running = [i for i in found if is_open(IncidentState(i.state)) and i.id not in shown]
    ended = [i for i in found if not is_open(IncidentState(i.state))]
    return render(request, "home.html", running=running, ended=ended, waiting=waiting)


async def _waiting(unit: Unit, visitor: Visitor) -> list[CallOutView]:
    """Call-outs still to be assessed: a partner's own, everyone's for the others."""
    return await listing(unit, waiting=True, caller=visitor.actor if visitor.role is Role.PARTNER else None)
