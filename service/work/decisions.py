"""A meeting's decisions: each is a task with an owner and a deadline; who is late is reminded and the duty chief told (F6)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from actioncards.facts import seat_label
from actioncards.model import Alert, Group, Plan
from flows.free_text import checked_text
from flows.incident import is_open
from flows.meeting import MEETING
from flows.sentences import CONFLICT, INVALID, Refused
from flows.task import TASK
from flows.vocabulary import IncidentState, Lane, Medium, MeetingState, MeetingTrigger, NoticeKind, TaskState, TaskTrigger
from service.domain import local_time
from service.domain.language import DANISH, translations
from service.domain.timeline import JSON
from service.store import alert_list, incidents, timers
from service.store.tables import DecisionRow, IncidentRow, TaskRow
from service.work import gathering
from service.work.chief import alert_chief, facts_now
from service.work.gathering import gather
from service.work.notices import open_notice, usable_media
from service.work.plans import plan_of
from service.work.record import record
from service.work.tasks import at_hand, named
from service.work.unit import Unit

TIMER: Final = "decision"
KIND: Final = "decision"
LONGEST: Final = 500


async def decide(unit: Unit, meeting_id: int, text: str, group: str, seat: str, due_at: datetime) -> TaskRow:
    """Write a decision down: the seat gets it as a task, with a link, at once. `Refused` names the field that is wrong."""
    g = await gather(unit, meeting_id)
    g.meeting.state = MEETING.after(MeetingState(g.meeting.state), MeetingTrigger.DECIDE).value
    text = checked_text(text, field="text", longest=LONGEST)
    if not text:
        raise Refused("A decision needs its words. Write what is to be done.", field="text", kind=INVALID)
    owner = _owner(g.plan, group, seat)
    if due_at <= unit.now:
        raise Refused("The deadline lies in the past. Choose a time that is still to come.", field="due_at", kind=INVALID)
    task = TaskRow(
        incident_id=g.incident.id,
        kind=KIND,
        group_key=owner.key,
        seat_key=owner.seat(seat).key,
        title=text,
        ready_text="",
        facts={"meeting": g.meeting.id},
        state=TaskState.OPEN.value,
        due_at=due_at,
        fallback="chief_only",
        note="",
    )
    unit.session.add(task)
    await unit.session.flush()
    unit.session.add(DecisionRow(meeting_id=g.meeting.id, task_id=task.id, decided_at=unit.now, decided_by=unit.actor))
    data: dict[str, JSON] = {"meeting": g.meeting.id, "task": task.id, "group": group, "seat": seat, "until": due_at.isoformat()}
    await record(unit, g.incident.id, "meeting.decided", data, {"text": text})
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=task.id, due_at=due_at, incident_id=g.incident.id)
    await _tell_owner(unit, g.incident, g.plan, task)
    unit.wake()
    return task


def owners(plan: Plan) -> list[Group]:
    """The groups whose seats may own a decision: those of the committee's tier and of the tiers that have the minutes (C4)."""
    terms = gathering.terms_of(plan)
    tiers = {plan.group(plan.executive_committee).tier, *terms.minutes_to}
    return [group for group in plan.groups.values() if group.seats and group.tier in tiers]


def _owner(plan: Plan, key: str, seat: str) -> Group:
    for group in owners(plan):
        if group.key == key:
            group.seat(seat)
            return group
    allowed = ", ".join(group.key for group in owners(plan))
    raise Refused(
        "The plan has no group '{key}' that can own a decision. Choose one of: {allowed}.", field="group", key=key[:80], allowed=allowed
    )


async def overdue(unit: Unit, task_id: int) -> None:
    """The deadline has passed: the owner is reminded and the duty chief told; the task stays open until it is done."""
    task = await incidents.task(unit.session, task_id)
    incident = await incidents.incident(unit.session, task.incident_id, lock=True) if task else None
    if task is None or incident is None:
        return
    await unit.session.refresh(task)
    if task.state != TaskState.OPEN or not is_open(IncidentState(incident.state)):
        return
    plan = await plan_of(unit, incident)
    data: dict[str, JSON] = {"task": task.id, "group": task.group_key, "seat": task.seat_key}
    await record(unit, incident.id, "decision.overdue", data, {"text": task.title})
    facts = {"task": task.title, "deadline": _clock(task.due_at), "seat_label": _label(plan, task)}
    await alert_chief(unit, incident, plan, Alert.TASK_LAPSED, facts)
    await _tell_owner(unit, incident, plan, task)


async def take_up_again(unit: Unit, task_id: int) -> TaskRow:
    """A decision was marked as done by mistake: its owner has it to do again, with the deadline that it had; when that has passed, it is
    told of as late. After the call-off it is open again without a word to anybody (F7).

    `Refused` for a task that is no decision, since what its button has sent is out.
    """
    task, incident = await at_hand(unit, task_id)
    if task.kind != KIND:
        raise Refused("The task has warned people. That cannot be undone; correct it instead.", kind=CONFLICT)
    task.state = TASK.after(TaskState(task.state), TaskTrigger.REOPEN).value
    task.ended_at, task.ended_by, task.note = None, None, ""
    if is_open(IncidentState(incident.state)):
        await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=task.id, due_at=task.due_at, incident_id=incident.id)
    await record(unit, incident.id, "task.undone", named(task))
    return task


async def _tell_owner(unit: Unit, incident: IncidentRow, plan: Plan, task: TaskRow) -> None:
    """The first of the seat who can be told, on the first medium that works for them."""
    tier = plan.group(task.group_key).tier
    people = (await alert_list.holders(unit.session, [task.group_key])).get((task.group_key, task.seat_key), [])
    media = [m for m in gathering.terms_of(plan).media if m is not Medium.VOICE]
    link = f"{unit.house.public_url}/t/{unit.house.links.token('task', incident.id, task.id)}"
    for person in people:
        usable: Collection[Medium] = usable_media(unit, person, media, incident)
        if usable:
            medium = next(iter(usable))
            facts, combos = await _facts(unit, incident, plan, task), [(tier, medium)]
            notice = await open_notice(unit, incident, plan, NoticeKind.DECISION, facts, combos, Lane.UPDATE, link=link)
            await notice.tell(unit, person, medium, tier)
            await notice.record(unit)
            task.facts = {**task.facts, "notice": notice.row.id}
            return
    await record(unit, incident.id, "decision.owner_unreachable", {"task": task.id, "group": task.group_key, "seat": task.seat_key})


async def _facts(unit: Unit, incident: IncidentRow, plan: Plan, task: TaskRow) -> dict[str, str]:
    deadline = local_time.full(task.due_at, translations().speaker(DANISH))
    return {
        **await facts_now(unit, incident, plan),
        "decision": task.title,
        "decision_deadline": deadline,
        "seat_label": _label(plan, task),
    }


def _clock(at: datetime) -> str:
    return local_time.clock(at, translations().speaker(DANISH))


def _label(plan: Plan, task: TaskRow) -> str:
    group = plan.group(task.group_key)
    return seat_label(group, group.seat(task.seat_key))
