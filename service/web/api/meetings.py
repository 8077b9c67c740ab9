"""Meetings: propose, convene, move, cancel, answer, write, decide, close (F5, F6, F8)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from flows.sentences import Refused
from flows.vocabulary import Scope
from service.store.tables import MeetingRow
from service.web.api import incident_models
from service.web.api import meeting_models as m
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.languages import speaker_of
from service.web.service import in_unit, service_of
from service.work import decisions, meeting_room, meetings, rsvps
from service.work.meeting_refusals import note_refused
from service.work.meeting_times import read_time
from service.work.meeting_view import all_of, meeting_of
from service.work.unit import Unit

router = APIRouter(tags=["meetings"], responses=PROBLEMS)

Trigger = Annotated[Once, Depends(doing(Scope.TRIGGER))]
Answering = Annotated[Once, Depends(doing(Scope.TRIGGER, Scope.ANSWER))]
Reader = Depends(needs(Scope.READ))


async def _told(unit: Unit, row: MeetingRow, status: int = 200) -> Answer:
    headers = {"location": f"/api/v1/meetings/{row.id}"} if status == 201 else {}
    await unit.session.flush()
    return Answer(m.MeetingOut.model_validate(await meeting_of(unit, row.id)), status, headers)


@asynccontextmanager
async def _noting(once: Once, wanted: str | None, *, incident_id: int | None = None, meeting_id: int | None = None) -> AsyncIterator[None]:
    """A start that is refused inside stands in the timeline, and is refused all the same."""
    try:
        yield
    except Refused as refused:
        why = refused

        async def note(unit: Unit) -> None:
            await note_refused(unit, why, wanted, incident_id=incident_id, meeting_id=meeting_id)

        await in_unit(service_of(once.request), once.caller.actor, note)
        raise


@router.get("/incidents/{incident_id:int}/meetings/proposal", summary="See when the committee would meet, and why", dependencies=[Reader])
async def propose(
    incident_id: Id, request: Request, start: Annotated[str | None, Query(max_length=40, description="Another start, to be checked")] = None
) -> m.ProposalOut:
    """The start that the plan's rules give now, explained in words; with `start`, whether that is possible. Changes nothing."""
    say = speaker_of(request).say
    async with service_of(request).reading() as unit:
        made = await meetings.proposal(unit, incident_id, read_time(start, field="start"))
    reasons = [say(reason) for reason in made.reasons]
    return m.ProposalOut(start=made.start, reasons=reasons, earliest=made.earliest, latest=made.latest)


@router.post("/incidents/{incident_id:int}/meetings", status_code=201, response_model=m.MeetingOut, summary="Convene the committee")
async def convene(incident_id: Id, content: m.ConveneIn, once: Trigger) -> Response:
    """Every seat of the executive committee is summoned by SMS, and by e-mail with a calendar entry (F5, F8)."""

    async def effect(unit: Unit) -> Answer:
        return await _told(unit, await meetings.convene(unit, incident_id, read_time(content.start, field="start")), 201)

    async with _noting(once, content.start, incident_id=incident_id):
        return await once(effect)


@router.get("/incidents/{incident_id:int}/meetings", summary="The meetings of an incident", dependencies=[Reader])
async def list_(incident_id: Id, page: Paged) -> Page[m.MeetingOut]:
    """The oldest first."""
    async with service_of(page.request).reading() as unit:
        found = await all_of(unit, incident_id)
    return page.of(found, m.MeetingOut.model_validate, lambda meeting: meeting.id)


@router.get("/meetings/{meeting_id:int}", summary="One meeting", dependencies=[Reader])
async def one(meeting_id: Id, request: Request) -> m.MeetingOut:
    """Seats and their answers, the agenda, the decisions, and the minutes once they are frozen."""
    async with service_of(request).reading() as unit:
        return m.MeetingOut.model_validate(await meeting_of(unit, meeting_id))


@router.post("/meetings/{meeting_id:int}/move", response_model=m.MeetingOut, summary="Move a meeting")
async def move(meeting_id: Id, content: m.MoveIn, once: Trigger) -> Response:
    """Exactly those invited are told, on what reached them, and asked again."""

    async def effect(unit: Unit) -> Answer:
        return await _told(unit, await meetings.move(unit, meeting_id, read_time(content.start, field="start")))

    async with _noting(once, content.start, meeting_id=meeting_id):
        return await once(effect)


@router.post("/meetings/{meeting_id:int}/cancel", response_model=m.MeetingOut, summary="Cancel a meeting")
async def cancel(meeting_id: Id, content: m.CancelIn, once: Trigger) -> Response:
    """Exactly those whom the summons reached are told."""

    async def effect(unit: Unit) -> Answer:
        return await _told(unit, await meetings.cancel(unit, meeting_id, content.reason))

    return await once(effect)


@router.post("/meetings/{meeting_id:int}/begin", response_model=m.MeetingOut, summary="Begin a meeting before its time")
async def begin(meeting_id: Id, once: Trigger) -> Response:
    """When all are there; at its start it begins by itself."""

    async def effect(unit: Unit) -> Answer:
        return await _told(unit, await meeting_room.hold(unit, meeting_id))

    return await once(effect)


@router.post("/meetings/{meeting_id:int}/notes", response_model=m.MeetingOut, summary="Write under the agenda")
async def notes(meeting_id: Id, content: m.NotesIn, once: Trigger) -> Response:
    """The four points of the plan (F6); points that are left out stand."""

    async def effect(unit: Unit) -> Answer:
        return await _told(unit, await meeting_room.write(unit, meeting_id, content.points))

    return await once(effect)


@router.post(
    "/meetings/{meeting_id:int}/decisions", status_code=201, response_model=incident_models.TaskOut, summary="Write a decision down"
)
async def decide(meeting_id: Id, content: m.DecisionIn, once: Trigger) -> Response:
    """It becomes a task of the seat that owns it (F6)."""

    async def effect(unit: Unit) -> Answer:
        task = await decisions.decide(unit, meeting_id, content.text, content.group, content.seat, content.due_at)
        return Answer(incident_models.TaskOut.model_validate(task), 201)

    return await once(effect)


@router.post("/meetings/{meeting_id:int}/close", response_model=m.MeetingOut, summary="Close a meeting and freeze its minutes")
async def close(meeting_id: Id, once: Trigger) -> Response:
    """The minutes go to the tiers that may have them (C4)."""

    async def effect(unit: Unit) -> Answer:
        return await _told(unit, await meeting_room.close(unit, meeting_id))

    return await once(effect)


@router.post("/meetings/{meeting_id:int}/answers", response_model=incident_models.TakenOut, summary="Answer the summons for someone")
async def answer(meeting_id: Id, content: m.RsvpIn, once: Answering) -> Response:
    """It counts as their own: they are not asked again (I5)."""

    async def effect(unit: Unit) -> Answer:
        reply = rsvps.Reply(content.person_id, content.rsvp, content.via, content.answered_at)
        return Answer(incident_models.TakenOut(taken=(await rsvps.take(unit, meeting_id, reply)).value))

    return await once(effect)
