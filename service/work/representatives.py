"""Each representative of an area has their own link; it ends with the incident, with the list, or when it is taken back (F11)."""

from dataclasses import dataclass
from typing import Final

from actioncards.model import Plan
from flows.sentences import CONFLICT, GONE, NOT_FOUND, Refused
from service.domain.timeline import JSON
from service.store import alert_list
from service.store import announcements as rows
from service.store.tables import IncidentRow, LinkTakenBackRow, PersonRow
from service.work.incident_row import incident_for_update, incident_of
from service.work.notices import SHARED
from service.work.personal import invalid, running
from service.work.plans import plan_of
from service.work.recipients import area_of
from service.work.record import record
from service.work.unit import Unit

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Representative:
    """One of those for whom cleared answers are shown, their own address, and whether it has been taken back."""

    person_id: int
    name: str
    address: str
    taken_back: bool


async def reader(unit: Unit, token: str) -> tuple[IncidentRow, Plan]:
    """The incident that a representative's link opens.

    `Refused`: none of ours, or of somebody who is no longer one of the area's representatives (not found); taken back, or so long
    after the call-off that links no longer work (gone).
    """
    incident_id, person_id = unit.house.links.read(SHARED, token)
    incident = await running(unit, incident_id)
    plan = await plan_of(unit, incident)
    if not await _is_one(unit, incident, plan, person_id):
        raise invalid()
    if await rows.taken_back(unit.session, incident_id, person_id) is not None:
        raise Refused("This link has been taken back. Call the duty chief.", kind=GONE)
    return incident, plan


async def _is_one(unit: Unit, incident: IncidentRow, plan: Plan, person_id: int) -> bool:
    """Whether they are on the list for the incident's area, or for one that something has been announced about."""
    areas = {incident.area, *(row.area for row in await rows.of_incident(unit.session, incident.id))}
    circle = plan.outward.audience(plan.outward.lines)
    return await rows.belongs(unit.session, person_id, circle.groups, areas)


async def representatives(unit: Unit, incident_id: int) -> list[Representative]:
    """Those of the incident's area with their links, the first `MOST`; `Refused` (not found)."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    people: dict[int, PersonRow] = {}
    for key in plan.outward.audience(plan.outward.lines).groups:
        _, found = await alert_list.members(unit.session, key, area_of(plan.group(key), incident.area), MOST)
        people |= {person.id: person for person in found}
    gone = await rows.all_taken_back(unit.session, incident_id)
    return [Representative(p.id, p.name, address_for(unit, incident_id, p.id), p.id in gone) for p in list(people.values())[:MOST]]


def address_for(unit: Unit, incident_id: int, person_id: int) -> str:
    """The page of cleared questions and answers as one representative opens it."""
    return f"{unit.house.public_url}/q/{unit.house.links.token(SHARED, incident_id, person_id)}"


async def take_back(unit: Unit, incident_id: int, person_id: int) -> Representative:
    """Somebody's link works no longer: it was passed on, or the phone is lost. `Refused` when it does not work already."""
    incident, person = await _of(unit, incident_id, person_id)
    if await rows.taken_back(unit.session, incident_id, person_id) is not None:
        raise Refused("The link has been taken back already.", kind=CONFLICT)
    unit.session.add(LinkTakenBackRow(incident_id=incident.id, person_id=person_id, at=unit.now, actor=unit.actor))
    return await _noted(unit, incident, person, taken_back=True)


async def give_back(unit: Unit, incident_id: int, person_id: int) -> Representative:
    """The same link works again. `Refused` when it was never taken back."""
    incident, person = await _of(unit, incident_id, person_id)
    row = await rows.taken_back(unit.session, incident_id, person_id)
    if row is None:
        raise Refused("The link works already.", kind=CONFLICT)
    await unit.session.delete(row)
    return await _noted(unit, incident, person, taken_back=False)


async def _of(unit: Unit, incident_id: int, person_id: int) -> tuple[IncidentRow, PersonRow]:
    incident = await incident_for_update(unit, incident_id)
    person = await alert_list.person(unit.session, person_id)
    if person is None or not await _is_one(unit, incident, await plan_of(unit, incident), person_id):
        raise Refused("Person {number} has no such link in this incident.", field="person", kind=NOT_FOUND, number=person_id)
    return incident, person


async def _noted(unit: Unit, incident: IncidentRow, person: PersonRow, *, taken_back: bool) -> Representative:
    await unit.session.flush()
    names: dict[str, JSON] = {f"person:{person.id}": {"name": person.name, "organisation": person.organisation}}
    await record(unit, incident.id, "link.taken_back" if taken_back else "link.given_back", {"person": person.id}, names)
    return Representative(person.id, person.name, address_for(unit, incident.id, person.id), taken_back)
