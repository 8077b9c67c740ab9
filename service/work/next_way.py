"""A message that will not arrive: the next way to the same person, or the next person, at once (I12)."""

from datetime import datetime

from actioncards.model import Plan
from flows.delivery import ASKING
from flows.incident import is_open
from flows.meeting import SUMMONING
from flows.vocabulary import IncidentState, NoticeKind, SeatState, TaskState
from service.store import alert_list, incidents, timers
from service.store.announcements import put_off
from service.store.outbox import NEVER
from service.store.tables import DeliveryRow, IncidentRow, NoticeRow
from service.work import seats
from service.work.alarms import still_true
from service.work.chief import alert_next_chief
from service.work.invitations import nothing_reached, still_summons
from service.work.letters import is_over
from service.work.notices import reopen_notice, usable_media
from service.work.outward import Leave, leave_of
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit

_LAST_WORDS = (NoticeKind.CALL_OFF, NoticeKind.MEETING_CANCELLED, NoticeKind.MINUTES)
"""Kinds that go with the end of an incident, and are sent also when it has ended."""
_ALSO_LAST = (NoticeKind.CALL_OUT_NEWS, NoticeKind.BRIEFING)
"""Kinds that tell the end of a call-out (F1, F13), if they were written with it."""
_DATED = (*ASKING, NoticeKind.LEVEL_CHANGE, NoticeKind.TASK)
"""Kinds whose words hold only as long as the level and the facts do."""
TASK_TIMER = "task"


async def may_still_go(unit: Unit, row: DeliveryRow) -> bool:
    """Whether the message may be sent once more: not when the incident is over, or its words no longer hold."""
    notice = await unit.session.get_one(NoticeRow, row.notice_id)
    if row.incident_id is None:
        return not is_over(notice)
    incident = await incidents.incident(unit.session, row.incident_id, lock=True)
    assert incident is not None
    if not is_open(IncidentState(incident.state)):
        return _tells_the_end(incident, notice)
    if await leave_of(unit, notice) is Leave.OVER:
        return False
    return await _still_holds(unit, incident, await plan_of(unit, incident), notice)


async def due_again(unit: Unit, row: DeliveryRow, at: datetime) -> datetime:
    """When a message falls due once more: `at`, or not before the hold on its announcement is lifted (F9)."""
    notice = await unit.session.get_one(NoticeRow, row.notice_id)
    return NEVER if await leave_of(unit, notice) is Leave.HELD else at


async def go_on(unit: Unit, row: DeliveryRow) -> None:
    """Go on from a message that failed, was dropped as stale, or is in doubt for good."""
    await unit.session.flush()
    incident = await incidents.incident(unit.session, row.incident_id, lock=True) if row.incident_id else None
    notice = await unit.session.get_one(NoticeRow, row.notice_id)
    if incident is None:
        if not is_over(notice):
            await _next_medium(unit, row, notice)
    elif not is_open(IncidentState(incident.state)):
        if _tells_the_end(incident, notice):
            await _next_medium(unit, row, notice)
    else:
        await _go_on_in(unit, incident, await plan_of(unit, incident), row, notice)


async def _go_on_in(unit: Unit, incident: IncidentRow, plan: Plan, row: DeliveryRow, notice: NoticeRow) -> None:
    if notice.kind in ASKING:
        await _alarm_again(unit, incident, plan, row, notice)
    elif await leave_of(unit, notice) is Leave.OVER or not await _still_holds(unit, incident, plan, notice):
        return
    elif not await _next_medium(unit, row, notice):
        if notice.kind == NoticeKind.CHIEF_ALERT:
            await alert_next_chief(unit, incident, plan, notice.facts, row.person_id)
        elif notice.kind == NoticeKind.TASK and "task_id" in notice.facts:
            await timers.hurry(unit.session, unit.now, kind=TASK_TIMER, subject_id=int(notice.facts["task_id"]))
        elif notice.kind in SUMMONING:
            await nothing_reached(unit, incident.id, row.person_id)


def _tells_the_end(incident: IncidentRow, notice: NoticeRow) -> bool:
    ended_at = incident.called_off_at
    return notice.kind in _LAST_WORDS or (notice.kind in _ALSO_LAST and ended_at is not None and notice.created_at >= ended_at)


async def _still_holds(unit: Unit, incident: IncidentRow, plan: Plan, notice: NoticeRow) -> bool:
    if notice.kind in SUMMONING:
        return await still_summons(unit, incident.id, notice.id)
    if notice.kind == NoticeKind.TASK and not await _is_to_be_done(unit, notice):
        return False
    return notice.kind not in _DATED or await still_true(unit, incident, plan, notice)


async def _is_to_be_done(unit: Unit, notice: NoticeRow) -> bool:
    task = await incidents.task(unit.session, int(notice.facts["task_id"])) if "task_id" in notice.facts else None
    return task is None or task.state == TaskState.OPEN


async def _alarm_again(unit: Unit, incident: IncidentRow, plan: Plan, row: DeliveryRow, notice: NoticeRow) -> None:
    """Every seat whose turn it is with this person looks again; a member of an open group is told on their next medium."""
    asked = [c for c in await incidents.seats(unit.session, incident.id) if notice.kind == seats.asked_in(plan, c.group_key)]
    calls = [c for c in asked if row.person_id in c.people]
    for call in calls:
        if call.state == SeatState.TRYING and call.people[call.position] == row.person_id:
            await seats.look_again(unit, incident, plan, call)
    if not calls and await still_true(unit, incident, plan, notice):
        await _next_medium(unit, row, notice)
    await seats.follow_if_settled(unit, incident)


async def _next_medium(unit: Unit, row: DeliveryRow, notice_row: NoticeRow) -> bool:
    """The same words on the next medium that the notice has and the person can be reached on; False when there is none.

    As long as another message of the notice is on its way to them nothing more is done, and True is returned.
    """
    notice = await reopen_notice(unit, notice_row.id, row.lane)
    person = await alert_list.person(unit.session, row.person_id)
    tier = next(t for (t, _), text_id in notice.texts.items() if text_id == row.text_id)
    if person is None:
        return False
    incident = await incidents.incident(unit.session, row.incident_id) if row.incident_id is not None else None
    for medium in usable_media(unit, person, [m for (t, m) in notice.texts if t == tier], incident):
        if medium != row.medium and await notice.tell(unit, person, medium, tier):
            await notice.record(unit)
            if await leave_of(unit, notice_row) is Leave.HELD:
                await put_off(unit.session, [notice_row.id])
            return True
    if await incidents.notice_under_way(unit.session, notice_row.id, row.person_id):
        return True
    names = {f"person:{person.id}": {"name": person.name, "organisation": person.organisation}}
    await record(unit, row.incident_id, "person.unreachable", {"person": person.id, "kind": notice_row.kind}, names)
    return False
