"""Call seats: begin, the next step when it is due, a message that failed, an answer (F3, I5, I12)."""

from collections.abc import Iterable, Mapping
from typing import Final

from actioncards.facts import seat_label
from actioncards.model import Alert, Group, Plan, Policy
from flows import seat as flow
from flows.incident import INCIDENT
from flows.vocabulary import IncidentState, IncidentTrigger, NoticeKind, SeatState
from service.store import alert_list, incidents, timeline, timers
from service.store.tables import AnswerRow, IncidentRow, PersonRow, SeatCallRow
from service.work.alarms import notice_for
from service.work.call_out_news import given_up, taken
from service.work.chief import alert_chief
from service.work.notices import Notice, reopen_notice, usable_media
from service.work.participants import concerns
from service.work.plans import plan_of
from service.work.record import record
from service.work.standing import standing_of
from service.work.unit import Unit

TIMER: Final = "seat"
CHIEF_TIMER: Final = "call_out"
"""Everyone on duty is called again: set when nobody of the duty chief's own seat could be reached."""


def waits_of(policy: Policy) -> flow.Waits:
    """A policy's minutes as the flow reads them."""
    return flow.Waits(policy.next_medium_minutes, policy.deputy_minutes, policy.unreachable_minutes)


async def begin_group(
    unit: Unit,
    incident: IncidentRow,
    plan: Plan,
    group: Group,
    policy: Policy,
    notice: Notice,
    people: Mapping[tuple[str, str], list[PersonRow]],
) -> None:
    """Begin calling every seat of a group at its holder."""
    everybody = {p.id: p for seat in group.seats for p in people.get((group.key, seat.key), [])}
    standing = await standing_of(unit, incident, everybody, asked_in(plan, group.key))
    holders = {seat.key: people.get((group.key, seat.key), []) for seat in group.seats}
    calls = [_new_call(unit, incident, group, key, notice, own) for key, own in holders.items() if concerns(incident, own)]
    unit.session.add_all(calls)
    await unit.session.flush()
    for call in calls:
        reach = tuple(standing.reach(unit, p.id, p, policy.media) for p in holders[call.seat_key])
        decision = flow.begin(reach, waits_of(policy), unit.now)
        with unit.session.no_autoflush:  # their rows and timers go out together
            await apply(unit, incident, plan, call, decision, everybody, notice)
        for step in decision[1]:
            if isinstance(step, flow.Tell):
                standing.used[step.person].add(step.medium)


def _new_call(unit: Unit, incident: IncidentRow, group: Group, seat: str, notice: Notice, holders: Iterable[PersonRow]) -> SeatCallRow:
    return SeatCallRow(
        incident_id=incident.id,
        group_key=group.key,
        seat_key=seat,
        notice_id=notice.row.id,
        state=SeatState.TRYING.value,
        position=0,
        since=unit.now,
        people=[p.id for p in holders],
    )


async def resume(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow) -> None:
    """Call a seat again that was called no more, from where it stood."""
    policy, people, reach = await _circumstances(unit, incident, plan, call)
    await apply(unit, incident, plan, call, flow.resumed(calling_of(call), reach, waits_of(policy), unit.now), people)


async def step_due(unit: Unit, seat_call_id: int) -> None:
    """A seat's timer fell due: its next medium, its deputy, or the duty chief. The incident is locked already."""
    call = await incidents.seat(unit.session, seat_call_id)
    incident = await incidents.incident(unit.session, call.incident_id, lock=True) if call else None
    if call is None or incident is None:
        return
    plan = await plan_of(unit, incident)
    policy, people, reach = await _circumstances(unit, incident, plan, call)
    await apply(unit, incident, plan, call, flow.due(calling_of(call), reach, waits_of(policy), unit.now), people)
    await follow_if_settled(unit, incident)


async def look_again(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow) -> None:
    """A message of this seat failed or was taken back, or the level's waits are others: go on at once when nothing is under way."""
    policy, people, reach = await _circumstances(unit, incident, plan, call)
    await apply(unit, incident, plan, call, flow.look_again(calling_of(call), reach, waits_of(policy), unit.now), people, why="failed")


async def person_cannot(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, person_id: int) -> None:
    """The person gives the seat on: their deputy is called at once; a seat they had answered for is called again."""
    policy, people, reach = await _circumstances(unit, incident, plan, call)
    decide = flow.cannot
    if call.state == SeatState.ANSWERED and call.answered_by == person_id:
        await given_up(unit, incident)
        call.answered_by = call.answer_kind = call.answer_minutes = call.answered_at = None
        decide = flow.given_up
    await apply(unit, incident, plan, call, decide(calling_of(call), person_id, reach, waits_of(policy), unit.now), people, why="cannot")


async def stop(unit: Unit, incident: IncidentRow, calls: Iterable[SeatCallRow]) -> None:
    """Stop calling these seats; answers already given stand."""
    for call in calls:
        if call.state in (SeatState.ANSWERED, SeatState.STOPPED):
            continue
        store(call, flow.stopped(calling_of(call)))
        await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=call.id)
        await record(unit, incident.id, "seat.stopped", place_of(call))


async def apply(
    unit: Unit,
    incident: IncidentRow,
    plan: Plan,
    call: SeatCallRow,
    decision: flow.Decision,
    people: Mapping[int, PersonRow],
    notice: Notice | None = None,
    *,
    why: str = "silent",
) -> None:
    """Write what the flow decided: the seat's state, its next timer, the messages and the timeline; `why` the turn went on.

    With `notice` the seat's calling begins, and the words are those of a notice that the caller is telling, and records.
    """
    calling, steps = decision
    before = call.position
    store(call, calling)
    # A chief's seat that nobody answered has a time too: that of the next round, which has a timer of its own.
    due_at = calling.due_at if calling.state is SeatState.TRYING else None
    begins = notice is not None
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=call.id, due_at=due_at, incident_id=incident.id, fresh=begins)
    for step in steps:
        match step:
            case flow.Tell(person, medium, position):
                if notice is None:
                    kind = "seat.deputy" if position != before else "seat.next_medium"
                    told = {**place_of(call), "person": person, "medium": medium.value, "why": why}
                    await record(unit, incident.id, kind, told, {f"person:{person}": {"name": people[person].name}})
                await _tell(unit, incident, plan, call, people[person], step, notice)
            case flow.Skip(person, _):
                await record(unit, incident.id, "seat.skipped", {**place_of(call), "person": person})
            case flow.Answered(person, _):
                answers = await incidents.newest_answers_of(unit.session, incident.id, [person], asked_in(plan, call.group_key))
                await count_answer(unit, incident, plan, call, answers[person])
            case flow.Unreachable():
                await record(unit, incident.id, "seat.unreachable", place_of(call))
                await _say_unreachable(unit, incident, plan, call, people)


async def _tell(
    unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, person: PersonRow, step: flow.Tell, notice: Notice | None
) -> None:
    """Queue the alarm to the person; words they had before and never got are written anew, since a message is only told once."""
    group, policy = plan.group(call.group_key), policy_of(plan, incident, call.group_key)
    telling = notice or await reopen_notice(unit, call.notice_id, policy.lane)
    if not await telling.tell(unit, person, step.medium, group.tier, call.id):
        telling, notice = await notice_for(unit, incident, plan, group, policy), None
        told = await telling.tell(unit, person, step.medium, group.tier, call.id)
        assert told, "the flow tells only whom and where words and an address are"
        call.notice_id = telling.row.id
    if notice is None:
        await telling.record(unit)


async def _say_unreachable(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, people: Mapping[int, PersonRow]) -> None:
    if asked_in(plan, call.group_key) is NoticeKind.CALL_OUT:
        await timers.set_timer(unit.session, unit.now, kind=CHIEF_TIMER, subject_id=call.id, due_at=unit.now, incident_id=incident.id)
        return
    group, policy = plan.group(call.group_key), policy_of(plan, incident, call.group_key)
    anybody = any(usable_media(unit, person, policy.media, incident) for person in people.values() if person.id in call.people)
    alert = Alert.SEAT_UNREACHABLE if anybody else Alert.NOBODY_REACHABLE
    await alert_chief(unit, incident, plan, alert, {"seat_label": seat_label(group, group.seat(call.seat_key))})


async def count_answer(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, answer: AnswerRow) -> None:
    """Let an answer stand for the seat: nothing more is due there, and a group with enough answers says so."""
    store(call, flow.answered(calling_of(call)))
    call.answered_by, call.answer_kind = answer.person_id, answer.kind
    call.answer_minutes, call.answered_at = answer.minutes, answer.answered_at
    await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=call.id)
    await record(unit, incident.id, "seat.answered", {**place_of(call), "person": answer.person_id})
    if asked_in(plan, call.group_key) is NoticeKind.CALL_OUT:
        await timers.cancel(unit.session, unit.now, kind=CHIEF_TIMER, subject_id=call.id)
        await taken(unit, incident, plan, answer.person_id)
        return
    await _say_quorum(unit, incident, call.group_key, policy_of(plan, incident, call.group_key).seats_required)


async def _say_quorum(unit: Unit, incident: IncidentRow, group: str, required: int) -> None:
    """Say once that as many seats of a group as the level asks for have answered."""
    calls = [c for c in await incidents.seats(unit.session, incident.id) if c.group_key == group]
    answered = sum(c.state == SeatState.ANSWERED for c in calls)
    if not required or answered < required:
        return
    said = await timeline.data_of(unit.session, incident.id, "group.quorum")
    if not any(one["group"] == group and one["needed"] == required for one in said):
        await record(unit, incident.id, "group.quorum", {"group": group, "answered": answered, "needed": required}, actor="system")


async def follow_if_settled(unit: Unit, incident: IncidentRow) -> None:
    """Once no seat is being called any more, the incident is followed rather than alerted."""
    state = IncidentState(incident.state)
    if not INCIDENT.allows(state, IncidentTrigger.FOLLOW):
        return
    calls = await incidents.seats(unit.session, incident.id)
    if calls and all(call.state != SeatState.TRYING for call in calls):
        incident.state = INCIDENT.after(state, IncidentTrigger.FOLLOW).value
        await record(unit, incident.id, "incident.followed", {}, actor="system")


def asked_in(plan: Plan, group_key: str) -> NoticeKind:
    """What the people of a group are asked: the duty chief to take a call-out (F2), everyone else to answer the alarm."""
    return NoticeKind.CALL_OUT if group_key == plan.duty_chief.group else NoticeKind.ALARM


def place_of(call: SeatCallRow) -> dict[str, str]:
    """The seat as the timeline names it."""
    return {"group": call.group_key, "seat": f"{call.group_key}.{call.seat_key}"}


def is_called(call: SeatCallRow, person_id: int) -> bool:
    """Whether it is, or was, this person's turn in the seat."""
    return person_id in call.people[: call.position + 1]


def calling_of(call: SeatCallRow) -> flow.Calling:
    """The stored calling as the flow reads it."""
    return flow.Calling(SeatState(call.state), call.position, call.since, call.due_at)


def store(call: SeatCallRow, calling: flow.Calling) -> None:
    """Put the flow's calling into the row."""
    call.state, call.position, call.since, call.due_at = calling.state.value, calling.position, calling.since, calling.due_at


def policy_of(plan: Plan, incident: IncidentRow, group_key: str) -> Policy:
    """How a group is called at the incident's level; at a level that does not name it, as at the first level that does."""
    levels = [plan.level(incident.level)] if incident.level else []
    for level in (*levels, *plan.levels.values()):
        if group_key in level.policies:
            return level.policies[group_key]
    return plan.duty_chief.policy


async def _circumstances(
    unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow
) -> tuple[Policy, dict[int, PersonRow], tuple[flow.Reach, ...]]:
    """Who holds the seat and can be reached *now*: someone taken off the list or opted out since is passed over."""
    policy = policy_of(plan, incident, call.group_key)
    people = await alert_list.people_by_id(unit.session, call.people)
    standing = await standing_of(unit, incident, call.people, asked_in(plan, call.group_key))
    return policy, people, tuple(standing.reach(unit, pid, people.get(pid), policy.media) for pid in call.people)
