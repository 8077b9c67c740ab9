"""What somebody sees behind their own link to a meeting, and the calendar file they can keep (C4, I11)."""

from dataclasses import dataclass
from datetime import datetime

from actioncards.texts import as_sent
from flows.meeting import OPEN
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Medium, MeetingState, Mode, NoticeKind, Rsvp
from service.exports.meeting_ics import Entry, calendar
from service.exports.minutes import without_mode
from service.store import alert_list, incidents
from service.store import meetings as rows
from service.store.tables import IncidentRow, MeetingRow
from service.work.gathering import Gathering, terms_of
from service.work.meeting_words import entry_of, facts_of
from service.work.personal import Situation, situation
from service.work.plans import plan_of
from service.work.unit import Unit

PURPOSE = "meeting"


@dataclass(frozen=True, slots=True)
class Summons:
    """The page behind a link to a meeting. `rsvp` is what their seat has been answered for, `mine` whether by themselves.

    `minutes` are there once they are frozen, for those whose tier may have them. Who only has the minutes is not `invited`.
    """

    meeting_id: int
    person_id: int
    language: str
    name: str
    situation: Situation
    state: MeetingState
    starts_at: datetime
    held_at: datetime | None
    ended_at: datetime | None
    link: str
    invited: bool
    open: bool
    rsvp: Rsvp | None
    mine: bool
    minutes: str


async def summons(unit: Unit, token: str) -> Summons:
    """What the link `token` shows: the incident's newest meeting; `Refused` (not found) when it is not valid."""
    incident, meeting, person_id = await _meeting(unit, token)
    person = await alert_list.person(unit.session, person_id)
    if person is None:
        raise _invalid()
    theirs = [row for row in await rows.invitations(unit.session, meeting.id) if person_id in row.asked]
    has_minutes = await rows.was_sent(unit.session, incident.id, person_id, NoticeKind.MINUTES)
    if not theirs and not has_minutes:
        raise _invalid()
    plan = await plan_of(unit, incident)
    about = situation(plan, incident)
    answered = next((row for row in theirs if row.rsvp), None)
    return Summons(
        meeting_id=meeting.id,
        person_id=person_id,
        language=person.language,
        name=person.name,
        situation=about,
        state=MeetingState(meeting.state),
        starts_at=meeting.starts_at,
        held_at=meeting.held_at,
        ended_at=meeting.ended_at,
        link=meeting.link,
        invited=bool(theirs),
        open=about.open and MeetingState(meeting.state) in OPEN and bool(theirs),
        rsvp=Rsvp(answered.rsvp) if answered and answered.rsvp else None,
        mine=answered is not None and answered.answered_by == person_id,
        minutes=without_mode(meeting.minutes, plan.modes.get(Mode(incident.mode), "")) if has_minutes else "",
    )


async def calendar_file(unit: Unit, token: str) -> bytes:
    """The meeting as a calendar file to keep; for those invited."""
    found = await summons(unit, token)
    meeting = await rows.meeting(unit.session, found.meeting_id)
    if meeting is None or not found.invited:
        raise _invalid()
    incident = await incidents.incident(unit.session, meeting.incident_id)
    assert incident is not None
    plan = await plan_of(unit, incident)
    g = Gathering(meeting, incident, plan, terms_of(plan))
    cancelled = meeting.state == MeetingState.CANCELLED
    kind = NoticeKind.MEETING_CANCELLED if cancelled else NoticeKind.MEETING
    facts = {**await facts_of(unit, g), "link": f"{unit.house.public_url}/m/{token}"}
    template = plan.template(incident.level or "*", kind, g.committee.tier, Medium.EMAIL)
    words = as_sent(plan, template, facts, now=unit.now, mode=Mode(incident.mode))
    entry = entry_of(unit, meeting, kind, words.subject or "", plan.defaults.sender.da)
    return calendar(Entry.of(entry), description=words.text)


async def _meeting(unit: Unit, token: str) -> tuple[IncidentRow, MeetingRow, int]:
    incident_id, person_id = unit.house.links.read(PURPOSE, token)
    incident = await incidents.incident(unit.session, incident_id)
    found = await rows.meetings_of(unit.session, incident_id)
    if incident is None or not found:
        raise _invalid()
    return incident, found[-1], person_id


def _invalid() -> Refused:
    return Refused("This link is not valid. Open the link in the newest message, or call the duty chief.", kind=NOT_FOUND)
