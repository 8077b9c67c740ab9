"""What was not sent yet, once its words no longer hold: taken back, and told anew in the words of now (L4, I5)."""

from actioncards.model import Audience, Plan, Step
from flows.vocabulary import NoticeKind, SeatState
from service.store import incidents
from service.store.outbox import Dropped, drop_unsent
from service.store.tables import IncidentRow
from service.work import seats
from service.work.alarms import alarm_notice, detour_notice
from service.work.parts import tell_group
from service.work.record import record_dropped
from service.work.tasks import renew_tasks
from service.work.unit import Unit

_STALE = (NoticeKind.ALARM.value, NoticeKind.LEVEL_CHANGE.value, NoticeKind.TASK.value)
"""Kinds whose words change with the level and the facts. An update or an alert to the duty chief stays true."""


async def drop_stale(unit: Unit, incident: IncidentRow) -> list[Dropped]:
    """Take back what waits to be sent and no longer holds, and write no more of its lists."""
    await incidents.close_parts(unit.session, incident.id, unit.now, kinds=_STALE)
    dropped = await drop_unsent(unit.session, incident.id, unit.now, kinds=_STALE)
    await record_dropped(unit, incident.id, dropped, "stale")
    return dropped


async def renew(unit: Unit, incident: IncidentRow, plan: Plan, dropped: list[Dropped]) -> None:
    """Go on with the words of now, after `drop_stale`.

    Whom a message has reached keeps their place in the line, and is told on the next medium in the new words; whose message was
    taken back is told at once. A seat that was called no more and is concerned again is called again. Members of an open group
    who have not been told are told now.
    """
    audience = {a.group.key: a for a in plan.audience(incident.level or "", incident.area) if a.step is not Step.AFTER_CLEARANCE}
    await _renew_seats(unit, incident, plan, audience)
    await _renew_open_groups(unit, incident, plan, audience)
    await renew_tasks(unit, incident, plan, dropped)


async def _renew_seats(unit: Unit, incident: IncidentRow, plan: Plan, audience: dict[str, Audience]) -> None:
    going_on = (SeatState.TRYING, SeatState.STOPPED)
    calls = [c for c in await incidents.seats(unit.session, incident.id) if c.group_key in audience and c.state in going_on]
    groups = [audience[key] for key in dict.fromkeys(c.group_key for c in calls)]
    at_once = [(a.group, a.policy) for a in groups if a.step is Step.AT_ONCE]
    notices = {}
    if at_once:
        shared = await alarm_notice(unit, incident, plan, at_once)
        notices = {group.key: shared for group, _ in at_once}
    for a in groups:
        if a.step is Step.BY_TASK:
            notices[a.group.key] = await detour_notice(unit, incident, plan, a.group, a.policy)
    for call in calls:
        call.notice_id = notices[call.group_key].row.id
        again = seats.look_again if call.state == SeatState.TRYING else seats.resume
        await again(unit, incident, plan, call)


async def _renew_open_groups(unit: Unit, incident: IncidentRow, plan: Plan, audience: dict[str, Audience]) -> None:
    told = await incidents.groups_told(unit.session, incident.id)
    for a in audience.values():
        if a.group.open and a.step is Step.AT_ONCE and a.group.key in told:
            notice = await alarm_notice(unit, incident, plan, [(a.group, a.policy)])
            area = a.area.key if a.area else None
            await tell_group(unit, notice, group=a.group.key, area=area, tier=a.group.tier, media=a.policy.media)
