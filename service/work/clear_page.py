"""What a member of the committee sees behind their own link: what waits for them, to the letter, and what may be said to it (C1)."""

from dataclasses import dataclass

from flows.incident import is_open
from flows.sentences import NOT_ALLOWED, Refused
from flows.vocabulary import IncidentState
from service.store import alert_list
from service.store import announcements as rows
from service.work.announcement_view import AnnouncementView, one
from service.work.clearance import members
from service.work.incident_row import incident_of
from service.work.personal import ANSWER, Situation, situation
from service.work.plans import plan_of
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class Waiting:
    """One announcement that waits; `own` when they have written in it and so may not clear it, `given` when they have cleared it."""

    view: AnnouncementView
    own: bool
    given: bool


@dataclass(frozen=True, slots=True)
class ClearPage:
    """The page behind a member's link."""

    person_id: int
    name: str
    language: str
    situation: Situation
    waiting: tuple[Waiting, ...]
    may_hold: bool
    held: bool


async def clear_page(unit: Unit, token: str) -> ClearPage:
    """What the link shows; `Refused` when it is not valid, or the person clears nothing."""
    incident_id, person_id = unit.house.links.read(ANSWER, token)
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    person = await alert_list.person(unit.session, person_id)
    seats = await rows.seats_of(unit.session, person_id)
    may_hold = any((holder.group, holder.seat) in seats for holder in plan.outward.hold)
    held = await rows.open_hold(unit.session, incident_id) is not None
    waiting = []
    for row in await rows.awaiting(unit.session, incident_id) if is_open(IncidentState(incident.state)) else []:
        if person_id in {member.id for member in await members(unit, plan, row)}:
            shown = await one(unit, row.id)
            given = any(d.person_id == person_id and d.cleared and d.voided_at is None for d in shown.decisions)
            waiting.append(Waiting(shown, person_id in row.writers, given))
    may_clear = any((plan.executive_committee, seat) in seats for seat in plan.outward.clearance.seats)
    if person is None or not (waiting or may_hold or may_clear):
        raise Refused("There is nothing here for you to clear. Call the duty chief.", kind=NOT_ALLOWED)
    return ClearPage(
        person_id=person_id,
        name=person.name,
        language=person.language,
        situation=situation(plan, incident),
        waiting=tuple(waiting),
        may_hold=may_hold and (held or is_open(IncidentState(incident.state))),
        held=held,
    )
