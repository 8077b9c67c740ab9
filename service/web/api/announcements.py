"""Announcements: drafted, cleared, released in order, put right; and the police's hold (C1-C4, F4, F9-F11)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from flows.vocabulary import Scope
from service.store import announcements as rows
from service.web.api import announcement_models as m
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work import announcement_view as view
from service.work import announcements, clearance, holds, release
from service.work.incident_row import incident_of
from service.work.unit import Unit

router = APIRouter(tags=["announcements"], responses=PROBLEMS)

Trigger = Annotated[Once, Depends(doing(Scope.TRIGGER))]
Clearing = Annotated[Once, Depends(doing(Scope.CLEAR))]
Reader = Depends(needs(Scope.READ))
Out = m.AnnouncementOut


async def _told(unit: Unit, announcement_id: int, status: int = 200) -> Answer:
    await unit.session.flush()
    headers = {"location": f"/api/v1/announcements/{announcement_id}"} if status == 201 else {}
    return Answer(Out.model_validate(await view.one(unit, announcement_id)), status, headers)


@router.post("/incidents/{incident_id:int}/announcements", status_code=201, response_model=Out, summary="Draft an announcement")
async def draft(incident_id: Id, content: m.DraftIn, once: Trigger) -> Response:
    """Nothing goes out: it must be submitted, cleared and released."""

    async def effect(unit: Unit) -> Answer:
        row = await announcements.draft(unit, incident_id, content.draft(), content.written_by)
        return await _told(unit, row.id, 201)

    return await once(effect)


@router.post(
    "/incidents/{incident_id:int}/announcements/preview",
    summary="See a draft side by side",
    dependencies=[Depends(needs(Scope.TRIGGER, Scope.READ))],
)
async def preview(incident_id: Id, content: m.DraftIn, request: Request) -> list[m.PartOut]:
    """The exact words by audience and channel, how many text messages they take and why, and to how many people. Changes nothing."""
    async with service_of(request).reading() as unit:
        return [m.PartOut.model_validate(part) for part in await view.preview(unit, incident_id, content.draft())]


@router.get("/incidents/{incident_id:int}/announcements/starters", summary="Texts to start from", dependencies=[Reader])
async def starters(incident_id: Id, page: Paged) -> Page[m.SuggestionOut]:
    """The plan's text for the incident's level and cause, by audience."""
    async with service_of(page.request).reading() as unit:
        return page.of(await view.suggestions(unit, incident_id), m.SuggestionOut.model_validate)


@router.get("/incidents/{incident_id:int}/announcements", summary="What has been, or is to be, said outward", dependencies=[Reader])
async def list_(incident_id: Id, page: Paged) -> Page[m.AnnouncementOut]:
    """Newest first."""
    async with service_of(page.request).reading() as unit:
        found = await view.newest(unit, incident_id, before=page.after, limit=page.limit + 1)
    return page.page(found, Out.model_validate, lambda one: one.id)


@router.get("/announcements/{announcement_id:int}", summary="One announcement", dependencies=[Reader])
async def one(announcement_id: Id, request: Request) -> m.AnnouncementOut:
    """Its words, who has cleared them, how far it has come."""
    async with service_of(request).reading() as unit:
        return Out.model_validate(await view.one(unit, announcement_id))


@router.put("/announcements/{announcement_id:int}", response_model=Out, summary="Write it anew")
async def edit(announcement_id: Id, content: m.EditIn, once: Trigger) -> Response:
    """Every clearance given is void (C1)."""

    async def effect(unit: Unit) -> Answer:
        await announcements.edit(unit, announcement_id, content.draft(), content.written_by, content.digest)
        return await _told(unit, announcement_id)

    return await once(effect)


@router.post("/announcements/{announcement_id:int}/submission", response_model=Out, summary="Ask the committee to clear it")
async def submit(announcement_id: Id, once: Trigger) -> Response:
    """Those who may clear it are told at once."""

    async def effect(unit: Unit) -> Answer:
        await clearance.submit(unit, announcement_id)
        return await _told(unit, announcement_id)

    return await once(effect)


@router.post("/announcements/{announcement_id:int}/clearance", response_model=Out, summary="A member clears it, or sends it back")
async def clear(announcement_id: Id, decision: m.ClearanceIn, once: Clearing) -> Response:
    """The key vouches for the person. Nobody clears their own words, nor any others than those that were shown."""

    async def effect(unit: Unit) -> Answer:
        if decision.cleared:
            await clearance.clear(unit, announcement_id, decision.person_id, decision.digest)
        else:
            await clearance.send_back(unit, announcement_id, decision.person_id, decision.digest, decision.note)
        return await _told(unit, announcement_id)

    return await once(effect)


@router.post("/announcements/{announcement_id:int}/release", response_model=Out, summary="Let it go out")
async def release_(announcement_id: Id, when: m.ReleaseIn, once: Trigger) -> Response:
    """Strategic tier first, then civil society, with the plan's gap (F10)."""

    async def effect(unit: Unit) -> Answer:
        await release.release(unit, announcement_id, when.at)
        return await _told(unit, announcement_id)

    return await once(effect)


@router.post("/announcements/{announcement_id:int}/stop", response_model=Out, summary="Stop the rest")
async def stop(announcement_id: Id, why: m.StopIn, once: Trigger) -> Response:
    """What has not been handed over to a provider yet is not sent."""

    async def effect(unit: Unit) -> Answer:
        await release.stop(unit, announcement_id, why.reason)
        return await _told(unit, announcement_id)

    return await once(effect)


@router.post("/announcements/{announcement_id:int}/correction", response_model=Out, summary="Put it right")
async def retract(announcement_id: Id, once: Trigger) -> Response:
    """The rest is stopped; the correction that was cleared with it goes to exactly those whom it has reached, or may have."""

    async def effect(unit: Unit) -> Answer:
        await release.retract(unit, announcement_id)
        return await _told(unit, announcement_id)

    return await once(effect)


@router.get("/incidents/{incident_id:int}/hold", summary="Whether outward communication is held back", dependencies=[Reader])
async def hold(incident_id: Id, request: Request) -> m.HoldOut:
    """By the police (F9)."""
    async with service_of(request).reading() as unit:
        return await _held(unit, incident_id)


@router.post("/incidents/{incident_id:int}/hold", response_model=m.HoldOut, summary="Hold outward communication back, or go on")
async def set_hold(incident_id: Id, wanted: m.HoldIn, once: Trigger) -> Response:
    """The person must hold one of the seats that the plan names. Nothing is released under a hold, nor sent of what was (F9)."""

    async def effect(unit: Unit) -> Answer:
        await (holds.set_hold if wanted.held else holds.lift_hold)(unit, incident_id, wanted.person_id)
        await unit.session.flush()
        return Answer(await _held(unit, incident_id))

    return await once(effect)


async def _held(unit: Unit, incident_id: int) -> m.HoldOut:
    await incident_of(unit, incident_id)
    found = await rows.open_hold(unit.session, incident_id)
    return m.HoldOut(held=found is not None, since=found.set_at if found else None)
