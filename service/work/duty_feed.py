"""Each person's own calendar link: secret, and replaced by another when it has come into the wrong hands."""

from datetime import timedelta
from typing import Final

from contacts.roster_people import LAYERS, WHYS
from contacts.shifts import Shift, duties_of
from flows.sentences import NOT_FOUND, Refused, Sentence
from flows.vocabulary import Mode
from service.domain.language import Speaker, translations
from service.domain.words import MODES
from service.exports.roster_ics import CalendarDuty, feed
from service.store import alert_list
from service.store import roster as rows
from service.store.tables import DutyFeedRow
from service.work import duty
from service.work.unit import Unit

PURPOSE: Final = "calendar"
PAST: Final = timedelta(days=31)
AHEAD: Final = timedelta(days=366)


async def link_of(unit: Unit, person_id: int) -> str:
    """The address of a person's feed; `Refused` (not found) for nobody on the list."""
    known = (await alert_list.people_by_id(unit.session, [person_id])).get(person_id)
    if known is None or not known.active:
        raise Refused("There is no person {number} on the alert list.", field="person_id", kind=NOT_FOUND, number=person_id)
    number = await rows.feed_number(unit.session, person_id)
    return f"{unit.house.public_url}/calendar/{unit.house.links.token(PURPOSE, number, person_id)}.ics"


async def new_link(unit: Unit, person_id: int) -> str:
    """Another address for the feed; the old one is worthless from now on."""
    await link_of(unit, person_id)
    number = await rows.feed_number(unit.session, person_id)
    await unit.session.merge(DutyFeedRow(person_id=person_id, number=number + 1))
    await unit.session.flush()
    return await link_of(unit, person_id)


async def calendar(unit: Unit, token: str) -> bytes:
    """The feed behind a link: a month back, a year ahead; `Refused` (not found) for a link that is not, or no longer, one."""
    number, person_id = unit.house.links.read(PURPOSE, token)
    person = (await alert_list.people_by_id(unit.session, [person_id])).get(person_id)
    if person is None or not person.active or number != await rows.feed_number(unit.session, person_id):
        raise Refused("The calendar link is no longer valid. Get the new one from the roster page.", kind=NOT_FOUND)
    speaker = translations().speaker(person.language)
    roster = await duty.roster_of(unit)
    shifts = duties_of(roster, person_id, unit.now - PAST, unit.now + AHEAD)
    duties = [_entry(shift, speaker, person_id, unit.house.mode) for shift in shifts]
    return feed(speaker.say(Sentence("Duties: {name}", name=person.name)), duties, unit.now, f"{unit.house.public_url}/roster")


def _entry(shift: Shift, speaker: Speaker, person_id: int, mode: Mode) -> CalendarDuty:
    layer = speaker.say(LAYERS[shift.layer])
    title = speaker.say(Sentence("On duty: {layer}", layer=layer))
    why = speaker.say(WHYS[shift.duty.why])
    key = f"{shift.layer.value}-{person_id}-{shift.start:%Y%m%dT%H%M%SZ}"
    return CalendarDuty(key, shift.start, shift.end, title if mode is Mode.LIVE else f"{speaker.say(MODES[mode])} {title}", why)
