"""Whether as many seats of each group have answered as the level asks for, within its time; if not, the duty chief hears it (I12)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from actioncards.model import Alert, Plan, Policy
from flows.incident import is_open
from flows.vocabulary import IncidentState, SeatState
from service.store import incidents, timers
from service.store.tables import IncidentRow, SeatCallRow
from service.work.chief import alert_chief
from service.work.plans import plan_of
from service.work.seats import policy_of
from service.work.unit import Unit

TIMER: Final = "quorum"


async def begin(unit: Unit, incident: IncidentRow, plan: Plan) -> None:
    """Look once the level's time for answers has gone, counted from now: a new level asks anew."""
    assert incident.level is not None
    due_at = unit.now + timedelta(minutes=plan.level(incident.level).answers_within_minutes)
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=incident.id, due_at=due_at, incident_id=incident.id)


async def look(unit: Unit, incident_id: int) -> None:
    """The time for answers has gone: one word to the duty chief when any group has too few. The incident is locked already."""
    incident = await incidents.incident(unit.session, incident_id, lock=True)
    if incident is None or not is_open(IncidentState(incident.state)):
        return
    plan = await plan_of(unit, incident)
    calls = await incidents.seats(unit.session, incident_id)
    if any(
        _too_few([c for c in calls if c.group_key == group], policy_of(plan, incident, group)) for group in {c.group_key for c in calls}
    ):
        await alert_chief(unit, incident, plan, Alert.TOO_FEW_ANSWERS, {})


def _too_few(calls: Sequence[SeatCallRow], policy: Policy) -> bool:
    answered = sum(call.state == SeatState.ANSWERED for call in calls)
    return answered < min(policy.seats_required, len(calls))
