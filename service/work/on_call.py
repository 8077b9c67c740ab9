"""Who is told of an incident's troubles first."""

from collections.abc import Sequence

from service.store import alert_list, callouts
from service.store.tables import IncidentRow, PersonRow
from service.work.unit import Unit


async def chiefs_of(unit: Unit, incident: IncidentRow, on_duty: Sequence[PersonRow]) -> list[PersonRow]:
    """First whoever took its call-out, then those on duty, in the order they are called."""
    call_out = await callouts.of_incident(unit.session, incident.id)
    if call_out is None or call_out.taken_by is None:
        return list(on_duty)
    taker = (await alert_list.people_by_id(unit.session, [call_out.taken_by])).get(call_out.taken_by)
    return [*([taker] if taker else []), *(p for p in on_duty if p.id != call_out.taken_by)]
