"""The meeting itself: it begins, is written down, and ends in minutes that nobody changes any more (F6)."""

import hashlib
from collections.abc import Mapping
from typing import Final

from flows.free_text import checked_text
from flows.incident import is_open
from flows.meeting import COMING, MEETING
from flows.sentences import CONFLICT, Refused
from flows.vocabulary import IncidentState, InvitationState, Lane, Medium, MeetingState, MeetingTrigger, Mode, NoticeKind, Tier
from service.domain.language import DANISH, translations
from service.domain.meeting import mark_of
from service.domain.timeline import JSON
from service.exports.minutes import Decided, Minutes, SeatAtMeeting, minutes_text, without_mode
from service.store import alert_list, timers
from service.store import meetings as rows
from service.store.tables import AgendaTextRow, IncidentRow, MeetingRow
from service.work import gathering, invitations, meetings
from service.work.gathering import Gathering, gather
from service.work.meeting_words import facts_of
from service.work.notices import MEETING_MARK, open_notice, usable_media
from service.work.record import record
from service.work.unit import Unit

LONGEST_POINT: Final = 4000
_NOTHING_SEEN: Final[Mapping[str, str]] = {}
_PAPER_FIRST: Final = (Medium.EMAIL, Medium.SMS)


async def start_due(unit: Unit, meeting_id: int) -> None:
    """The start has come."""
    g = await gather(unit, meeting_id)
    if MeetingState(g.meeting.state) in COMING and is_open(IncidentState(g.incident.state)):
        await _hold(unit, g)


async def hold(unit: Unit, meeting_id: int) -> MeetingRow:
    """The duty chief opens the meeting before its time, when all are there."""
    g = await gather(unit, meeting_id)
    gathering.require_running(g.incident)
    await _hold(unit, g)
    return g.meeting


async def _hold(unit: Unit, g: Gathering) -> None:
    g.meeting.state = MEETING.after(MeetingState(g.meeting.state), MeetingTrigger.HOLD).value
    g.meeting.held_at = unit.now
    await timers.cancel(unit.session, unit.now, kind=meetings.TIMER, subject_id=g.meeting.id)
    joining = await invitations.count(unit, g, InvitationState.JOINING)
    data: dict[str, JSON] = {"meeting": g.meeting.id, "joining": joining, "required": g.terms.seats_required}
    await record(unit, g.incident.id, "meeting.held", data)
    unit.changed(g.incident.id)


async def write(unit: Unit, meeting_id: int, texts: Mapping[str, str], seen: Mapping[str, str] = _NOTHING_SEEN) -> MeetingRow:
    """Write under points of the agenda (by key); what was there before stays in the timeline. `Refused` names a wrong point.

    `seen` are the marks of what the writer was shown: a point they left as it was stands as it does now, and one that somebody
    else has written meanwhile is refused (conflict). A point that is not among them is written as given.
    """
    g = await gather(unit, meeting_id)
    MEETING.after(MeetingState(g.meeting.state), MeetingTrigger.NOTE)
    standing = await rows.agenda(unit.session, g.meeting.id)
    checked = {g.terms.point(key).key: checked_text(text, field=key, longest=LONGEST_POINT) for key, text in texts.items()}
    for key, text in checked.items():
        stands = standing[key].text if key in standing else ""
        if text == stands or mark_of(text) == seen.get(key):
            continue
        if seen.get(key) not in (None, mark_of(stands)):
            raise _written_meanwhile(key, g.terms.point(key).label.da)
        await rows.clear_point(unit.session, g.meeting.id, key)
        unit.session.add(AgendaTextRow(meeting_id=g.meeting.id, point=key, text=text, written_at=unit.now, written_by=unit.actor))
        data: dict[str, JSON] = {"meeting": g.meeting.id, "point": key, "heading": g.terms.point(key).label.da}
        await record(unit, g.incident.id, "meeting.noted", data, {"text": text})
    return g.meeting


def _written_meanwhile(key: str, point: str) -> Refused:
    return Refused(
        "Somebody else has written under {point} since you opened the page. Both texts stand below: make one of them, and save again.",
        field=key,
        kind=CONFLICT,
        point=point,
    )


async def close(unit: Unit, meeting_id: int) -> MeetingRow:
    """Freeze the minutes and send them to the tiers that may have them (C4)."""
    g = await gather(unit, meeting_id)
    await _close(unit, g)
    return g.meeting


async def _close(unit: Unit, g: Gathering) -> None:
    g.meeting.state = MEETING.after(MeetingState(g.meeting.state), MeetingTrigger.CLOSE).value
    g.meeting.ended_at = unit.now
    minutes = await _minutes(unit, g)
    text = minutes_text(minutes, translations().speaker(DANISH))
    g.meeting.minutes, g.meeting.minutes_hash = text, hashlib.sha256(text.encode()).hexdigest()
    data: dict[str, JSON] = {"meeting": g.meeting.id, "minutes_hash": g.meeting.minutes_hash}
    await record(unit, g.incident.id, "meeting.closed", data, {"text": text})
    await meetings.end(unit, g)
    await _send(unit, g, without_mode(text, minutes.mode_word))
    unit.wake()


async def _minutes(unit: Unit, g: Gathering) -> Minutes:
    written = await rows.agenda(unit.session, g.meeting.id)
    group = g.committee
    return Minutes(
        mode_word=g.plan.modes.get(Mode(g.incident.mode), ""),
        title=group.label.da,
        area=g.plan.area(g.incident.area).label.da,
        cause=g.plan.cause(g.incident.level or "", g.incident.cause).label.da,
        starts_at=g.meeting.starts_at,
        held_at=g.meeting.held_at,
        closed_at=unit.now,
        seats=[
            SeatAtMeeting(group.seat(row.seat_key).label.da, InvitationState(row.state))
            for row in await rows.invitations(unit.session, g.meeting.id)
        ],
        points=[(point.label.da, written[point.key].text if point.key in written else "") for point in g.terms.agenda],
        decisions=[
            Decided(task.title, g.plan.seat(task.group_key, task.seat_key).label.da, task.due_at)
            for _, task in await rows.decisions(unit.session, g.meeting.id)
        ],
    )


async def _send(unit: Unit, g: Gathering, text: str) -> None:
    """`text` is without the mode's word: the message begins with that as every message does (I9)."""
    tiers = await _readers(unit, g)
    media = [m for m in _PAPER_FIRST if m in g.terms.media and m in unit.house.media]
    combos = [(tier, medium) for tier in g.terms.minutes_to for medium in media]
    facts = {**await facts_of(unit, g), "minutes_text": text}
    link = f"{unit.house.public_url}/m/{MEETING_MARK}"
    notice = await open_notice(unit, g.incident, g.plan, NoticeKind.MINUTES, facts, combos, Lane.UPDATE, link=link)
    for person_id, person in (await alert_list.people_by_id(unit.session, list(tiers))).items():
        for medium in usable_media(unit, person, media, g.incident)[:1]:
            await notice.tell(unit, person, medium, tiers[person_id])
    await notice.record(unit)


async def _readers(unit: Unit, g: Gathering) -> dict[int, Tier]:
    """Everyone warned who is on a tier that may have the minutes, and those who were invited when their tier may."""
    told = await rows.told_in_tiers(unit.session, g.incident.id, [t.value for t in g.terms.minutes_to])
    readers = {person: Tier(tier) for person, tier in told.items()}
    if g.committee.tier in g.terms.minutes_to:
        for row in await rows.invitations(unit.session, g.meeting.id):
            readers |= dict.fromkeys(row.asked, g.committee.tier)
    return readers


async def end_with_incident(unit: Unit, incident: IncidentRow) -> None:
    """The incident is called off: a meeting still to come is cancelled, one that is being held ends with its minutes as they stand."""
    meeting = await rows.open_meeting(unit.session, incident.id)
    if meeting is None:
        return
    g = await gather(unit, meeting.id)
    if MeetingState(meeting.state) in COMING:
        await meetings.cancel_gathering(unit, g, "")
    else:
        await _close(unit, g)
