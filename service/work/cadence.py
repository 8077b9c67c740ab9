"""Updates at the plan's pace: the duty chief is reminded, then the second; skipping one needs a reason (F7)."""

from datetime import datetime, timedelta
from typing import Final

from actioncards.facts import local_time
from actioncards.model import Alert, Level, Plan
from flows.free_text import checked_text
from flows.incident import is_open
from flows.sentences import CONFLICT, INVALID, Refused
from flows.vocabulary import IncidentState
from service.store import incidents, timers
from service.store.tables import IncidentRow, UpdateDueRow
from service.work.chief import alert_chief, has_second
from service.work.incident_row import incident_for_update
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit

TIMER: Final = "update"
LONGEST_REASON: Final = 500


async def begin(unit: Unit, incident: IncidentRow, plan: Plan) -> None:
    """Everyone warned has just heard how it stands: the next update is due after the level's time, when it has one."""
    cadence = _level(incident, plan).update_cadence_minutes
    row = await due_of(unit, incident.id)
    if not cadence:
        await _stop(unit, row)
        return
    due_at = unit.now + timedelta(minutes=cadence)
    if row is None:
        row = UpdateDueRow(incident_id=incident.id, due_at=due_at, told=0)
        unit.session.add(row)
        await unit.session.flush()
    row.due_at, row.told = due_at, 0
    await _set_timer(unit, incident.id, due_at)


async def fell_due(unit: Unit, incident_id: int) -> None:
    """No update has been sent in time: remind the duty chief, and then the second.

    Where nobody but the chief can be told, the chief is reminded again in the words that are theirs.
    After a standstill that is said once, not for each time missed. Once both know, the next reminder comes with the next update.
    The incident is locked already.
    """
    incident = await incidents.incident(unit.session, incident_id, lock=True)
    row = await due_of(unit, incident_id)
    if incident is None or row is None or not is_open(IncidentState(incident.state)):
        return
    plan = await plan_of(unit, incident)
    level, facts = _level(incident, plan), {"deadline": local_time(plan, row.due_at)}
    if row.told == 0:
        row.told = 1
        await record(unit, incident_id, "update.due", {})
        await alert_chief(unit, incident, plan, Alert.UPDATE_DUE, facts)
        await _set_timer(unit, incident_id, unit.now + timedelta(minutes=level.update_second_minutes))
        return
    if await has_second(unit, incident, plan):
        await record(unit, incident_id, "update.missing", {})
        await alert_chief(unit, incident, plan, Alert.UPDATE_MISSING, facts, skip=1)
    else:
        await record(unit, incident_id, "update.missing_alone", {})
        await alert_chief(unit, incident, plan, Alert.UPDATE_DUE, facts)
    row.told, row.due_at = 0, unit.now + timedelta(minutes=max(level.update_cadence_minutes, 1))
    await _set_timer(unit, incident_id, row.due_at)


async def skip_update(unit: Unit, incident_id: int, reason: str) -> IncidentRow:
    """Say why no update is sent this time; the next one is due after the level's time. `Refused` without a reason (F7)."""
    incident = await incident_for_update(unit, incident_id)
    if not is_open(IncidentState(incident.state)) or incident.level is None:
        raise Refused("No update is due: the incident does not run at any level.", kind=CONFLICT)
    reason = checked_text(reason, field="reason", longest=LONGEST_REASON)
    if not reason:
        raise Refused("Skipping an update needs a reason. Write why in a few words.", field="reason", kind=INVALID)
    await record(unit, incident_id, "update.skipped", {}, {"reason": reason})
    await begin(unit, incident, await plan_of(unit, incident))
    return incident


async def due_of(unit: Unit, incident_id: int) -> UpdateDueRow | None:
    """When the next update of the incident is due; None when none ever was."""
    return await unit.session.get(UpdateDueRow, incident_id)


async def next_update(unit: Unit, incident: IncidentRow) -> datetime | None:
    """When those warned are to hear next how it stands; None when the level has no fixed times or the incident is over."""
    row = await due_of(unit, incident.id) if is_open(IncidentState(incident.state)) else None
    return row.due_at if row else None


async def _stop(unit: Unit, row: UpdateDueRow | None) -> None:
    if row is not None:
        await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=row.incident_id)
        await unit.session.delete(row)
        await unit.session.flush()


async def _set_timer(unit: Unit, incident_id: int, due_at: datetime) -> None:
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=incident_id, due_at=due_at, incident_id=incident_id)


def _level(incident: IncidentRow, plan: Plan) -> Level:
    assert incident.level is not None
    return plan.level(incident.level)
