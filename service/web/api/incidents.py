"""Incidents: raise, see, change the level, log, tell, correct, call off (L1-L4, F3, F7)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from flows.vocabulary import Scope
from service.store import incidents as rows
from service.store import timeline
from service.store.tables import IncidentRow
from service.web.api import incident_models as m
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work import closing, levels, log
from service.work.board import board
from service.work.evaluation import close_evaluation
from service.work.incidents import raise_alarm
from service.work.preview import preview
from service.work.unit import Unit

router = APIRouter(prefix="/incidents", tags=["incidents"], responses=PROBLEMS)

Trigger = Annotated[Once, Depends(doing(Scope.TRIGGER))]
Reader = Depends(needs(Scope.READ))


def _told(row: IncidentRow, status: int = 200) -> Answer:
    headers = {"location": f"/api/v1/incidents/{row.id}"} if status == 201 else {}
    return Answer(m.IncidentOut.model_validate(row), status, headers)


@router.post("", status_code=201, response_model=m.IncidentOut, summary="Raise an alarm")
async def raise_(alarm: m.AlarmIn, once: Trigger) -> Response:
    """Open an incident at a level and warn everyone whom the plan names, at once. See `/incidents/preview` for who that is."""

    async def effect(unit: Unit) -> Answer:
        return _told(await raise_alarm(unit, alarm.alarm()), 201)

    return await once(effect)


@router.post("/preview", summary="See who an alarm would warn", dependencies=[Depends(needs(Scope.TRIGGER, Scope.READ))])
async def preview_(alarm: m.AlarmIn, request: Request) -> m.PreviewOut:
    """Who would be warned, on which channels, in which exact words and how many SMS parts, and who cannot be reached. Changes nothing."""
    async with service_of(request).reading() as unit:
        return m.PreviewOut.model_validate(await preview(unit, alarm.alarm()))


@router.get("", summary="List incidents, newest first", dependencies=[Reader])
async def list_(
    page: Paged, only_open: Annotated[bool, Query(alias="open", description="Only those that still run")] = False
) -> Page[m.IncidentOut]:
    """Every incident, newest first."""
    async with service_of(page.request).reading() as unit:
        found = await rows.page(unit.session, before=page.after, limit=page.limit + 1, only_open=only_open)
    return page.page(found, m.IncidentOut.model_validate, lambda row: row.id)


@router.get("/{incident_id:int}", summary="See the board of one incident", dependencies=[Reader])
async def one(incident_id: Id, request: Request) -> m.BoardOut:
    """Seats by group with how they stand, tasks, and what happens next by itself."""
    async with service_of(request).reading() as unit:
        return m.BoardOut.model_validate(await board(unit, incident_id))


@router.post("/{incident_id:int}/level", response_model=m.IncidentOut, summary="Raise or lower the level")
async def level(incident_id: Id, change: m.LevelIn, once: Trigger) -> Response:
    """Those concerned are told, groups that come in are warned (L4)."""

    async def effect(unit: Unit) -> Answer:
        return _told(await levels.set_level(unit, incident_id, change.level, change.reason))

    return await once(effect)


@router.post("/{incident_id:int}/log", status_code=201, response_model=m.LoggedOut, summary="Write a line in the log")
async def log_(incident_id: Id, entry: m.LogIn, once: Annotated[Once, Depends(doing(Scope.TRIGGER, Scope.ANSWER))]) -> Response:
    """A late line carries both when it happened and when it was entered."""

    async def effect(unit: Unit) -> Answer:
        await log.add_entry(unit, incident_id, entry.text, entry.occurred_at)
        head = await timeline.head(unit.session, incident_id)
        return Answer(m.LoggedOut(incident_id=incident_id, seq=head.seq), 201)

    return await once(effect)


@router.post("/{incident_id:int}/updates", response_model=m.IncidentOut, summary="Tell how it stands")
async def update(incident_id: Id, update: m.TextIn, once: Trigger) -> Response:
    """To everyone who was told, on what reached them (F7)."""

    async def effect(unit: Unit) -> Answer:
        return _told(await closing.send_update(unit, incident_id, update.text))

    return await once(effect)


@router.post("/{incident_id:int}/correction", response_model=m.IncidentOut, summary="Put a wrong alarm right")
async def correction(incident_id: Id, correction: m.CorrectionIn, once: Trigger) -> Response:
    """Changes the facts and tells everyone who was told."""

    async def effect(unit: Unit) -> Answer:
        return _told(await closing.correct(unit, incident_id, correction.correction()))

    return await once(effect)


@router.post("/{incident_id:int}/call-off", response_model=m.IncidentOut, summary="Call it off")
async def call_off(incident_id: Id, ending: m.TextIn, once: Trigger) -> Response:
    """Nothing more is due, and exactly those who were told are told that it is over."""

    async def effect(unit: Unit) -> Answer:
        return _told(await closing.call_off(unit, incident_id, ending.text))

    return await once(effect)


@router.post("/{incident_id:int}/evaluation", response_model=m.IncidentOut, summary="Close the evaluation")
async def evaluation(incident_id: Id, evaluation: m.EvaluationIn, once: Trigger) -> Response:
    """Of an incident that has been called off."""

    async def effect(unit: Unit) -> Answer:
        return _told(await close_evaluation(unit, incident_id, evaluation.text))

    return await once(effect)
