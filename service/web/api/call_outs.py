"""Call the duty chief out, follow it, take it, assess it (F1, F2, F13)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from flows.vocabulary import IncidentState, Scope
from service.web.api import call_out_models as m
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work import assessment
from service.work.call_out_view import listing, view
from service.work.callouts import call_out
from service.work.unit import Unit

router = APIRouter(prefix="/call-outs", tags=["call-outs"], responses=PROBLEMS)

Trigger = Annotated[Once, Depends(doing(Scope.TRIGGER))]
Reader = Depends(needs(Scope.READ, Scope.TRIGGER))


async def _told(unit: Unit, incident_id: int, status: int = 200) -> Answer:
    await unit.session.flush()
    headers = {"location": f"/api/v1/call-outs/{incident_id}"} if status == 201 else {}
    return Answer(m.CallOutOut.model_validate(await view(unit, incident_id)), status, headers)


@router.post("", status_code=201, response_model=m.CallOutOut, summary="Call the duty chief out")
async def call(wanted: m.CallOutIn, once: Trigger) -> Response:
    """Opens an incident without a level and calls whoever is on duty, until somebody answers."""

    async def effect(unit: Unit) -> Answer:
        return await _told(unit, (await call_out(unit, wanted.call_out())).id, 201)

    return await once(effect)


@router.get("", summary="List call-outs, newest first", dependencies=[Reader])
async def list_(page: Paged, waiting: Annotated[bool, Query(description="Only those still to be assessed")] = False) -> Page[m.CallOutOut]:
    """Every call-out, newest first."""
    async with service_of(page.request).reading() as unit:
        found = await listing(unit, before=page.after, limit=page.limit + 1, state=IncidentState.REPORTED if waiting else None)
    return page.page(found, m.CallOutOut.model_validate, lambda one: one.id)


@router.get("/{incident_id}", summary="See how a call-out stands", dependencies=[Reader])
async def one(incident_id: Id, request: Request) -> m.CallOutOut:
    """Who is being called, who has taken it, what it was assessed as."""
    async with service_of(request).reading() as unit:
        return m.CallOutOut.model_validate(await view(unit, incident_id))


@router.post("/{incident_id}/take", response_model=m.CallOutOut, summary="Take a call-out")
async def take(incident_id: Id, once: Trigger) -> Response:
    """The calling stops and the caller is told."""

    async def effect(unit: Unit) -> Answer:
        await view(unit, incident_id)
        await assessment.take(unit, incident_id)
        return await _told(unit, incident_id)

    return await once(effect)


@router.post("/{incident_id}/alarm", response_model=m.CallOutOut, summary="Make a call-out an alarm")
async def alarm(incident_id: Id, choice: m.ToAlarmIn, once: Trigger) -> Response:
    """The alarm is raised in the same incident, and the caller is told."""

    async def effect(unit: Unit) -> Answer:
        await view(unit, incident_id)
        await assessment.to_alarm(unit, incident_id, choice.choice())
        return await _told(unit, incident_id)

    return await once(effect)


@router.post("/{incident_id}/briefing", response_model=m.CallOutOut, summary="Brief partners without a crisis")
async def briefing(incident_id: Id, words: m.BriefingIn, once: Trigger) -> Response:
    """The chosen groups are told, nothing is asked of them (F13). It can still become an alarm, or be closed."""

    async def effect(unit: Unit) -> Answer:
        await view(unit, incident_id)
        await assessment.to_briefing(unit, incident_id, words.briefing())
        return await _told(unit, incident_id)

    return await once(effect)


@router.post("/{incident_id}/close", response_model=m.CallOutOut, summary="Close a call-out with a reason")
async def close(incident_id: Id, why: m.ReasonIn, once: Trigger) -> Response:
    """Nothing more is done; the caller is told, and so are those who were briefed."""

    async def effect(unit: Unit) -> Answer:
        await view(unit, incident_id)
        await assessment.to_closed(unit, incident_id, why.reason)
        return await _told(unit, incident_id)

    return await once(effect)
