"""STOP and START: SMS is no way to a person, or is again (hard case 11)."""

from actioncards.model import Alert
from flows.vocabulary import Medium, SeatState
from service.store import alert_list, incidents, outbox
from service.store.tables import DeliveryRow, IncidentRow, PersonRow
from service.work import seats
from service.work.chief import alert_chief
from service.work.next_way import go_on
from service.work.plans import plan_of
from service.work.record import record, record_dropped
from service.work.unit import Unit


async def opt_out(unit: Unit, person_id: int, incident_id: int | None = None) -> int | None:
    """The person has said STOP to the provider: other media are used from now on, and the duty chief is told.

    What is open goes on at once on the next medium. Returns the incident whose timeline says so: the one that is given, or
    the newest the person is in.
    """
    running = await incidents.open_ids_with(unit.session, person_id)
    await incidents.lock(unit.session, running)
    person = await alert_list.person(unit.session, person_id)
    latest = await incidents.latest_incident_of(unit.session, person_id)
    said_in = incident_id or (latest.id if latest else None)
    if person is not None and person.sms_opted_out_at is None:
        person.sms_opted_out_at = unit.now
        await unit.session.flush()
        await record(unit, said_in, "opt_out", {"person": person.id, "medium": Medium.SMS.value}, _name(person))
        for number in running:
            incident = await incidents.incident(unit.session, number, lock=True)
            if incident is not None:
                await _in_incident(unit, incident, person, tell_chief=number == running[-1])
    return said_in


async def _in_incident(unit: Unit, incident: IncidentRow, person: PersonRow, *, tell_chief: bool) -> None:
    plan = await plan_of(unit, incident)
    if tell_chief:
        name = f"{person.name}, {person.organisation}" if person.organisation else person.name
        await alert_chief(unit, incident, plan, Alert.OPTED_OUT, {"seat_label": name})
    dropped = await outbox.drop_unsent(unit.session, incident.id, unit.now, person_id=person.id, medium=Medium.SMS)
    await record_dropped(unit, incident.id, dropped, "opted_out")
    for one in dropped:
        await go_on(unit, await unit.session.get_one(DeliveryRow, one.id, populate_existing=True))
    for call in await incidents.seats(unit.session, incident.id):
        if call.state == SeatState.TRYING and call.people[call.position] == person.id:
            await seats.look_again(unit, incident, plan, call)


async def opt_in(unit: Unit, person_id: int) -> int | None:
    """The person has said START: SMS is a way to them again. Returns the newest incident they are in, if any."""
    person = await alert_list.person(unit.session, person_id)
    latest = await incidents.latest_incident_of(unit.session, person_id)
    if person is not None and person.sms_opted_out_at is not None:
        if latest is not None:
            await incidents.lock(unit.session, [latest.id])
            await record(unit, latest.id, "opt_in", {"person": person.id}, _name(person))
        person.sms_opted_out_at = None
    return latest.id if latest else None


def _name(person: PersonRow) -> dict[str, dict[str, str]]:
    return {f"person:{person.id}": {"name": person.name}}
