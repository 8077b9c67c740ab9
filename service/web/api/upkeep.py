"""How plan and alert list are kept: changes with their signatures, questions about own data, test messages (U1, U2, P6)."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import ChangeState, Medium, Scope
from service.domain.local_time import local
from service.store import alert_list
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Content, Day, Id, Key, Told
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work import own_data, plan_changes, upkeep
from service.work.plan_changes import Change, Signature
from service.work.plans import in_force
from service.work.unit import Unit

router = APIRouter(responses=PROBLEMS)

Reader = Depends(needs(Scope.READ))
Admin = Annotated[Once, Depends(doing(Scope.ADMIN))]
Keeper = Annotated[Once, Depends(doing(Scope.CONTACTS))]


class ChangeOut(Told):
    """A change of the plan: who has signed it, and what is missing."""

    id: int
    plan_id: int
    version: str
    title: str
    state: ChangeState
    why: str
    proposed_at: datetime
    signatures: tuple[Signature, ...]
    approved_by: str = Field(description="The body that approves it once the parties have signed")
    approved_on: date | None
    in_force_at: datetime | None
    missing: tuple[str, ...] = Field(description="Who has not said yes yet")
    ready: bool


class SignatureIn(Content):
    """A party's yes."""

    party: Key = Field(description="The key of an organisation that signs the plan")
    signed_on: Day


class ApprovalIn(Content):
    """The approving body's yes."""

    approved_on: Day


class StaleOut(Told):
    """Somebody whose data were last confirmed too long ago."""

    id: int
    name: str
    organisation: str
    last_confirmed: date | None


class AskedOut(Told):
    """A question that was sent."""

    person_id: int
    asked_at: datetime


class TestedOut(Told):
    """The ways a test message took."""

    media: tuple[Medium, ...]


@router.get("/plan-changes", tags=["plan"], summary="Changes of the plan", dependencies=[Reader])
async def changes(page: Paged) -> Page[ChangeOut]:
    """The newest first; a draft is made with `beredskab plan propose FOLDER`."""
    async with service_of(page.request).reading() as unit:
        found = await plan_changes.newest_changes(unit, before=page.after, limit=page.limit + 1)
    return page.page(found, ChangeOut.model_validate, lambda one: one.id)


@router.get("/plan-changes/{change_id:int}", tags=["plan"], summary="One change of the plan", dependencies=[Reader])
async def change(change_id: Id, request: Request) -> ChangeOut:
    """With its signatures."""
    async with service_of(request).reading() as unit:
        return ChangeOut.model_validate(await plan_changes.change(unit, change_id))


@router.post("/plan-changes/{change_id:int}/signatures", tags=["plan"], response_model=ChangeOut, summary="Record a party's signature")
async def sign(change_id: Id, signature: SignatureIn, once: Admin) -> Response:
    """With its date (U2, P5)."""

    async def effect(unit: Unit) -> Answer:
        return _told(await plan_changes.sign(unit, change_id, signature.party, date.fromisoformat(signature.signed_on)))

    return await once(effect)


@router.post("/plan-changes/{change_id:int}/approval", tags=["plan"], response_model=ChangeOut, summary="Record the final approval")
async def approve(change_id: Id, approval: ApprovalIn, once: Admin) -> Response:
    """Once every party has signed (U2)."""

    async def effect(unit: Unit) -> Answer:
        return _told(await plan_changes.enter_approval(unit, change_id, date.fromisoformat(approval.approved_on)))

    return await once(effect)


@router.post("/plan-changes/{change_id:int}/effect", tags=["plan"], response_model=ChangeOut, summary="Put a change in force")
async def effect_(change_id: Id, once: Admin) -> Response:
    """New incidents begin with it; those that run keep theirs (U1)."""

    async def effect(unit: Unit) -> Answer:
        return _told(await plan_changes.take_effect(unit, change_id))

    return await once(effect)


@router.post("/plan-changes/{change_id:int}/withdrawal", tags=["plan"], response_model=ChangeOut, summary="Withdraw a change")
async def withdraw(change_id: Id, once: Admin) -> Response:
    """A draft only."""

    async def effect(unit: Unit) -> Answer:
        return _told(await plan_changes.withdraw(unit, change_id))

    return await once(effect)


@router.get("/contacts/stale", tags=["contacts"], summary="Who has not confirmed their data", dependencies=[Depends(needs(Scope.CONTACTS))])
async def stale(page: Paged) -> Page[StaleOut]:
    """In the list's own order, so that a page misses nobody when somebody else confirms meanwhile (P6)."""
    async with service_of(page.request).reading() as unit:
        _, plan = await in_force(unit.session, unit.house)
        day = upkeep.stale_before(plan, plan.upkeep, local(unit.now).date())
        found = await alert_list.unconfirmed(unit.session, day, after=page.after or 0, limit=page.limit + 1)
    return page.page(found, StaleOut.model_validate, lambda person: person.id)


@router.post("/contacts/{person_id:int}/question", tags=["contacts"], response_model=AskedOut, summary="Ask somebody to confirm their data")
async def ask(person_id: Id, once: Keeper) -> Response:
    """They get a link to their own data (P6)."""

    async def effect(unit: Unit) -> Answer:
        person = await alert_list.person(unit.session, person_id)
        if person is None or not person.active:
            raise Refused("There is no such person on the alert list.", field="person_id", kind=NOT_FOUND)
        return Answer(AskedOut.model_validate(await upkeep.ask_one(unit, person)))

    return await once(effect)


@router.post("/contacts/{person_id:int}/test-message", tags=["contacts"], response_model=TestedOut, summary="Send somebody a test message")
async def test_message(person_id: Id, once: Keeper) -> Response:
    """On each way that reaches them; at most one in two minutes."""

    async def effect(unit: Unit) -> Answer:
        return Answer(TestedOut(media=await own_data.send_test(unit, person_id)))

    return await once(effect)


def _told(found: Change) -> Answer:
    return Answer(ChangeOut.model_validate(found))
