"""The call-off's open points, the evaluation, and what follows from it (F7, U1)."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from flows.vocabulary import Scope
from service.domain.board import BoardTask
from service.domain.cards import OpenCard
from service.domain.evaluation import CardCount, FollowUp, Measured, Standing
from service.store.tables import FollowUpRow
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Content, Day, Id, Text, Told
from service.web.api.once import Answer, Once, doing
from service.web.service import service_of
from service.work import evaluation as work
from service.work.open_points import OpenAnnouncement, open_points
from service.work.unit import Unit

router = APIRouter(tags=["evaluation"], responses=PROBLEMS)

Reader = Depends(needs(Scope.READ))
Trigger = Annotated[Once, Depends(doing(Scope.TRIGGER))]


class OpenPointsOut(Told):
    """What a call-off would leave open."""

    tasks: tuple[BoardTask, ...]
    cards: tuple[OpenCard, ...]
    seats: tuple[str, ...] = Field(description="Seats without an answer")
    announcements: tuple[OpenAnnouncement, ...] = Field(description="Of which something may still go out; a call-off ends them")


class MeasureOut(Told):
    """When something happened, and whether the plan's deadline was kept (null: the plan has none, or it had not come)."""

    what: Measured
    at: datetime | None
    seconds: int | None = Field(description="After the alarm")
    deadline_at: datetime | None
    kept: bool | None
    standing: Standing = Field(description="`ended_before`: called off before the deadline; `runs`: it is still to come")


class EvaluationOut(Told):
    """What was written and what was measured."""

    incident_id: int
    alerted_at: datetime | None
    went_well: str
    went_badly: str
    changed_at: datetime | None
    measures: tuple[MeasureOut, ...]
    cards: CardCount
    seats: int
    seats_answered: int
    decisions: tuple[BoardTask, ...] = Field(description="What its meetings decided; what is open stays open after the call-off")
    follow_ups: tuple[FollowUp, ...]


class WrittenIn(Content):
    """What went well, and what did not."""

    went_well: Annotated[Text, Field(max_length=10_000)] = ""
    went_badly: Annotated[Text, Field(max_length=10_000)] = ""


class FollowUpIn(Content):
    """What is to be done, by whom, at the latest on which day."""

    text: Annotated[Text, Field(max_length=500)]
    owner: Annotated[Text, Field(max_length=120)]
    due_on: Day


class FollowUpOut(Told):
    """One follow-up, as it stands."""

    id: int
    incident_id: int
    text: str
    owner: str
    due_on: date
    done_at: datetime | None


@router.get("/incidents/{incident_id:int}/open-points", summary="What is still open", dependencies=[Reader])
async def open_(incident_id: Id, request: Request) -> OpenPointsOut:
    """Tasks, steps of action cards, seats without an answer and announcements: look here before calling off (F7)."""
    async with service_of(request).reading() as unit:
        return OpenPointsOut.model_validate(await open_points(unit, incident_id))


@router.get("/incidents/{incident_id:int}/evaluation", summary="See the evaluation", dependencies=[Reader])
async def evaluation(incident_id: Id, request: Request) -> EvaluationOut:
    """As it stands; the measures are made anew each time."""
    async with service_of(request).reading() as unit:
        return EvaluationOut.model_validate(await work.evaluation_of(unit, incident_id))


@router.post("/incidents/{incident_id:int}/evaluation/text", response_model=EvaluationOut, summary="Write the evaluation")
async def write(incident_id: Id, written: WrittenIn, once: Trigger) -> Response:
    """Until it is closed."""

    async def effect(unit: Unit) -> Answer:
        await work.write_evaluation(unit, incident_id, written.went_well, written.went_badly)
        return Answer(EvaluationOut.model_validate(await work.evaluation_of(unit, incident_id)))

    return await once(effect)


@router.post("/incidents/{incident_id:int}/follow-ups", status_code=201, response_model=FollowUpOut, summary="Note a follow-up")
async def add(incident_id: Id, draft: FollowUpIn, once: Trigger) -> Response:
    """Once the incident is called off."""

    async def effect(unit: Unit) -> Answer:
        return _told(
            await work.add_follow_up(unit, incident_id, work.FollowUpDraft(draft.text, draft.owner, date.fromisoformat(draft.due_on))), 201
        )

    return await once(effect)


@router.post("/follow-ups/{follow_up_id:int}/done", response_model=FollowUpOut, summary="A follow-up is done")
async def done(follow_up_id: Id, once: Trigger) -> Response:
    """Done twice is done once."""

    async def effect(unit: Unit) -> Answer:
        return _told(await work.finish_follow_up(unit, follow_up_id))

    return await once(effect)


def _told(row: FollowUpRow, status: int = 200) -> Answer:
    return Answer(FollowUpOut.model_validate(row), status)
