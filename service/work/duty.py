"""Who is on duty, as rows: the roster, or the alert list's duty chief while no roster has been entered (F2)."""

from dataclasses import dataclass
from datetime import datetime

from actioncards.model import Plan
from contacts.roster import Duty, Gap, Roster, in_order, look
from contacts.roster_people import RosterPerson
from flows.sentences import Refused
from flows.vocabulary import Layer
from service.store import alert_list
from service.store import roster as rows
from service.store.tables import PersonRow
from service.work.plans import in_force
from service.work.record import record
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who is on duty at `at`: `people` in the order they are called, nobody twice; `layers` says who and why, layer by layer.

    `by_roster` is False when no roster rules: then `people` are the alert list's duty chief and deputies.
    """

    at: datetime
    people: tuple[PersonRow, ...]
    layers: tuple[Duty | Gap, ...]
    by_roster: bool

    @property
    def passed_over(self) -> tuple[Gap, ...]:
        """The layers that nobody is on duty in, and why: an absence, somebody taken off the list."""
        return tuple(found for found in self.layers if isinstance(found, Gap))


async def roster_of(unit: Unit) -> Roster:
    """The roster as it stands."""
    return await rows.load(unit.session, unit.house.zone)


async def on_duty(unit: Unit, plan: Plan | None = None, at: datetime | None = None) -> OnDuty:
    """Who is on duty at `at` (now when not given); `plan` is the one in force when not given.

    When no layer has anybody, or nothing has been entered, the alert list's seat of the duty chief stands in: its holder, then
    the deputies. Nobody at all is an empty list, never a refusal.
    """
    moment = at or unit.now
    roster = await roster_of(unit)
    layers = tuple(look(roster, layer, moment) for layer in roster.layers())
    ids = [duty.person for duty in in_order(roster, moment)]
    found = await alert_list.people_by_id(unit.session, ids)
    people = tuple(found[person] for person in ids if person in found and found[person].active)
    if people:
        return OnDuty(moment, people, layers, by_roster=True)
    return OnDuty(moment, tuple(await _seat_holders(unit, plan)), layers, by_roster=False)


async def on_duty_now(unit: Unit, plan: Plan | None = None) -> list[PersonRow]:
    """The people to call as duty chief now, in order: duty chief, second, head of SSP (F2)."""
    return list((await on_duty(unit, plan)).people)


async def record_passed_over(unit: Unit, incident_id: int, found: OnDuty) -> None:
    """Say in the timeline which layer had nobody and why, so that a gap in the roster is seen where it mattered (hard case 8)."""
    for gap in found.passed_over:
        data = {"layer": gap.layer.value, "gap": gap.why.value} | ({"person": gap.person} if gap.person is not None else {})
        await record(unit, incident_id, "duty.passed_over", data)


async def roster_people(unit: Unit, roster: Roster, *also: int) -> dict[int, RosterPerson]:
    """Everybody whom the roster names, and `also`, as its rules see them: a telephone that can be called or texted counts."""
    ids = {*also, *(p for r in roster.rotations for p in r.people), *(a.person for a in roster.absences)}
    ids |= {p for o in roster.overrides for p in (o.person, o.replaces)}
    found = await rows.people(unit.session, ids)
    return {row.id: RosterPerson(row.id, row.name, row.active, can_be_rung(row)) for row in found}


def can_be_rung(person: PersonRow) -> bool:
    """Whether a telephone reaches them: any to call, or a mobile that still takes text messages."""
    return bool(person.phone or (person.mobile and not person.sms_opted_out_at))


async def _seat_holders(unit: Unit, plan: Plan | None) -> list[PersonRow]:
    if plan is None:
        try:
            _, plan = await in_force(unit.session, unit.house)
        except Refused:
            return []
    chief = plan.duty_chief
    return (await alert_list.holders(unit.session, [chief.group])).get((chief.group, chief.seat), [])


async def head_on_duty(unit: Unit) -> PersonRow | None:
    """Who has the layer of the head of SSP now."""
    found = look(await roster_of(unit), Layer.HEAD, unit.now)
    return (await alert_list.people_by_id(unit.session, [found.person])).get(found.person) if isinstance(found, Duty) else None
