"""Whom something can be given to: somebody who is on the alert list, not one who was (P6)."""

from flows.sentences import NOT_FOUND, Refused
from service.store import alert_list
from service.store.tables import PersonRow
from service.work.unit import Unit


async def listed(unit: Unit, person_id: int) -> PersonRow:
    """The person; `Refused` when nobody on the alert list has that number, by name when they have been taken off it."""
    person = await alert_list.person(unit.session, person_id)
    if person is None:
        raise Refused("There is no such person on the alert list.", field="person_id", kind=NOT_FOUND)
    if not person.active:
        raise Refused("{name} is no longer on the alert list. Choose somebody who is.", field="person_id", name=person.name)
    return person
