"""Convene, move, hold and cancel a meeting of the executive committee (F5, F8)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from actioncards.cards import DoneBy
from actioncards.model import Plan
from flows import invitation as flow
from flows.free_text import checked_text
from flows.meeting import MEETING, SUMMONING, Proposal, checked_start, propose
from flows.sentences import CONFLICT, Refused
from flows.vocabulary import InvitationState, Medium, MeetingState, MeetingTrigger, NoticeKind, Rsvp
from service.domain.holidays import is_working_day
from service.domain.timeline import JSON
from service.store import alert_list, timers
from service.store import meetings as rows
from service.store.outbox import drop_unsent
from service.store.tables import IncidentRow, InvitationRow, MeetingRow
from service.work import gathering, invitations
from service.work.cards import fulfil
from service.work.gathering import Gathering, gather
from service.work.incident_row import incident_for_update, incident_of
from service.work.meeting_words import open_summons, uid_of
from service.work.notices import Notice, usable_media
from service.work.participants import concerns
from service.work.plans import plan_of
from service.work.record import record, record_dropped
from service.work.unit import Unit

TIMER: Final = "meeting"
LONGEST_REASON: Final = 500


async def proposal(unit: Unit, incident_id: int, chosen: datetime | None = None) -> Proposal:
    """When the committee would meet if it were convened now, and why; `chosen` is the duty chief's own time, checked. Changes nothing."""
    incident = await incident_of(unit, incident_id)
    return await _time(unit, incident, await plan_of(unit, incident), chosen)


async def _time(unit: Unit, incident: IncidentRow, plan: Plan, chosen: datetime | None) -> Proposal:
    rule = await gathering.rule_of(unit, incident, plan)
    zone, since = gathering.zone_of(plan), incident.alerted_at or incident.reported_at
    if chosen is not None:
        return checked_start(rule, chosen, unit.now, zone, since)
    return propose(rule, unit.now, zone, gathering.hours_of(plan), is_working_day, since)


async def convene(unit: Unit, incident_id: int, chosen: datetime | None = None) -> MeetingRow:
    """Summon every seat of the executive committee, at the proposed time or a `chosen` one that the rules allow (F5, F8).

    `Refused` (conflict) when the incident does not run or a meeting is convened already.
    """
    incident = await incident_for_update(unit, incident_id)
    plan = await plan_of(unit, incident)
    terms = gathering.terms_of(plan)
    gathering.require_running(incident)
    if await rows.open_meeting(unit.session, incident_id):
        raise Refused("A meeting is convened already. Move it, or cancel it first.", kind=CONFLICT)
    time = await _time(unit, incident, plan, chosen)
    meeting = MeetingRow(
        incident_id=incident.id,
        state=MEETING.after(MeetingState.PROPOSED, MeetingTrigger.CONVENE).value,
        starts_at=time.start,
        ends_at=time.start + timedelta(minutes=terms.duration_minutes),
        link="",
        uid=uid_of(unit),
        sequence=0,
        notices=[],
        convened_at=unit.now,
        convened_by=unit.actor,
        minutes="",
    )
    unit.session.add(meeting)
    await unit.session.flush()
    meeting.link = terms.link_of(code=incident.code, incident=incident.id, meeting=meeting.id, secret=unit.house.salt())
    g = Gathering(meeting, incident, plan, terms)
    await record(
        unit,
        incident.id,
        "meeting.convened",
        {"meeting": meeting.id, "start": time.start.isoformat(), "link": meeting.link, "group": g.committee.key},
    )
    await fulfil(unit, incident, plan, DoneBy.MEETING)
    await _invite(unit, g)
    await _set_start(unit, g)
    unit.wake()
    return meeting


async def _invite(unit: Unit, g: Gathering) -> None:
    notice = await open_summons(unit, g, NoticeKind.MEETING, g.terms.media)
    g.meeting.summons_id = notice.row.id
    holders = await alert_list.holders(unit.session, [g.committee.key])
    for seat in g.committee.seats:
        people = holders.get((g.committee.key, seat.key), [])
        if not concerns(g.incident, people):
            continue
        row = InvitationRow(
            meeting_id=g.meeting.id,
            group_key=g.committee.key,
            seat_key=seat.key,
            state=InvitationState.ASKED.value,
            position=0,
            people=[p.id for p in people],
            asked=[],
        )
        unit.session.add(row)
        await unit.session.flush()
        reach = [bool(usable_media(unit, p, g.terms.media, g.incident)) for p in people]
        decision = flow.begin(reach, g.before, g.meeting.starts_at, unit.now)
        await invitations.apply(unit, g, row, decision, {p.id: p for p in people}, why="first", notice=notice)
    await notice.record(unit)
    await unit.session.flush()
    await invitations.warn_of_quorum(unit, g)


async def _set_start(unit: Unit, g: Gathering) -> None:
    await timers.set_timer(
        unit.session, unit.now, kind=TIMER, subject_id=g.meeting.id, due_at=g.meeting.starts_at, incident_id=g.incident.id
    )


async def move(unit: Unit, meeting_id: int, chosen: datetime | None) -> MeetingRow:
    """Hold it at another time: exactly those invited are told, on what reached them, and asked again (F5, F8)."""
    g = await gather(unit, meeting_id)
    gathering.require_running(g.incident)
    state = MEETING.after(MeetingState(g.meeting.state), MeetingTrigger.MOVE)
    if chosen is None:
        raise Refused("Choose the time that the meeting is moved to.", field="start")
    time = await _time(unit, g.incident, g.plan, chosen)
    if time.start == g.meeting.starts_at:
        raise Refused("The meeting is at that time already.", field="start", kind=CONFLICT)
    data: dict[str, JSON] = {"meeting": g.meeting.id, "before": g.meeting.starts_at.isoformat(), "start": time.start.isoformat()}
    g.meeting.state, g.meeting.starts_at = state.value, time.start
    g.meeting.ends_at = time.start + timedelta(minutes=g.terms.duration_minutes)
    g.meeting.sequence += 1
    g.meeting.quorum_at = g.meeting.quorum_lost_at = None
    await record(unit, g.incident.id, "meeting.moved", data)
    reached = await _take_back(unit, g)
    notice = await _tell_reached(unit, g, NoticeKind.MEETING_MOVED, reached)
    g.meeting.summons_id = notice.row.id
    for row in await rows.invitations(unit.session, g.meeting.id):
        await _ask_again(unit, g, row, notice, reached)
    await notice.record(unit)
    await _set_start(unit, g)
    unit.wake()
    return g.meeting


async def _ask_again(unit: Unit, g: Gathering, row: InvitationRow, notice: Notice, reached: Mapping[int, Collection[Medium]]) -> None:
    """Whoever speaks for the seat is asked for the new time; their answer was to another."""
    people = await alert_list.people_by_id(unit.session, row.people)
    position = row.people.index(row.answered_by) if row.answered_by in row.people and row.rsvp == Rsvp.JOINING else row.position
    row.rsvp = row.answered_by = row.answered_at = row.via = None
    reach = invitations.reachable(unit, g, row, people)
    decision = flow.begin(reach, g.before, g.meeting.starts_at, unit.now, position)
    await invitations.apply(unit, g, row, decision, people, why="moved", notice=notice, only=reached)


async def cancel(unit: Unit, meeting_id: int, reason: str = "") -> MeetingRow:
    """Call the meeting off: exactly those it reached are told, on what reached them."""
    g = await gather(unit, meeting_id)
    await cancel_gathering(unit, g, checked_text(reason, field="reason", longest=LONGEST_REASON))
    return g.meeting


async def cancel_gathering(unit: Unit, g: Gathering, reason: str) -> None:
    """As `cancel`, for a meeting already looked up and locked."""
    g.meeting.state = MEETING.after(MeetingState(g.meeting.state), MeetingTrigger.CANCEL).value
    g.meeting.ended_at = unit.now
    g.meeting.sequence += 1
    data: dict[str, JSON] = {"meeting": g.meeting.id, "start": g.meeting.starts_at.isoformat()}
    await record(unit, g.incident.id, "meeting.cancelled", data, {"reason": reason} if reason else None)
    await end(unit, g)
    notice = await _tell_reached(unit, g, NoticeKind.MEETING_CANCELLED, await _take_back(unit, g))
    await notice.record(unit)
    unit.wake()


async def end(unit: Unit, g: Gathering) -> None:
    """Nothing more is due for the meeting."""
    await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=g.meeting.id)
    for row in await rows.invitations(unit.session, g.meeting.id):
        invitations.store(row, flow.stopped(invitations.asking_of(row)))
        await timers.cancel(unit.session, unit.now, kind=invitations.TIMER, subject_id=row.id)


async def _take_back(unit: Unit, g: Gathering) -> dict[int, set[Medium]]:
    """Drop what is unsent, since its words no longer hold; whom the meeting's messages have reached, and on what.

    A person already reached who had another message waiting is counted as reached on that one too: it is sent in its new words.
    """
    reached = await rows.reached(unit.session, g.meeting.notices)
    dropped = await drop_unsent(unit.session, g.incident.id, unit.now, kinds=[k.value for k in SUMMONING])
    for one in dropped:
        if one.person_id in reached:
            reached[one.person_id].add(Medium(one.medium))
    await record_dropped(unit, g.incident.id, dropped, "stale")
    return reached


async def _tell_reached(unit: Unit, g: Gathering, kind: NoticeKind, reached: Mapping[int, Collection[Medium]]) -> Notice:
    media = dict.fromkeys([*g.terms.media, *g.terms.remind_media])
    notice = await open_summons(unit, g, kind, media)
    people = await alert_list.people_by_id(unit.session, list(reached))
    for person_id, person in people.items():
        for medium in usable_media(unit, person, _in_order(media, reached[person_id]), g.incident):
            await notice.tell(unit, person, medium, g.committee.tier)
    return notice


def _in_order(media: Iterable[Medium], wanted: Collection[Medium]) -> list[Medium]:
    return [medium for medium in media if medium in wanted]
