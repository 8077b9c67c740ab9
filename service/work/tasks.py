"""Tasks, and F3's detour: one seat warns another circle, with a ready text, a button, a deadline and a fallback."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from actioncards.facts import local_time, seat_label
from actioncards.model import Alert, Fallback, Group, Plan
from actioncards.texts import as_sent, ready_template
from flows.free_text import checked_text
from flows.incident import is_open
from flows.sentences import NOT_FOUND, Refused
from flows.task import TASK
from flows.vocabulary import IncidentState, Lane, Medium, Mode, NoticeKind, TaskState, TaskTrigger
from service.store import alert_list, incidents, timers
from service.store.outbox import Dropped, drop_unsent
from service.store.tables import IncidentRow, TaskRow
from service.work.alarms import detour_notice
from service.work.chief import alert_chief, facts_now
from service.work.notices import open_notice, usable_media
from service.work.participants import concerns
from service.work.plans import plan_of
from service.work.record import record, record_dropped
from service.work.seats import begin_group, follow_if_settled, policy_of
from service.work.unit import Unit

TIMER: Final = "task"
WARN_GROUP: Final = "warn_group"


async def open_detour(unit: Unit, incident: IncidentRow, plan: Plan, group: Group) -> None:
    """Give the seat that warns `group` its task (F3); when nobody there can be told, the fallback comes at once.

    In an exercise that either of the two does not take part in, there is none (I9).
    """
    detour = group.warned_by
    assert detour is not None
    people = await alert_list.holders(unit.session, [group.key, detour.group])
    warned = any(concerns(incident, people.get((group.key, seat.key), [])) for seat in group.seats)
    if not warned or not concerns(incident, people.get((detour.group, detour.seat), [])):
        return
    due_at = unit.now + timedelta(minutes=detour.deadline_minutes)
    task = TaskRow(
        incident_id=incident.id,
        kind=WARN_GROUP,
        group_key=detour.group,
        seat_key=detour.seat,
        title=detour.title.da,
        ready_text=await _ready_text(unit, incident, plan, group),
        facts={"group": group.key},
        state=TaskState.OPEN.value,
        due_at=due_at,
        fallback=detour.fallback.value,
        note="",
    )
    unit.session.add(task)
    await unit.session.flush()
    await record(unit, incident.id, "task.opened", named(task))
    told = await _tell_seat(unit, incident, plan, task)
    await timers.set_timer(
        unit.session, unit.now, kind=TIMER, subject_id=task.id, due_at=due_at if told else unit.now, incident_id=incident.id
    )


async def _ready_text(unit: Unit, incident: IncidentRow, plan: Plan, group: Group) -> str:
    """The words that one press of the button sends, as they are now."""
    facts = {**await facts_now(unit, incident, plan), "link": "..."}
    return as_sent(plan, ready_template(group, Medium.SMS), facts, now=unit.now, mode=Mode(incident.mode)).text


async def _tell_seat(unit: Unit, incident: IncidentRow, plan: Plan, task: TaskRow) -> bool:
    """Tell the seat's first reachable person of the task, on every medium of the seat's policy but the voice."""
    tier = plan.group(task.group_key).tier
    policy = policy_of(plan, incident, task.group_key)
    link = f"{unit.house.public_url}/t/{unit.house.links.token('task', incident.id, task.id)}"
    facts = {
        **await facts_now(unit, incident, plan),
        "task": task.title,
        "deadline": local_time(plan, task.due_at),
        "task_id": str(task.id),
    }
    holders = (await alert_list.holders(unit.session, [task.group_key])).get((task.group_key, task.seat_key), [])
    for person in holders:
        media = [m for m in usable_media(unit, person, policy.media, incident) if m is not Medium.VOICE]
        if media:
            notice = await open_notice(unit, incident, plan, NoticeKind.TASK, facts, [(tier, m) for m in media], Lane.SUMMONS, link=link)
            for medium in media:
                await notice.tell(unit, person, medium, tier)
            await notice.record(unit)
            task.facts = {**task.facts, "notice": notice.row.id}
            return True
    return False


async def renew_tasks(unit: Unit, incident: IncidentRow, plan: Plan, dropped: Collection[Dropped]) -> None:
    """The level or the facts have changed: open tasks get the words of now, and who had not been told of one yet is told."""
    taken_back = {d.notice_id for d in dropped}
    for task in await incidents.tasks(unit.session, incident.id):
        if task.kind != WARN_GROUP or not TASK.allows(TaskState(task.state), TaskTrigger.LAPSE):
            continue
        task.ready_text = await _ready_text(unit, incident, plan, plan.group(task.facts["group"]))
        if task.facts.get("notice") in taken_back and not await _tell_seat(unit, incident, plan, task):
            await timers.hurry(unit.session, unit.now, kind=TIMER, subject_id=task.id)


async def do(unit: Unit, task_id: int, note: str = "") -> TaskRow:
    """The seat presses its one button: the task is done, and what it promised happens now."""
    task, incident, plan = await _open(unit, task_id, TaskTrigger.DO)
    await _end(unit, task, TaskTrigger.DO, note)
    await _fulfil(unit, incident, plan, task)
    return task


async def decline(unit: Unit, task_id: int, note: str = "") -> TaskRow:
    """The seat says no: the fallback comes at once, and the duty chief is told.

    After the call-off nobody is told of a decision that is declined: the evaluation shows it (F7).
    """
    task, incident, plan = await _open(unit, task_id, TaskTrigger.DECLINE)
    await _end(unit, task, TaskTrigger.DECLINE, note)
    if is_open(IncidentState(incident.state)):
        declined = Alert.DETOUR_DECLINED if task.kind == WARN_GROUP else Alert.TASK_DECLINED
        await _fall_back(unit, incident, plan, task, declined, Alert.DETOUR_DECLINED_SENT)
    return task


async def lapse(unit: Unit, task_id: int) -> None:
    """The deadline passed, or nobody can be told before it: the fallback comes, and the duty chief is told."""
    task = await incidents.task(unit.session, task_id)
    if task is None or not TASK.allows(TaskState(task.state), TaskTrigger.LAPSE):
        return
    task, incident, plan = await _open(unit, task_id, TaskTrigger.LAPSE)
    await _end(unit, task, TaskTrigger.LAPSE, "")
    if unit.now < task.due_at:
        await _fall_back(unit, incident, plan, task, Alert.DETOUR_UNTOLD, Alert.DETOUR_UNTOLD_SENT)
    else:
        await _fall_back(unit, incident, plan, task, Alert.DETOUR_LAPSED, Alert.DETOUR_LAPSED_SENT)


async def cancel_tasks(unit: Unit, incident: IncidentRow) -> None:
    """End the open tasks of warning somebody: the incident is over. What its meetings decided stays to be done (F6)."""
    await _cancel(unit, [t for t in await incidents.tasks(unit.session, incident.id) if t.kind == WARN_GROUP])


async def cancel_tasks_of(unit: Unit, incident: IncidentRow, groups: Collection[str]) -> None:
    """End the open tasks of warning one of `groups`, which the incident no longer concerns."""
    await _cancel(unit, [t for t in await incidents.tasks(unit.session, incident.id) if t.facts.get("group") in groups])


async def _cancel(unit: Unit, tasks: Collection[TaskRow]) -> None:
    for task in tasks:
        if TASK.allows(TaskState(task.state), TaskTrigger.CANCEL):
            await _end(unit, task, TaskTrigger.CANCEL, "")


async def at_hand(unit: Unit, task_id: int) -> tuple[TaskRow, IncidentRow]:
    """The task as it stands, and its incident, held for this transaction; `Refused` (not found)."""
    task = await incidents.task(unit.session, task_id)
    if task is None:
        raise Refused("There is no task {number}.", kind=NOT_FOUND, number=task_id)
    incident = await incidents.incident(unit.session, task.incident_id, lock=True)
    assert incident is not None
    await unit.session.refresh(task)
    return task, incident


async def _open(unit: Unit, task_id: int, trigger: TaskTrigger) -> tuple[TaskRow, IncidentRow, Plan]:
    task, incident = await at_hand(unit, task_id)
    TASK.after(TaskState(task.state), trigger)
    return task, incident, await plan_of(unit, incident)


async def _end(unit: Unit, task: TaskRow, trigger: TaskTrigger, note: str) -> None:
    note = checked_text(note, field="note", longest=1000)
    task.state = TASK.after(TaskState(task.state), trigger).value
    task.ended_at, task.ended_by, task.note = unit.now, unit.actor, note
    await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=task.id)
    await _take_back(unit, task, "stale" if trigger in (TaskTrigger.LAPSE, TaskTrigger.CANCEL) else "answered")
    await record(unit, task.incident_id, f"task.{task.state}", named(task), {"note": note} if note else None)


async def _take_back(unit: Unit, task: TaskRow, why: str) -> None:
    """Nobody is given a task that has ended, not even by a message that is claimed but not yet handed over (I5)."""
    if "notice" in task.facts:
        dropped = await drop_unsent(unit.session, task.incident_id, unit.now, notice_ids=[task.facts["notice"]])
        await record_dropped(unit, task.incident_id, dropped, why)


def named(task: TaskRow) -> dict[str, str | int]:
    """The task as the timeline names it: by its number, and where the title is the plan's by that too; a decision's can be erased (I7)."""
    found: dict[str, str | int] = {"task": task.id, "kind": task.kind, "group": task.group_key, "seat": f"{task.group_key}.{task.seat_key}"}
    return found | {"title": task.title} if task.kind == WARN_GROUP else found


async def _fall_back(unit: Unit, incident: IncidentRow, plan: Plan, task: TaskRow, not_sent: Alert, sent: Alert) -> None:
    sends = task.kind == WARN_GROUP and task.fallback == Fallback.SEND
    group = plan.group(task.group_key)
    label = seat_label(group, group.seat(task.seat_key))
    facts = {"task": task.title, "deadline": local_time(plan, task.due_at), "seat_label": label}
    await alert_chief(unit, incident, plan, sent if sends else not_sent, facts)
    if sends:
        await _fulfil(unit, incident, plan, task)


async def _fulfil(unit: Unit, incident: IncidentRow, plan: Plan, task: TaskRow) -> None:
    """Warn the circle that the task is about, in the detour's own words; a circle already called is not called twice."""
    if task.kind != WARN_GROUP:
        return
    group = plan.group(task.facts["group"])
    if group.key in {c.group_key for c in await incidents.seats(unit.session, incident.id)}:
        return
    policy = policy_of(plan, incident, group.key)
    notice = await detour_notice(unit, incident, plan, group, policy)
    await begin_group(unit, incident, plan, group, policy, notice, await alert_list.holders(unit.session, [group.key]))
    await notice.record(unit)
    await follow_if_settled(unit, incident)
    unit.wake()
