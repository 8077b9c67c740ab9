"""An answer: it counts for the person and for every seat they are called for, and it is a fence (I5, hard cases 4, 5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from actioncards.model import Plan
from flows import seat as flow
from flows.delivery import TOLD
from flows.incident import is_open
from flows.replies import LONGEST_MINUTES
from flows.sentences import INVALID, NOT_FOUND, Refused
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, IncidentState, NoticeKind, SeatState
from service.store import alert_list, incidents, timers
from service.store.outbox import drop_unsent
from service.store.tables import AnswerRow, IncidentRow, PersonRow, SeatCallRow
from service.work import seats
from service.work.incidents import incident_for_update
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit

_ASKING = (NoticeKind.ALARM.value,)


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
    """Take an answer; `Refused` when the person was never written to, or the minutes make no sense.

    An answer to a closed incident is written down and changes nothing. The newest answer stands, all are kept.
    """
    incident = await incident_for_update(unit, incident_id)
    person = await _checked(unit, incident, reply)
    data = {"person": person.id, "kind": reply.kind.value, "minutes": reply.minutes, "via": reply.via.value}
    personal = {f"person:{person.id}": {"name": person.name, "organisation": person.organisation}}
    when = reply.answered_at or unit.now
    if not is_open(IncidentState(incident.state)):
        await record(unit, incident.id, "answer.after_close", data, personal, occurred_at=when)
        return Taken.TOO_LATE
    standing = await incidents.newest_answer(unit.session, incident.id, person.id)
    if standing and (standing.kind, standing.minutes) == (reply.kind, reply.minutes):
        return Taken.REPEATED
    unit.session.add(
        AnswerRow(
            incident_id=incident.id,
            person_id=person.id,
            kind=reply.kind.value,
            minutes=reply.minutes,
            via=reply.via.value,
            actor=unit.actor,
            answered_at=when,
            entered_at=unit.now,
        )
    )
    await record(unit, incident.id, "answer", data, personal, occurred_at=when)
    await _fence(unit, incident, person.id)
    await _count(unit, incident, reply, when)
    return Taken.COUNTED


async def _checked(unit: Unit, incident: IncidentRow, reply: Reply) -> PersonRow:
    person = await alert_list.person(unit.session, reply.person_id)
    if person is None or not await incidents.was_told(unit.session, incident.id, reply.person_id):
        raise Refused("Person {number} has not been written to in this incident.", field="person", kind=NOT_FOUND, number=reply.person_id)
    if reply.minutes is not None and (reply.kind is not AnswerKind.ON_MY_WAY or not 0 < reply.minutes <= LONGEST_MINUTES):
        raise Refused(
            "Minutes belong to 'on my way' and are between 1 and {longest}.", field="minutes", kind=INVALID, longest=LONGEST_MINUTES
        )
    if reply.answered_at is not None and reply.answered_at > unit.now:
        raise Refused("The time lies in the future. Give the time of the answer, or leave it out.", field="answered_at", kind=INVALID)
    return person


async def _fence(unit: Unit, incident: IncidentRow, person_id: int) -> None:
    """Nothing more is sent to someone who has answered, not even what is claimed but not yet handed over."""
    dropped = await drop_unsent(unit.session, incident.id, unit.now, person_id=person_id, kinds=_ASKING)
    if dropped:
        await record(unit, incident.id, "deliveries.dropped", {"deliveries": [list(d) for d in dropped], "why": "answered"})
    asking = {n.id for n in await incidents.notices(unit.session, incident.id) if n.kind in _ASKING}
    for row in await incidents.deliveries_of_person(unit.session, incident.id, person_id, lock=True):
        if row.notice_id in asking and row.state in TOLD:
            row.state, row.ended_at, row.leased_until = DeliveryState.ANSWERED.value, row.ended_at, None


async def _count(unit: Unit, incident: IncidentRow, reply: Reply, when: datetime) -> None:
    plan = await plan_of(unit, incident)
    calls = [c for c in await incidents.seats(unit.session, incident.id) if reply.person_id in c.people and c.state != SeatState.STOPPED]
    newly = [call for call in calls if await _answer_seat(unit, incident, plan, call, reply, when)]
    for group in dict.fromkeys(call.group_key for call in newly):
        await _quorum(unit, incident, group, seats.policy_of(plan, incident, group).seats_required)
    await seats.follow_if_settled(unit, incident)


async def _answer_seat(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, reply: Reply, when: datetime) -> bool:
    """Let the answer count for one seat; True when the seat had none before."""
    if reply.kind is AnswerKind.CANNOT:
        await seats.person_cannot(unit, incident, plan, call, reply.person_id)
        return False
    first = call.state != SeatState.ANSWERED
    if not first and call.answered_by != reply.person_id:
        return False
    seats.store(call, flow.answered(seats.calling_of(call)))
    call.answered_by, call.answer_kind, call.answer_minutes, call.answered_at = reply.person_id, reply.kind.value, reply.minutes, when
    if first:
        await timers.cancel(unit.session, unit.now, kind=seats.TIMER, subject_id=call.id)
        await record(unit, incident.id, "seat.answered", {"group": call.group_key, "seat": call.seat_key, "person": reply.person_id})
        await _spare_the_others(unit, incident, call)
    return first


async def _spare_the_others(unit: Unit, incident: IncidentRow, call: SeatCallRow) -> None:
    """Take back what is still unsent to the seat's other people, unless another seat is calling them too."""
    elsewhere = {p for c in await incidents.seats(unit.session, incident.id) if c.state == SeatState.TRYING for p in c.people}
    dropped = []
    for person in set(call.people) - elsewhere:
        dropped += await drop_unsent(unit.session, incident.id, unit.now, person_id=person, seat_call_id=call.id, kinds=_ASKING)
    if dropped:
        await record(unit, incident.id, "deliveries.dropped", {"deliveries": [list(d) for d in dropped], "why": "seat_answered"})


async def _quorum(unit: Unit, incident: IncidentRow, group: str, required: int) -> None:
    """Say once that enough seats of a group have answered."""
    calls = [c for c in await incidents.seats(unit.session, incident.id) if c.group_key == group]
    answered = sum(c.state == SeatState.ANSWERED for c in calls)
    if required and answered == required:
        await record(unit, incident.id, "group.quorum", {"group": group, "answered": answered, "required": required}, actor="system")
