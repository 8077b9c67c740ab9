"""What is known of an incident, each with the tier that may know it and the legal ground it may be passed on by (C4)."""

from typing import Final

from actioncards.model import Plan
from flows.free_text import checked_text
from flows.sentences import INVALID, Refused
from flows.vocabulary import Tier
from service.store import announcements as rows
from service.store.tables import IncidentFactRow, IncidentRow
from service.work import chief
from service.work.incident_row import incident_for_update
from service.work.incidents import known
from service.work.plans import plan_of
from service.work.record import record
from service.work.tier_guard import Known
from service.work.unit import Unit

LONGEST_LABEL: Final = 80
LONGEST_VALUE: Final = 300


async def add_fact(unit: Unit, incident_id: int, label: str, value: str, tier: str, ground: str) -> IncidentFactRow:
    """Write down a fact. From now on no text to a lower tier may hold its value; `Refused` for a CPR number, or an unknown ground.

    The ground is a setting of the plan: the municipality's lawyers decide which there are.
    """
    incident = await incident_for_update(unit, incident_id)
    plan = await plan_of(unit, incident)
    label = checked_text(label, field="label", longest=LONGEST_LABEL)
    value = checked_text(value, field="value", longest=LONGEST_VALUE)
    for name, text in (("label", label), ("value", value)):
        if not text:
            raise Refused("Write what is known, and what it is about.", field=name, kind=INVALID)
    known([one.value for one in Tier], tier, "tier", "There is no tier '{key}'. Choose one of: {allowed}.")
    known(plan.outward.grounds, ground, "ground", "The plan has no legal ground '{key}'. Choose one of: {allowed}.")
    row = IncidentFactRow(
        incident_id=incident.id, label=label, value=value, tier=tier, ground=ground, actor=unit.actor, entered_at=unit.now
    )
    unit.session.add(row)
    await unit.session.flush()
    await record(unit, incident.id, "fact.added", {"fact": row.id, "tier": tier, "ground": ground}, {"label": label, "text": value})
    return row


async def all_known(unit: Unit, incident: IncidentRow, plan: Plan) -> list[Known]:
    """Every fact of the incident, whatever its tier: those of its alarm, and those written down since.

    A fact without a legal ground to be passed on is for the strategic tier alone, however it was marked.
    """
    now = await chief.facts_now(unit, incident, plan)
    found = [Known(plan.fields[name].label.da, value, plan.fields[name].tier) for name, value in now.items() if name in plan.fields]
    for row in await rows.facts(unit.session, incident.id):
        ground = plan.outward.grounds.get(row.ground)
        found.append(Known(row.label, row.value, Tier(row.tier) if ground is None or ground.shares else Tier.STRATEGIC))
    return found
