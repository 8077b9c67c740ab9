"""The sandbox's own: move the clock, look at the simulated phones, let one of them send an SMS. Not there in live mode (I9)."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from flows.sentences import CONFLICT, Refused
from flows.vocabulary import DeliveryState, Medium, Scope
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Content, Moment, Text, Told
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged, place_by
from service.web.service import Forward, service_of
from service.work.inbox import hear_sandbox
from service.work.phones import phones
from service.work.unit import Unit

router = APIRouter(prefix="/sandbox", tags=["sandbox"], responses=PROBLEMS)

LONGEST_LEAP = 60 * 24 * 31
"""Minutes that one leap may take."""


class ClockIn(Content):
    """One of three: so many minutes on, to a moment, or to whatever falls due next."""

    minutes: Annotated[StrictInt, Field(ge=1, le=LONGEST_LEAP)] | None = None
    until: Moment | None = None
    to: Literal["next"] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(value is not None for value in (self.minutes, self.until, self.to)) != 1:
            raise PydanticCustomError("one_of", "exactly one of {expected}", {"expected": "minutes, until, to"})
        return self


class ClockOut(Told):
    """Where the clock stands now."""

    now: datetime


class PhoneMessageOut(Told):
    """A message on a simulated phone or in a simulated mailbox."""

    delivery_id: int
    incident_id: int | None
    at: datetime
    state: DeliveryState
    subject: str | None
    text: str


class PhoneOut(Told):
    """A simulated phone or mailbox; its newest message comes first."""

    medium: Medium
    address: str
    person_id: int
    name: str
    messages: tuple[PhoneMessageOut, ...]


class SmsIn(Content):
    """What the phone writes."""

    text: Annotated[Text, Field(max_length=1600, examples=["1"])]


class HeardOut(Told):
    """What it was read as, and what is written back (null: nothing)."""

    outcome: str
    reply: str | None


@router.post("/clock", response_model=ClockOut, summary="Move the clock")
async def clock(to: ClockIn, once: Annotated[Once, Depends(doing(Scope.TRIGGER))]) -> Response:
    """Everything that falls due meanwhile happens, each thing at its own time, before this answers."""
    service = service_of(once.request)
    forward = service.fast_forward
    if forward is None:
        raise Refused("The clock can only be moved in the sandbox.", kind=CONFLICT)

    async def effect() -> Answer:
        now = service.clock.now()
        moment = await _moment(to, now, forward)
        if moment - now > timedelta(minutes=LONGEST_LEAP):
            raise Refused("One leap takes at most 31 days.", field="until")
        return Answer(ClockOut(now=await forward.to(moment)))

    return await once.apart(effect)


@router.get("/phones", summary="The simulated phones", dependencies=[Depends(needs(Scope.READ))])
async def phones_(page: Paged) -> Page[PhoneOut]:
    """Those that have received one of the newest 500 messages, person by person: a phone that rings stays in its place."""
    async with service_of(page.request).reading() as unit:
        found = await phones(unit, limit=500)
    return page.of(found, PhoneOut.model_validate, lambda phone: place_by(phone.person_id, f"{phone.medium} {phone.address}"))


@router.post("/phones/{number}/sms", response_model=HeardOut, summary="Let a simulated phone send an SMS")
async def sms(number: str, message: SmsIn, once: Annotated[Once, Depends(doing(Scope.ANSWER))]) -> Response:
    """As if the person wrote it on that phone."""

    async def effect(unit: Unit) -> Answer:
        heard = await hear_sandbox(unit, number, message.text)
        return Answer(HeardOut(outcome=heard.outcome, reply=heard.reply))

    return await once(effect)


async def _moment(to: ClockIn, now: datetime, forward: Forward) -> datetime:
    if to.minutes is not None:
        return now + timedelta(minutes=to.minutes)
    return to.until or await forward.next_due() or now
