"""Answers to a summons: joining, the deputy comes, or neither; an answer is a fence (I5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows import invitation as flow
from flows.delivery import DELIVERY
from flows.incident import is_open
from flows.meeting import MEETING, SUMMONING
from flows.sentences import INVALID, NOT_FOUND, Refused
from flows.vocabulary import AnswerVia, DeliveryState, DeliveryTrigger, IncidentState, InvitationState, MeetingState, MeetingTrigger, Rsvp
from service.store import alert_list
from service.store import meetings as rows
from service.store.outbox import drop_unsent
from service.store.tables import InvitationRow, PersonRow
from service.work.gathering import Gathering, gather
from service.work.invitations import apply, asking_of, count, reachable, warn_of_quorum
from service.work.record import record, record_dropped
from service.work.unit import Unit

_KINDS = [kind.value for kind in SUMMONING]


class Taken(StrEnum):
    """What became of an answer."""

    COUNTED = "counted"
    REPEATED = "repeated"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person answers. `answered_at` is when they did, if somebody enters it later on their behalf."""

    person_id: int
    rsvp: Rsvp
    via: AnswerVia
    answered_at: datetime | None = None


async def take(unit: Unit, meeting_id: int, reply: Reply) -> Taken:
    """Take an answer for every seat that the person was invited for; `Refused` when they hold none.

    To a meeting that is over it is written down and changes nothing.
    """
    g = await gather(unit, meeting_id)
    person, theirs = await _seats_of(unit, g, reply)
    when = reply.answered_at or unit.now
    data = {"meeting": g.meeting.id, "person": person.id, "rsvp": reply.rsvp.value, "via": reply.via.value}
    personal = {f"person:{person.id}": {"name": person.name, "organisation": person.organisation}}
    open_now = is_open(IncidentState(g.incident.state)) and MEETING.allows(MeetingState(g.meeting.state), MeetingTrigger.ANSWER)
    if not open_now:
        await record(unit, g.incident.id, "meeting.answer_after", data, personal, occurred_at=when)
        return Taken.TOO_LATE
    if all((row.answered_by, row.rsvp) == (person.id, reply.rsvp) for row in theirs):
        return Taken.REPEATED
    await record(unit, g.incident.id, "meeting.answer", data, personal, occurred_at=when)
    await _fence(unit, g, person.id)
    for row in theirs:
        await _count(unit, g, row, person.id, reply, when)
    await _quorum(unit, g)
    return Taken.COUNTED


async def _seats_of(unit: Unit, g: Gathering, reply: Reply) -> tuple[PersonRow, list[InvitationRow]]:
    person = await alert_list.person(unit.session, reply.person_id)
    theirs = [row for row in await rows.invitations(unit.session, g.meeting.id) if reply.person_id in row.people]
    if person is None or not theirs:
        raise Refused("Person {number} is not invited to this meeting.", field="person", kind=NOT_FOUND, number=reply.person_id)
    if reply.answered_at is not None and reply.answered_at > unit.now:
        raise Refused("The time lies in the future. Give the time of the answer, or leave it out.", field="answered_at", kind=INVALID)
    return person, theirs


async def _fence(unit: Unit, g: Gathering, person_id: int) -> None:
    """Nothing more of the summons is sent to someone who has answered."""
    await _drop(unit, g, person_id, "answered")
    for delivery in await rows.deliveries_to(unit.session, g.meeting.notices, person_id):
        if DELIVERY.allows(DeliveryState(delivery.state), DeliveryTrigger.ANSWER):
            delivery.state, delivery.leased_until = DeliveryState.ANSWERED.value, None


async def _drop(unit: Unit, g: Gathering, person_id: int, why: str) -> None:
    dropped = await drop_unsent(unit.session, g.incident.id, unit.now, person_id=person_id, kinds=_KINDS)
    await record_dropped(unit, g.incident.id, dropped, why)


async def _count(unit: Unit, g: Gathering, row: InvitationRow, person_id: int, reply: Reply, when: datetime) -> None:
    people = await alert_list.people_by_id(unit.session, row.people)
    before = asking_of(row)
    position = row.people.index(person_id)
    reach = reachable(unit, g, row, people)
    decision = flow.answered(before, position, reply.rsvp, reach, g.before, g.meeting.starts_at, unit.now)
    if decision[0] == before and row.answered_by not in (None, person_id):
        return
    row.rsvp, row.answered_by, row.answered_at, row.via = reply.rsvp.value, person_id, when, reply.via.value
    if decision[0].state is InvitationState.JOINING:
        await _spare_the_others(unit, g, row, person_id)
    await apply(unit, g, row, decision, people, why="passed_on")


async def _spare_the_others(unit: Unit, g: Gathering, row: InvitationRow, person_id: int) -> None:
    """Take back what is still unsent to the seat's other people, unless another seat is asking them too."""
    asked = InvitationState.ASKED.value
    elsewhere = {p for r in await rows.invitations(unit.session, g.meeting.id) if r.id != row.id and r.state == asked for p in r.asked}
    for other in row.asked:
        if other != person_id and other not in elsewhere:
            await _drop(unit, g, other, "seat_answered")


async def _quorum(unit: Unit, g: Gathering) -> None:
    """Say once that enough seats join, and once that too few can."""
    await unit.session.flush()
    joining = await count(unit, g, InvitationState.JOINING)
    if joining < g.terms.seats_required:
        g.meeting.quorum_at = None
        await warn_of_quorum(unit, g)
    elif g.meeting.quorum_at is None:
        g.meeting.quorum_at, g.meeting.quorum_lost_at = unit.now, None
        await record(
            unit, g.incident.id, "meeting.quorum", {"meeting": g.meeting.id, "joining": joining, "required": g.terms.seats_required}
        )
