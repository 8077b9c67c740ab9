"""The stored incident that a function is about."""

from flows.sentences import NOT_FOUND, Refused
from service.store import incidents
from service.store.tables import IncidentRow
from service.work.unit import Unit


async def incident_of(unit: Unit, incident_id: int) -> IncidentRow:
    """One incident, only to be looked at; `Refused` (not found)."""
    return _found(await incidents.incident(unit.session, incident_id), incident_id)


async def incident_for_update(unit: Unit, incident_id: int) -> IncidentRow:
    """One incident, locked so that decisions about it queue up; `Refused` (not found)."""
    return _found(await incidents.incident(unit.session, incident_id, lock=True), incident_id)


def _found(incident: IncidentRow | None, incident_id: int) -> IncidentRow:
    if incident is None:
        raise Refused("There is no incident {number}.", kind=NOT_FOUND, number=incident_id)
    return incident
