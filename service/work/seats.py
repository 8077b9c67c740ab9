"""Call seats: begin, the next step when it is due, a medium that failed, an answer (F3, I5, I12)."""

from collections.abc import Collection, Iterable
from typing import Final

from actioncards.model import Alert, Group, Plan, Policy
from flows import seat as flow
from flows.incident import INCIDENT
from flows.vocabulary import IncidentState, IncidentTrigger, Medium, SeatState
from service.store import alert_list, incidents, timers
from service.store.tables import IncidentRow, PersonRow, SeatCallRow
from service.work.chief import alert_chief
from service.work.notices import Notice, reopen_notice, usable_media
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit

TIMER: Final = "seat"


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
    people: dict[tuple[str, str], list[PersonRow]],
) -> None:
    """Begin calling every seat of a group at its holder."""
    for seat in group.seats:
        holders = people.get((group.key, seat.key), [])
        call = SeatCallRow(
            incident_id=incident.id,
            group_key=group.key,
            seat_key=seat.key,
            notice_id=notice.row.id,
            state=SeatState.TRYING.value,
            position=0,
            told=0,
            since=unit.now,
            people=[p.id for p in holders],
        )
        unit.session.add(call)
        await unit.session.flush()
        reach = tuple(flow.Reach(p.id, usable_media(unit, p, policy.media)) for p in holders)
        await apply(unit, incident, plan, call, flow.begin(reach, waits_of(policy), unit.now), notice)


async def begin_again(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, notice: Notice) -> None:
    """Call a seat from its holder with new words, because the old ones no longer hold."""
    call.notice_id = notice.row.id
    _, policy, people, reach = await _circumstances(unit, incident, plan, call)
    await apply(unit, incident, plan, call, flow.begin(reach, waits_of(policy), unit.now), notice, people)


async def step_due(unit: Unit, seat_call_id: int) -> None:
    """A seat's timer fell due: its next medium, its deputy, or the duty chief."""
    call = await incidents.seat(unit.session, seat_call_id)
    incident = await incidents.incident(unit.session, call.incident_id, lock=True) if call else None
    if call is None or incident is None:
        return
    await unit.session.refresh(call)
    plan = await plan_of(unit, incident)
    _, policy, people, reach = await _circumstances(unit, incident, plan, call)
    await apply(unit, incident, plan, call, flow.due(calling_of(call), reach, waits_of(policy), unit.now), None, people)


async def medium_failed(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, person_id: int) -> None:
    """A message of this seat could not be delivered: go on at once when nothing else is under way."""
    if call.position >= len(call.people) or call.people[call.position] != person_id:
        return
    _, policy, people, reach = await _circumstances(unit, incident, plan, call)
    rows = await incidents.deliveries_of_person(unit.session, incident.id, person_id)
    failed = {Medium(r.medium) for r in rows if r.notice_id == call.notice_id and r.ended_at is not None}
    # A medium that has failed may have vanished from the reach (an opt-out): what was told must stay countable.
    reach = tuple(flow.Reach(r.person, _with_failed(r, failed, policy)) if r.person == person_id else r for r in reach)
    await apply(unit, incident, plan, call, flow.medium_failed(calling_of(call), reach, failed, waits_of(policy), unit.now), None, people)


async def person_cannot(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, person_id: int) -> None:
    """The person gives the seat on: their deputy is called at once; a seat they had answered for is called again."""
    if call.state == SeatState.ANSWERED and call.answered_by == person_id and person_id in call.people:
        call.state, call.position, call.told, call.since = SeatState.TRYING, call.people.index(person_id), 0, unit.now
        call.answered_by = call.answer_kind = call.answer_minutes = call.answered_at = None
    _, policy, people, reach = await _circumstances(unit, incident, plan, call)
    await apply(unit, incident, plan, call, flow.cannot(calling_of(call), person_id, reach, waits_of(policy), unit.now), None, people)


async def stop(unit: Unit, incident: IncidentRow, calls: Iterable[SeatCallRow]) -> None:
    """Stop calling these seats; answers already given stand."""
    for call in calls:
        if call.state == SeatState.ANSWERED:
            continue
        store(call, flow.stopped(calling_of(call)))
        await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=call.id)
        await record(unit, incident.id, "seat.stopped", {"group": call.group_key, "seat": call.seat_key})


async def apply(
    unit: Unit,
    incident: IncidentRow,
    plan: Plan,
    call: SeatCallRow,
    decision: flow.Decision,
    notice: Notice | None,
    people: dict[int, PersonRow] | None = None,
) -> None:
    """Write what the flow decided: the seat's state, its next timer, the messages and the timeline."""
    calling, steps = decision
    before = call.position
    store(call, calling)
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=call.id, due_at=calling.due_at, incident_id=incident.id)
    group = plan.group(call.group_key)
    lane = policy_of(plan, incident, call.group_key).lane
    telling = notice or await reopen_notice(unit, call.notice_id, lane)
    people = people if people is not None else await alert_list.people_by_id(unit.session, call.people)
    place = {"group": call.group_key, "seat": call.seat_key}
    for step in steps:
        match step:
            case flow.Tell(person, medium, position):
                await telling.tell(unit, people[person], medium, group.tier, call.id)
                if notice is None:
                    kind = "seat.deputy" if position != before else "seat.next_medium"
                    await record(unit, incident.id, kind, {**place, "person": person, "medium": medium.value, "position": position})
            case flow.Skip(person, position):
                await record(unit, incident.id, "seat.skipped", {**place, "person": person, "position": position})
            case flow.Unreachable():
                await record(unit, incident.id, "seat.unreachable", place)
                alert = Alert.SEAT_UNREACHABLE if call.people else Alert.NOBODY_REACHABLE
                await alert_chief(unit, incident, plan, alert, {"seat_label": group.seat(call.seat_key).label.da})
    if notice is None:
        await telling.record(unit)
    await follow_if_settled(unit, incident)


async def follow_if_settled(unit: Unit, incident: IncidentRow) -> None:
    """Once no seat is being called any more, the incident is followed rather than alerted."""
    state = IncidentState(incident.state)
    if not INCIDENT.allows(state, IncidentTrigger.FOLLOW):
        return
    calls = await incidents.seats(unit.session, incident.id)
    if calls and all(call.state != SeatState.TRYING for call in calls):
        incident.state = INCIDENT.after(state, IncidentTrigger.FOLLOW).value
        await record(unit, incident.id, "incident.followed", {}, actor="system")


def calling_of(call: SeatCallRow) -> flow.Calling:
    """The stored calling as the flow reads it."""
    return flow.Calling(SeatState(call.state), call.position, call.told, call.since, call.due_at)


def store(call: SeatCallRow, calling: flow.Calling) -> None:
    """Put the flow's calling into the row."""
    call.state, call.position, call.told, call.since, call.due_at = (
        calling.state.value,
        calling.position,
        calling.told,
        calling.since,
        calling.due_at,
    )


def policy_of(plan: Plan, incident: IncidentRow, group_key: str) -> Policy:
    """How a group is called at the incident's level; at a level that does not name it, as at the first level that does."""
    levels = [plan.level(incident.level)] if incident.level else []
    for level in (*levels, *plan.levels.values()):
        if group_key in level.policies:
            return level.policies[group_key]
    return plan.duty_chief.policy


async def _circumstances(
    unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow
) -> tuple[Group, Policy, dict[int, PersonRow], tuple[flow.Reach, ...]]:
    """Who holds the seat and can be reached *now*: someone taken off the list or opted out since is passed over."""
    policy = policy_of(plan, incident, call.group_key)
    people = await alert_list.people_by_id(unit.session, call.people)
    reach = tuple(flow.Reach(pid, usable_media(unit, people[pid], policy.media)) for pid in call.people)
    return plan.group(call.group_key), policy, people, reach


def _with_failed(reach: flow.Reach, failed: Collection[Medium], policy: Policy) -> tuple[Medium, ...]:
    return tuple(m for m in policy.media if m in reach.media or m in failed)
