"""The first page: what runs now, and one big button."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from actioncards.model import Plan
from flows.incident import is_open
from flows.sentences import Refused
from flows.vocabulary import IncidentState, Role
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Anyone, Visitor
from service.web.service import service_of
from service.work import overview
from service.work.call_out_view import CallOutView, listing
from service.work.plans import in_force
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)


@router.get("/")
async def home(request: Request, visitor: Anyone) -> Response:
    """Open incidents, the alarm, and what was called off last."""
    async with service_of(request).reading(visitor.actor) as unit:
        only_for = visitor.person_id or 0 if visitor.role is Role.PARTNER else None
        found = await overview.incidents(unit, only_for=only_for)
        waiting = await _call_outs(unit, visitor, IncidentState.REPORTED)
        briefed = await _call_outs(unit, visitor, IncidentState.BRIEFED)
        plan = await _plan(unit) if visitor.role is Role.DUTY_CHIEF else None
    shown = {call.id for call in (*waiting, *briefed)}
    running = [i for i in found if is_open(IncidentState(i.state)) and i.id not in shown]
    ended = [i for i in found if not is_open(IncidentState(i.state))]
    return render(request, "home.html", running=running, ended=ended, waiting=waiting, briefed=briefed, plan=plan)


async def _call_outs(unit: Unit, visitor: Visitor, state: IncidentState) -> list[CallOutView]:
    """Call-outs in this state: a partner's own, everyone's for the others."""
    return await listing(unit, state=state, caller=visitor.actor if visitor.role is Role.PARTNER else None)


async def _plan(unit: Unit) -> Plan | None:
    """The plan whose levels an alarm begins at; None where none is in force."""
    try:
        return (await in_force(unit.session, unit.house))[1]
    except Refused:
        return None
