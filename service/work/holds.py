"""The police's hold: nothing more is said outward until they lift it (F9)."""

from actioncards.model import Plan
from flows.sentences import CONFLICT, NOT_ALLOWED, Refused
from flows.vocabulary import AnnouncementState
from service.store import alert_list, timers
from service.store import announcements as rows
from service.store.tables import OutwardHoldRow, PersonRow
from service.work.announcements import RELEASE_TIMER, open_incident
from service.work.incident_row import incident_for_update, incident_of
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit


async def set_hold(unit: Unit, incident_id: int, person_id: int) -> OutwardHoldRow:
    """`person_id`, who holds one of the plan's seats for it, stops everything outward in the incident, what is under way too.

    `Refused` when it is not theirs to say, or a hold stands already.
    """
    incident = await open_incident(unit, incident_id)
    personal = await _checked(unit, await plan_of(unit, incident), person_id)
    if await rows.open_hold(unit.session, incident_id) is not None:
        raise Refused("Outward communication is on hold already.", kind=CONFLICT)
    orders = [order for order in await rows.release_orders(unit.session, incident_id=incident_id) if order.live]
    for order in orders:
        order.held = True
    notices = [order.notice_id for order in orders]
    paused = await rows.pause_lists(unit.session, notices, unit.now) if notices else []
    hold = OutwardHoldRow(incident_id=incident_id, person_id=person_id, set_at=unit.now, paused=paused)
    unit.session.add(hold)
    await unit.session.flush()
    waiting = await rows.put_off(unit.session, notices) if notices else 0
    await record(unit, incident_id, "hold.set", {"person": person_id, "count": waiting}, personal)
    return hold


async def lift_hold(unit: Unit, incident_id: int, person_id: int) -> OutwardHoldRow:
    """What waited goes on from where it was, if its clearance still stands; after the call-off that is a correction alone."""
    incident = await incident_for_update(unit, incident_id)
    personal = await _checked(unit, await plan_of(unit, incident), person_id)
    hold = await rows.open_hold(unit.session, incident_id)
    if hold is None:
        raise Refused("There is no hold to lift.", kind=CONFLICT)
    hold.lifted_at, hold.lifted_by = unit.now, person_id
    orders = [order for order in await rows.release_orders(unit.session, incident_id=incident_id) if order.held]
    for order in orders:
        order.held = False
    await unit.session.flush()
    if hold.paused:
        await rows.go_on_with_lists(unit.session, hold.paused)
    if orders:
        await rows.let_fall_due(unit.session, [order.notice_id for order in orders], unit.now)
    for row in await rows.of_incident(unit.session, incident_id):
        due = row.scheduled_at if row.state == AnnouncementState.CLEARED else None
        if row.state == AnnouncementState.RELEASING or due is not None:
            at = max(due or unit.now, unit.now)
            await timers.set_timer(unit.session, unit.now, kind=RELEASE_TIMER, subject_id=row.id, due_at=at, incident_id=incident_id)
    await record(unit, incident_id, "hold.lifted", {"person": person_id}, personal)
    unit.wake()
    return hold


async def holders(unit: Unit, incident_id: int) -> list[tuple[str, PersonRow]]:
    """Who may set and lift a hold, with the seat they hold: holders before deputies."""
    plan = await plan_of(unit, await incident_of(unit, incident_id))
    found = await alert_list.holders(unit.session, sorted({one.group for one in plan.outward.hold}))
    people: dict[int, tuple[str, PersonRow]] = {}
    for one in plan.outward.hold:
        group = plan.group(one.group)
        for person in found.get((one.group, one.seat), []):
            people.setdefault(person.id, (f"{group.brief.da}, {group.seat(one.seat).label.da}", person))
    return list(people.values())


async def _checked(unit: Unit, plan: Plan, person_id: int) -> dict[str, dict[str, str]]:
    """The person's name for the timeline; `Refused` (not allowed) unless they hold a seat that may."""
    person = await alert_list.person(unit.session, person_id)
    held = await rows.seats_of(unit.session, person_id)
    if person is None or not any((one.group, one.seat) in held for one in plan.outward.hold):
        seats = list(dict.fromkeys(plan.seat(one.group, one.seat).label for one in plan.outward.hold))
        raise Refused("Only these seats may hold outward communication back: {seats}.", field="person", kind=NOT_ALLOWED, seats=seats)
    return {f"person:{person.id}": {"name": person.name, "organisation": person.organisation}}
