"""Raise and lower the level while the incident runs; who is told is decided anew (L4)."""

from actioncards.cards import DoneBy
from actioncards.model import Plan
from flows.free_text import checked_text
from flows.incident import INCIDENT, NO_CHANGE, Regrouping, change_level, require_running
from flows.sentences import INVALID, Refused
from flows.vocabulary import IncidentState, Lane, Medium, NoticeKind, Tier
from service.store import incidents
from service.store.audience import spoken_media
from service.store.tables import IncidentRow
from service.work.cards import fulfil
from service.work.chief import facts_now
from service.work.incident_row import incident_for_update
from service.work.incidents import known, warn
from service.work.notices import open_notice
from service.work.open_points import record_known
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
    require_running(IncidentState(incident.state), NO_CHANGE)
    assert incident.level is not None
    change = _regroup(plan, incident.level, level)
    old, incident.level = incident.level, level
    incident.state = INCIDENT.after(IncidentState(incident.state), change.trigger).value
    await record_known(unit, incident)
    await record(unit, incident.id, "incident.level_changed", {"from": old, "to": level}, {"reason": reason})
    await fulfil(unit, incident, plan, DoneBy.LEVEL)
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
    await warn(unit, incident, plan, [a for a in audience if a.group.key in change.added and a.group.key not in known_groups])
