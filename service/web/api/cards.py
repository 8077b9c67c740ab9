"""Action cards and the pace of updates (F7, F8)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from flows.vocabulary import CardState, CardTrigger, Scope
from service.domain.cards import OpenCard
from service.store import incidents as rows
from service.store.tables import CardStepRow
from service.web.api.incident_models import IncidentOut, NoteIn
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Content, Id, Text, Told
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work.cadence import skip_update
from service.work.card_view import cards_of
from service.work.cards import tick, untick
from service.work.incident_row import incident_of
from service.work.plans import plan_of
from service.work.unit import Unit

router = APIRouter(tags=["action cards"], responses=PROBLEMS)

Acting = Annotated[Once, Depends(doing(Scope.TRIGGER, Scope.ANSWER))]


class CardStepOut(Told):
    """One step of a card, as it stands."""

    id: int
    incident_id: int
    card: str = Field(validation_alias="card_key")
    step: str = Field(validation_alias="step_key")
    group: str = Field(validation_alias="group_key")
    seat: str = Field(validation_alias="seat_key")
    state: CardState
    due_at: datetime
    overdue_at: datetime | None = Field(description="When its deadline passed and it was not done")
    ended_at: datetime | None
    ended_by: str | None
    note: str


class ReasonIn(Content):
    """Why."""

    reason: Annotated[Text, Field(max_length=500)]


@router.get("/incidents/{incident_id:int}/cards", summary="The action cards of an incident", dependencies=[Depends(needs(Scope.READ))])
async def cards(incident_id: Id, page: Paged) -> Page[OpenCard]:
    """Each seat's card with its steps and how they stand, in the plan's order."""
    async with service_of(page.request).reading() as unit:
        await incident_of(unit, incident_id)
        incident = await rows.incident(unit.session, incident_id)
        assert incident is not None
        plan = await plan_of(unit, incident)
        found = await cards_of(unit, plan, incident_id)
    return page.of(found, lambda card: card, lambda card: list(plan.cards).index(card.key))


@router.post("/card-steps/{step_id:int}/done", response_model=CardStepOut, summary="Mark a step as done")
async def done(step_id: Id, note: NoteIn, once: Acting) -> Response:
    """Late or not."""

    async def effect(unit: Unit) -> Answer:
        return _told(await tick(unit, step_id, CardTrigger.DO, note.note))

    return await once(effect)


@router.post("/card-steps/{step_id:int}/decline", response_model=CardStepOut, summary="Say that a step cannot be done")
async def decline(step_id: Id, note: NoteIn, once: Acting) -> Response:
    """The note says why, and must be there."""

    async def effect(unit: Unit) -> Answer:
        return _told(await tick(unit, step_id, CardTrigger.DECLINE, note.note))

    return await once(effect)


@router.post("/card-steps/{step_id:int}/undo", response_model=CardStepOut, summary="Take a step's mark off again")
async def undo(step_id: Id, once: Acting) -> Response:
    """It was marked as done or declined by mistake: it is open again, with its deadline."""

    async def effect(unit: Unit) -> Answer:
        return _told(await untick(unit, step_id))

    return await once(effect)


@router.post("/incidents/{incident_id:int}/updates/skip", response_model=IncidentOut, tags=["incidents"], summary="Skip an update")
async def skip(incident_id: Id, reason: ReasonIn, once: Annotated[Once, Depends(doing(Scope.TRIGGER))]) -> Response:
    """Nothing is sent this time; the reason stands in the timeline and the next update is due after the level's time (F7)."""

    async def effect(unit: Unit) -> Answer:
        return Answer(IncidentOut.model_validate(await skip_update(unit, incident_id, reason.reason)))

    return await once(effect)


def _told(row: CardStepRow) -> Answer:
    return Answer(CardStepOut.model_validate(row))
