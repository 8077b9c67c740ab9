"""An answer: it counts for the person and for every seat they are called for, and it is a fence (I5, hard cases 4, 5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from actioncards.model import Plan
from flows.delivery import DELIVERY
from flows.incident import is_open
from flows.replies import LONGEST_MINUTES
from flows.sentences import INVALID, NOT_FOUND, Refused
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, DeliveryTrigger, IncidentState, NoticeKind, SeatState
from service.store import alert_list, incidents
from service.store.outbox import drop_unsent
from service.store.tables import AnswerRow, IncidentRow, PersonRow, SeatCallRow
from service.work import seats
from service.work.incident_row import incident_for_update
from service.work.plans import plan_of
from service.work.record import record, record_dropped
from service.work.unit import Unit


class Taken(StrEnum):
    """What became of an answer."""

    COUNTED = "counted"
    REPEATED = "repeated"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person answers. `answered_at` is when they did, if somebody enters it later on their behalf."""

    person_id: int
    kind: AnswerKind
    via: AnswerVia
    minutes: int | None = None
    answered_at: datetime | None = None


async def take(unit: Unit, incident_id: int, reply: Reply) -> Taken:
    """Take an answer; `Refused` when the person is not called in the incident, or the minutes make no sense.

    An answer to a closed incident is written down and changes nothing. The newest answer stands, all are kept. The same
    answer once more is not written again, but it does count for what the person has been called for since.
    """
    incident = await incident_for_update(unit, incident_id)
    person = await _checked(unit, incident, reply)
    data = {"person": person.id, "kind": reply.kind.value, "minutes": reply.minutes, "via": reply.via.value}
    personal = {f"person:{person.id}": {"name": person.name, "organisation": person.organisation}}
    when = reply.answered_at or unit.now
    if not is_open(IncidentState(incident.state)):
        await record(unit, incident.id, "answer.after_close", data, personal, occurred_at=when)
        return Taken.TOO_LATE
    asked = NoticeKind.ALARM if incident.level else NoticeKind.CALL_OUT
    answer = await incidents.newest_answer(unit.session, incident.id, person.id, asked)
    repeated = answer is not None and (answer.kind, answer.minutes) == (reply.kind, reply.minutes)
    if answer is None or not repeated:
        answer = AnswerRow(
            incident_id=incident.id,
            person_id=person.id,
            asked=asked.value,
            kind=reply.kind.value,
            minutes=reply.minutes,
            via=reply.via.value,
            actor=unit.actor,
            answered_at=when,
            entered_at=unit.now,
        )
        unit.session.add(answer)
        await unit.session.flush()
        await record(unit, incident.id, "answer", data, personal, occurred_at=when)
    await _fence(unit, incident, person.id, asked)
    await _count(unit, incident, answer)
    return Taken.REPEATED if repeated else Taken.COUNTED


async def _checked(unit: Unit, incident: IncidentRow, reply: Reply) -> PersonRow:
    person = await alert_list.person(unit.session, reply.person_id)
    if person is None or not await _is_concerned(unit, incident, reply.person_id):
        raise Refused("Person {number} has not been written to in this incident.", field="person", kind=NOT_FOUND, number=reply.person_id)
    if reply.minutes is not None and (reply.kind is not AnswerKind.ON_MY_WAY or not 0 < reply.minutes <= LONGEST_MINUTES):
        raise Refused(
            "Minutes belong to 'on my way' and are between 1 and {longest}.", field="minutes", kind=INVALID, longest=LONGEST_MINUTES
        )
    if reply.answered_at is not None and reply.answered_at > unit.now:
        raise Refused("The time lies in the future. Give the time of the answer, or leave it out.", field="answered_at", kind=INVALID)
    return person


async def _is_concerned(unit: Unit, incident: IncidentRow, person_id: int) -> bool:
    """Written to, or in a seat that is called: someone whom no message reaches may have been reached by phone."""
    if await incidents.was_told(unit.session, incident.id, person_id):
        return True
    return any(person_id in call.people for call in await incidents.seats(unit.session, incident.id))


async def _fence(unit: Unit, incident: IncidentRow, person_id: int, asked: NoticeKind) -> None:
    """Nothing more is sent to someone who has answered."""
    dropped = await drop_unsent(unit.session, incident.id, unit.now, person_id=person_id, kinds=[asked.value])
    await record_dropped(unit, incident.id, dropped, "answered")
    asking = {n.id for n in await incidents.notices(unit.session, incident.id) if n.kind == asked}
    for row in await incidents.deliveries_of_person(unit.session, incident.id, person_id, lock=True):
        if row.notice_id in asking and DELIVERY.allows(DeliveryState(row.state), DeliveryTrigger.ANSWER):
            row.state, row.leased_until = DELIVERY.after(DeliveryState(row.state), DeliveryTrigger.ANSWER).value, None


async def _count(unit: Unit, incident: IncidentRow, answer: AnswerRow) -> None:
    """Let the answer count for the seats in which the person has been called.

    Someone who has not been called anywhere (a deputy reached by phone) answers for every seat they could be called for. In a
    seat whose turn comes to them later it counts then: until then its holder is still waited for.
    """
    plan = await plan_of(unit, incident)
    calls = [c for c in await incidents.seats(unit.session, incident.id) if answer.asked == seats.asked_in(plan, c.group_key)]
    mine = [c for c in calls if answer.person_id in c.people and c.state != SeatState.STOPPED]
    for call in [c for c in mine if seats.is_called(c, answer.person_id)] or mine:
        await _answer_seat(unit, incident, plan, call, answer)
    await seats.follow_if_settled(unit, incident)


async def _answer_seat(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, answer: AnswerRow) -> None:
    if answer.kind == AnswerKind.CANNOT:
        await seats.person_cannot(unit, incident, plan, call, answer.person_id)
    elif call.state != SeatState.ANSWERED:
        await seats.count_answer(unit, incident, plan, call, answer)
        await _spare_the_others(unit, incident, call)
    elif call.answered_by == answer.person_id:
        call.answer_kind, call.answer_minutes, call.answered_at = answer.kind, answer.minutes, answer.answered_at


async def _spare_the_others(unit: Unit, incident: IncidentRow, call: SeatCallRow) -> None:
    """Take back what is still unsent to the seat's other people, unless another seat is calling them too."""
    kinds = [seats.asked_in(await plan_of(unit, incident), call.group_key).value]
    elsewhere = {p for c in await incidents.seats(unit.session, incident.id) if c.state == SeatState.TRYING for p in c.people}
    dropped = []
    for person in set(call.people) - elsewhere:
        dropped += await drop_unsent(unit.session, incident.id, unit.now, person_id=person, seat_call_id=call.id, kinds=kinds)
    await record_dropped(unit, incident.id, dropped, "seat_answered")
