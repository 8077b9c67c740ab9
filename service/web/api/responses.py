"""What hangs on an incident: deliveries, answers, tasks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import NoticeKind, Scope
from service.store import listing
from service.store.tables import AnswerRow, DeliveryRow, NoticeRow, TaskRow
from service.web.api import incident_models as m
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work import answers, tasks
from service.work.decisions import take_up_again
from service.work.incident_row import incident_of
from service.work.unit import Unit

router = APIRouter(responses=PROBLEMS)

Reader = Depends(needs(Scope.READ))
Acting = Annotated[Once, Depends(doing(Scope.TRIGGER, Scope.ANSWER))]


def _delivery(row: tuple[DeliveryRow, NoticeRow]) -> m.DeliveryOut:
    told = m.DeliveryOut.model_validate(row[0])
    return told.model_copy(update={"notice_kind": NoticeKind(row[1].kind)})


@router.get("/incidents/{incident_id:int}/deliveries", tags=["deliveries"], summary="Every message of an incident", dependencies=[Reader])
async def deliveries_of(incident_id: Id, page: Paged) -> Page[m.DeliveryOut]:
    """In the order they were queued."""
    async with service_of(page.request).reading() as unit:
        await incident_of(unit, incident_id)
        found = await listing.deliveries(unit.session, incident_id=incident_id, after=page.after or 0, limit=page.limit + 1)
    return page.page(found, _delivery, lambda row: row[0].id)


@router.get("/deliveries", tags=["deliveries"], summary="Every message", dependencies=[Reader])
async def deliveries(page: Paged) -> Page[m.DeliveryOut]:
    """Of all incidents, in the order they were queued."""
    async with service_of(page.request).reading() as unit:
        found = await listing.deliveries(unit.session, after=page.after or 0, limit=page.limit + 1)
    return page.page(found, _delivery, lambda row: row[0].id)


@router.get("/deliveries/{delivery_id:int}", tags=["deliveries"], summary="One message", dependencies=[Reader])
async def delivery(delivery_id: Id, request: Request) -> m.DeliveryOut:
    """How far it has come, and the provider's own words."""
    async with service_of(request).reading() as unit:
        found = await listing.deliveries(unit.session, after=delivery_id - 1, limit=1)
    if not found or found[0][0].id != delivery_id:
        raise Refused("There is no message {number}.", kind=NOT_FOUND, number=delivery_id)
    return _delivery(found[0])


@router.get("/incidents/{incident_id:int}/answers", tags=["answers"], summary="Every answer", dependencies=[Reader])
async def answers_of(incident_id: Id, page: Paged) -> Page[m.AnswerOut]:
    """All of them, oldest first; the newest of a person stands."""
    async with service_of(page.request).reading() as unit:
        await incident_of(unit, incident_id)
        found = await listing.of_incident(unit.session, AnswerRow, incident_id, after=page.after, limit=page.limit + 1)
    return page.page(found, m.AnswerOut.model_validate, lambda row: row.id)


@router.post("/incidents/{incident_id:int}/answers", tags=["answers"], response_model=m.TakenOut, summary="Answer for someone")
async def answer(incident_id: Id, answer: m.AnswerIn, once: Annotated[Once, Depends(doing(Scope.ANSWER))]) -> Response:
    """It counts as their own: nothing more is sent to them, and their seat is no longer called (I5)."""

    async def effect(unit: Unit) -> Answer:
        reply = answers.Reply(answer.person_id, answer.kind, answer.via, answer.minutes, answer.answered_at)
        return Answer(m.TakenOut(taken=(await answers.take(unit, incident_id, reply)).value))

    return await once(effect)


@router.get("/incidents/{incident_id:int}/tasks", tags=["tasks"], summary="The tasks of an incident", dependencies=[Reader])
async def tasks_of(incident_id: Id, page: Paged) -> Page[m.TaskOut]:
    """In the order they were set, so that a page never misses one whose deadline moved; `state` and `due_at` say what presses."""
    async with service_of(page.request).reading() as unit:
        await incident_of(unit, incident_id)
        found = await listing.of_incident(unit.session, TaskRow, incident_id, after=page.after, limit=page.limit + 1)
    return page.page(found, m.TaskOut.model_validate, lambda row: row.id)


@router.post("/tasks/{task_id:int}/done", tags=["tasks"], response_model=m.TaskOut, summary="Do a task")
async def done(task_id: Id, note: m.NoteIn, once: Acting) -> Response:
    """What the task promised happens now: its circle is warned (F3)."""

    async def effect(unit: Unit) -> Answer:
        return Answer(m.TaskOut.model_validate(await tasks.do(unit, task_id, note.note)))

    return await once(effect)


@router.post("/tasks/{task_id:int}/decline", tags=["tasks"], response_model=m.TaskOut, summary="Say no to a task")
async def decline(task_id: Id, note: m.NoteIn, once: Acting) -> Response:
    """The plan's fallback comes at once, and the duty chief is told."""

    async def effect(unit: Unit) -> Answer:
        return Answer(m.TaskOut.model_validate(await tasks.decline(unit, task_id, note.note)))

    return await once(effect)


@router.post("/tasks/{task_id:int}/undo", tags=["tasks"], response_model=m.TaskOut, summary="Open a decision again")
async def undo(task_id: Id, once: Acting) -> Response:
    """A meeting's decision was marked as done by mistake. What a task has sent is not undone (409)."""

    async def effect(unit: Unit) -> Answer:
        return Answer(m.TaskOut.model_validate(await take_up_again(unit, task_id)))

    return await once(effect)
