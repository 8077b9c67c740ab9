"""Who is duty chief now, in the order they are called (F2)."""

from actioncards.model import Plan
from service.store import alert_list, callouts
from service.store.tables import IncidentRow, PersonRow
from service.work.unit import Unit


async def on_call(unit: Unit, plan: Plan) -> list[PersonRow]:
    """The people on duty in layer order: duty chief, second, head of SSP; those of the alert list's seat."""
    chief = plan.duty_chief
    return (await alert_list.holders(unit.session, [chief.group])).get((chief.group, chief.seat), [])


async def chiefs_of(unit: Unit, incident: IncidentRow, plan: Plan) -> list[PersonRow]:
    """Who is told of the incident's troubles: first whoever took its call-out, then those on duty."""
    people = await on_call(unit, plan)
    call_out = await callouts.of_incident(unit.session, incident.id)
    if call_out is None or call_out.taken_by is None:
        return people
    taker = (await alert_list.people_by_id(unit.session, [call_out.taken_by])).get(call_out.taken_by)
    return [*([taker] if taker else []), *(p for p in people if p.id != call_out.taken_by)]
