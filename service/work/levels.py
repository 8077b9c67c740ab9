"""Raise and lower the level while the incident runs; who is told is decided anew (L4)."""

from actioncards.model import Plan
from flows.free_text import checked_text
from flows.incident import INCIDENT, Regrouping, change_level
from flows.meeting import OF_MEETINGS
from flows.sentences import INVALID, Refused
from flows.vocabulary import IncidentState, IncidentTrigger, Lane, Medium, NoticeKind, Tier
from service.store import incidents
from service.store.audience import spoken_media
from service.store.tables import IncidentRow
from service.work.chief import facts_now
from service.work.incidents import incident_for_update, known, warn
from service.work.notices import open_notice
from service.work.parts import tell_addressed
from service.work.plans import plan_of
from service.work.record import record
from service.work.renewal import drop_stale, renew
from service.work.seats import follow_if_settled, stop
from service.work.tasks import cancel_tasks_of
from service.work.unit import Unit


async def set_level(unit: Unit, incident_id: int, level: str, reason: str) -> IncidentRow:
    """Change the incident's level for a reason; `Refused` when it is closed, already there, or no reason is given.

    Everyone spoken to is told of the change on the medium that reached them; groups that come in are warned; seats that no
    longer concern it are called no more; what was not sent yet is sent with the new level's words.
    """
    incident = await incident_for_update(unit, incident_id)
    plan = await plan_of(unit, incident)
    known(plan.levels, level, "level", "The plan has no level '{key}'. Choose one of: {allowed}.")
    reason = checked_text(reason, field="reason", longest=500)
    if not reason:
        raise Refused("A change of level needs a reason. Write why in a few words.", field="reason", kind=INVALID)
    INCIDENT.after(IncidentState(incident.state), IncidentTrigger.RAISE)
    assert incident.level is not None
    change = _regroup(plan, incident.level, level)
    old, incident.level = incident.level, level
    incident.state = INCIDENT.after(IncidentState(incident.state), change.trigger).value
    await record(unit, incident.id, "incident.level_changed", {"from": old, "to": level}, {"reason": reason})
    await _tell(unit, incident, plan, change, old, reason)
    await follow_if_settled(unit, incident)
    unit.wake()
    return incident


def _regroup(plan: Plan, old: str, new: str) -> Regrouping:
    return change_level(
        old_rank=plan.level(old).rank,
        new_rank=plan.level(new).rank,
        old_groups=list(plan.level(old).policies),
        new_groups=list(plan.level(new).policies),
    )


async def _tell(unit: Unit, incident: IncidentRow, plan: Plan, change: Regrouping, old: str, reason: str) -> None:
    dropped = await drop_stale(unit, incident)
    combos = [(Tier(t), Medium(m)) for t, m in await spoken_media(unit.session, incident.id)]
    facts = {
        **await facts_now(unit, incident, plan),
        "old_level": plan.level(old).label.da,
        "new_level": plan.level(incident.level or old).label.da,
        "reason": reason,
    }
    notice = await open_notice(unit, incident, plan, NoticeKind.LEVEL_CHANGE, facts, combos, Lane.ALARM)
    await tell_addressed(unit, notice)
    calls = await incidents.seats(unit.session, incident.id)
    await stop(unit, incident, [c for c in calls if c.group_key in change.dropped])
    await cancel_tasks_of(unit, incident, change.dropped)
    await renew(unit, incident, plan, dropped)
    known_groups = {c.group_key for c in calls} | await incidents.groups_told(unit.session, incident.id)
    audience = plan.audience(incident.level or old, incident.area)
<<<<<<< HEAD
    called = {c.group_key for c in calls}
    await warn(unit, incident, plan, [a for a in audience if a.group.key in change.added and a.group.key not in called])


async def drop_stale(unit: Unit, incident: IncidentRow) -> None:
    """Take back what has certainly not been sent: its words no longer hold (I5). A summons to a meeting still holds."""
    kinds = [k.value for k in NoticeKind if k not in OF_MEETINGS]
    dropped = await drop_unsent(unit.session, incident.id, unit.now, kinds=kinds)
    if dropped:
        await record(unit, incident.id, "deliveries.dropped", {"deliveries": [list(d) for d in dropped], "why": "stale"})


async def renew_calls(unit: Unit, incident: IncidentRow, plan: Plan) -> None:
    """Let every seat still being called, or stopped earlier and concerned again, go on with the words of now.

    Who has already been spoken to keeps their place in the line; a seat whose messages were all taken back begins again.
    """
    audience = {a.group.key: a for a in plan.audience(incident.level or "", incident.area) if a.step is Step.AT_ONCE}
    calls = [c for c in await incidents.seats(unit.session, incident.id) if c.group_key in audience and c.state != SeatState.ANSWERED]
    if not calls:
        return
    groups = {c.group_key for c in calls}
    combos = [(audience[g].group.tier, m) for g in groups for m in audience[g].policy.media]
    notice = await alarm_notice(unit, incident, plan, combos, min(audience[g].policy.lane for g in groups))
    for call in calls:
        told = any([await incidents.was_spoken_to(unit.session, incident.id, person) for person in call.people])
        if call.state == SeatState.TRYING and told:
            call.notice_id = notice.row.id
        elif call.state != SeatState.UNREACHABLE:
            await begin_again(unit, incident, plan, call, notice)
    await notice.record(unit)
=======
    await warn(unit, incident, plan, [a for a in audience if a.group.key in change.added and a.group.key not in known_groups])
>>>>>>> main
