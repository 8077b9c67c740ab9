"""Read the board of one incident (I4, I12)."""

from collections import defaultdict

from actioncards.model import Audience, Plan, Step
from flows.incident import is_open
from flows.meeting import COMING
from flows.vocabulary import AnswerKind, DeliveryState, IncidentState, Medium, Mode, NoticeKind, SeatState, TaskState
from service.domain.board import Attempt, Board, BoardGroup, BoardPerson, BoardSeat, BoardTask, Next
from service.domain.meeting import Meeting
from service.store import alert_list, incidents, timeline
from service.store.tables import AnswerRow, DeliveryRow, IncidentRow, PersonRow, SeatCallRow
from service.work import decisions
from service.work.cadence import next_update
from service.work.card_view import cards_of
from service.work.incident_row import incident_of
from service.work.meeting_view import newest
from service.work.next_thing import soonest
from service.work.outward_board import texts_under_way
from service.work.plans import plan_of
from service.work.seats import asked_in, policy_of
from service.work.unit import Unit

_SILENT_FIRST = {SeatState.UNREACHABLE: 0, SeatState.TRYING: 1, SeatState.ANSWERED: 2, SeatState.STOPPED: 3}


async def board(unit: Unit, incident_id: int) -> Board:
    """One incident as it stands; `Refused` (not found)."""
    seq = await timeline.end(unit.session, incident_id)
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    calls = await incidents.seats(unit.session, incident_id)
    people = await _people(unit, incident, calls)
    seats: defaultdict[str, list[BoardSeat]] = defaultdict(list)
    for call in calls:
        seats[call.group_key].append(_seat(plan, incident, call, people))
    groups = tuple([await _group(unit, incident, a, seats[a.group.key]) for a in _audience(plan, incident, calls)])
    tasks = await tasks_of(unit, plan, incident_id)
    cards = await cards_of(unit, plan, incident_id)
    update_due = await next_update(unit, incident)
    meeting = await newest(unit, incident)
    return Board(
        id=incident.id,
        code=incident.code,
        mode=Mode(incident.mode),
        state=IncidentState(incident.state),
        plan=plan,
        level=incident.level,
        area=incident.area,
        cause=incident.cause,
        what_happened=incident.what_happened,
        reported_by=incident.reported_by,
        assessed_by=incident.assessed_by,
        occurred_at=incident.occurred_at,
        alerted_at=incident.alerted_at,
        called_off_at=incident.called_off_at,
        closing_text=incident.closing_text,
        list_version=incident.list_version,
        groups=groups,
        tasks=tasks,
        next=soonest(_next(groups, tasks, meeting), cards, update_due) if is_open(IncidentState(incident.state)) else None,
        deliveries=await incidents.delivery_counts(unit.session, incident_id),
        writing=await incidents.is_writing(unit.session, incident_id),
        seq=seq,
        cards=cards,
        update_due=update_due,
        meeting=meeting,
        outward=await texts_under_way(unit, plan, incident_id),
    )


def _audience(plan: Plan, incident: IncidentRow, calls: list[SeatCallRow]) -> list[Audience]:
    """The level's audience, and groups that were called at an earlier level and are still worth seeing."""
    audience = list(plan.audience(incident.level, incident.area)) if incident.level else []
    shown = {a.group.key for a in audience}
    for key in dict.fromkeys(c.group_key for c in calls):
        if key not in shown:
            audience.append(Audience(plan.group(key), policy_of(plan, incident, key), Step.AT_ONCE))
    return audience


async def _people(unit: Unit, incident: IncidentRow, calls: list[SeatCallRow]) -> dict[int, BoardPerson]:
    ids = {person for call in calls for person in call.people}
    rows = await alert_list.people_by_id(unit.session, ids)
    answers = await incidents.newest_answers_of(unit.session, incident.id, ids)
    attempts: defaultdict[int, list[Attempt]] = defaultdict(list)
    for row in await incidents.alarms_of(unit.session, incident.id, ids):
        attempts[row.person_id].append(_attempt(row))
    return {pid: _person(row, attempts[pid], answers.get(pid)) for pid, row in rows.items()}


def _attempt(row: DeliveryRow) -> Attempt:
    at = row.ended_at or row.delivered_at or row.accepted_at or row.handed_at or row.created_at
    return Attempt(row.id, Medium(row.medium), DeliveryState(row.state), row.code, at)


def _person(row: PersonRow, attempts: list[Attempt], answer: AnswerRow | None) -> BoardPerson:
    return BoardPerson(
        id=row.id,
        name=row.name,
        organisation=row.organisation,
        phone=row.mobile or row.phone,
        attempts=tuple(attempts),
        answer=AnswerKind(answer.kind) if answer else None,
        minutes=answer.minutes if answer else None,
        answered_at=answer.answered_at if answer else None,
    )


def _seat(plan: Plan, incident: IncidentRow, call: SeatCallRow, people: dict[int, BoardPerson]) -> BoardSeat:
    state = SeatState(call.state)
    holders = tuple(people[p] for p in call.people)
    current = holders[call.position] if state is SeatState.TRYING and call.position < len(holders) else None
    answered_by = people.get(call.answered_by) if call.answered_by else None
    return BoardSeat(
        id=call.id,
        key=call.seat_key,
        label=plan.seat(call.group_key, call.seat_key).label.da,
        state=state,
        people=holders,
        current=current,
        due_at=call.due_at,
        next_step=_next_step(plan, incident, call) if state is SeatState.TRYING else None,
        answer=AnswerKind(call.answer_kind) if call.answer_kind else None,
        minutes=call.answer_minutes,
        answered_by=answered_by.name if answered_by else None,
        answered_at=call.answered_at,
    )


def _next_step(plan: Plan, incident: IncidentRow, call: SeatCallRow) -> str:
    policy = policy_of(plan, incident, call.group_key)
    ends = (policy.deputy_minutes if call.position + 1 < len(call.people) else policy.unreachable_minutes) * 60
    if call.due_at is not None and (call.due_at - call.since).total_seconds() < ends:
        return "next_medium"
    last = "everyone" if asked_in(plan, call.group_key) is NoticeKind.CALL_OUT else "chief"
    return "deputy" if call.position + 1 < len(call.people) else last


async def _group(unit: Unit, incident: IncidentRow, a: Audience, seats: list[BoardSeat]) -> BoardGroup:
    told, answers = (0, 0)
    if a.group.open and a.step is not Step.BY_TASK:
        told, answers = await incidents.open_group_counts(unit.session, incident.id, a.group.key, a.area.key if a.area else None)
    return BoardGroup(
        key=a.group.key,
        label=a.group.label.da,
        tier=a.group.tier,
        step=a.step.value,
        seats=tuple(sorted(seats, key=lambda s: _SILENT_FIRST[s.state])),
        answered=sum(s.state is SeatState.ANSWERED for s in seats),
        required=a.policy.seats_required,
        told=told,
        answers=answers,
    )


async def tasks_of(unit: Unit, plan: Plan, incident_id: int) -> tuple[BoardTask, ...]:
    """The incident's tasks as they stand."""
    return tuple(
        BoardTask(
            id=row.id,
            title=row.title,
            seat=plan.seat(row.group_key, row.seat_key).label.da,
            state=TaskState(row.state),
            due_at=row.due_at,
            ready_text=row.ready_text,
            ended_at=row.ended_at,
            overdue=row.state == TaskState.OPEN and row.due_at < unit.now,
            decided=row.kind == decisions.KIND,
        )
        for row in await incidents.tasks(unit.session, incident_id)
    )


def _next(groups: tuple[BoardGroup, ...], tasks: tuple[BoardTask, ...], meeting: Meeting | None) -> Next | None:
    due = [
        Next(s.next_step or "", s.label, s.due_at) for g in groups for s in g.seats if s.due_at is not None and s.state is SeatState.TRYING
    ]
    due += [Next("task", t.title, t.due_at) for t in tasks if t.state is TaskState.OPEN]
    if meeting is not None and meeting.state in COMING:
        due.append(Next("meeting", "", meeting.starts_at))
    return min(due, key=lambda n: n.due_at, default=None)
