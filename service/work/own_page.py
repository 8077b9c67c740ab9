"""What somebody signed in sees of themselves: their data, their duties, and a way to put the data right (P6, F2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from contacts.roster_people import LAYERS, WHYS
from contacts.shifts import duties_of
from flows.sentences import NOT_ALLOWED, Refused, Sentence
from flows.vocabulary import Layer
from service.store import alert_list
from service.store import upkeep as rows
from service.store.tables import PersonRow
from service.work import duty, duty_feed
from service.work.own_data import OwnDraft, draft_of, note_answer, places_of, write_own
from service.work.people import confirm
from service.work.plans import in_force
from service.work.unit import Unit

AHEAD: Final = timedelta(weeks=26)
MOST: Final = 8
"""Duties shown: the calendar link has them all."""


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """One of one's own duties; `now` says that it has begun."""

    layer: Sentence
    why: Sentence
    start: datetime
    end: datetime
    now: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Somebody's own page; `feed` is the address of their duties for a calendar of their own, when they have any."""

    name: str
    organisation: str
    draft: OwnDraft
    places: tuple[str, ...]
    last_confirmed: date | None
    duties: tuple[OwnDuty, ...]
    feed: str | None


async def own_page(unit: Unit, person_id: int | None) -> OwnPage | None:
    """The page of that person; None when the account is nobody on the alert list."""
    person = await alert_list.person(unit.session, person_id) if person_id is not None else None
    if person is None or not person.active:
        return None
    _, plan = await in_force(unit.session, unit.house)
    duties = await _duties(unit, person.id)
    return OwnPage(
        name=person.name,
        organisation=person.organisation,
        draft=draft_of(person),
        places=tuple(places_of(plan, person)),
        last_confirmed=person.last_confirmed,
        duties=duties,
        feed=await duty_feed.link_of(unit, person.id) if duties else None,
    )


async def confirm_mine(unit: Unit, person_id: int | None) -> None:
    """All of it is right, today; an open question about it is answered by that."""
    person = await _person(unit, person_id)
    await confirm(unit, [person.id])
    await _answered(unit, person.id, changed=False)


async def correct_mine(unit: Unit, person_id: int | None, draft: OwnDraft) -> None:
    """Write one's own data anew, by the same rules as behind the link; `Refused` names the field."""
    person = await _person(unit, person_id)
    await write_own(unit, person, draft)
    await _answered(unit, person.id, changed=True)


async def _person(unit: Unit, person_id: int | None) -> PersonRow:
    person = await alert_list.person(unit.session, person_id) if person_id is not None else None
    if person is None or not person.active:
        raise Refused("Your account is not tied to a person on the alert list. Ask the secretariat to do that.", kind=NOT_ALLOWED)
    return person


async def _answered(unit: Unit, person_id: int, *, changed: bool) -> None:
    row = await rows.newest_question(unit.session, person_id)
    if row is not None:
        await note_answer(unit, row, changed=changed)


async def _duties(unit: Unit, person_id: int) -> tuple[OwnDuty, ...]:
    found = duties_of(await duty.roster_of(unit), person_id, unit.now, unit.now + AHEAD)[:MOST]
    return tuple(OwnDuty(LAYERS[Layer(s.layer)], WHYS[s.duty.why], s.start, s.end, s.start <= unit.now) for s in found)
