"""Invite seats to a meeting: ask, ask again, the deputy, the duty chief (F5, I5, I12)."""

from collections.abc import Collection, Mapping
from typing import Final

from actioncards.facts import seat_label
from actioncards.model import Alert
from flows import invitation as flow
from flows.incident import is_open
from flows.meeting import OPEN
from flows.vocabulary import IncidentState, InvitationState, InvitationStep, Lane, Medium, MeetingState, NoticeKind
from service.domain.timeline import JSON
from service.store import alert_list, timers
from service.store import meetings as rows
from service.store.tables import InvitationRow, PersonRow
from service.work.chief import alert_chief
from service.work.gathering import Gathering, gather
from service.work.meeting_words import open_summons, start_of
from service.work.notices import Notice, reopen_notice, usable_media
from service.work.record import record
from service.work.unit import Unit

TIMER: Final = "invitation"

People = Mapping[int, PersonRow]


async def step_due(unit: Unit, invitation_id: int) -> None:
    """The time of a seat's next step before the start has come."""
    row = await rows.invitation(unit.session, invitation_id)
    if row is None:
        return
    g = await gather(unit, row.meeting_id)
    await unit.session.refresh(row)
    if MeetingState(g.meeting.state) not in OPEN or not is_open(IncidentState(g.incident.state)):
        return
    people = await alert_list.people_by_id(unit.session, row.people)
    step = row.next
    decision = flow.due(asking_of(row), reachable(unit, g, row, people), g.before, g.meeting.starts_at, unit.now)
    await apply(unit, g, row, decision, people, why="silent")
    if step == InvitationStep.CHIEF:
        await warn_of_quorum(unit, g)


async def still_summons(unit: Unit, incident_id: int, notice_id: int) -> bool:
    """Whether a summons still holds: its meeting is open, and has not been moved since."""
    meeting = await rows.open_meeting(unit.session, incident_id)
    return meeting is not None and meeting.summons_id is not None and meeting.summons_id <= notice_id


async def nothing_reached(unit: Unit, incident_id: int, person_id: int) -> None:
    """Every message of a summons to a person has failed: the next of their seat is asked at once, unless another one reached them."""
    meeting = await rows.open_meeting(unit.session, incident_id)
    if meeting is None or await rows.is_reached(unit.session, meeting.notices, person_id):
        return
    g = await gather(unit, meeting.id)
    for row in await rows.invitations(unit.session, meeting.id):
        if person_id in row.people:
            people = await alert_list.people_by_id(unit.session, row.people)
            reach = reachable(unit, g, row, people)
            position = row.people.index(person_id)
            decision = flow.cannot_be_told(asking_of(row), position, reach, g.before, g.meeting.starts_at, unit.now)
            await apply(unit, g, row, decision, people, why="failed")


async def apply(
    unit: Unit,
    g: Gathering,
    row: InvitationRow,
    decision: flow.Decision,
    people: People,
    *,
    why: str,
    notice: Notice | None = None,
    only: Mapping[int, Collection[Medium]] | None = None,
) -> None:
    """Write what the flow decided: the invitation, its next timer, the messages and the timeline.

    `notice` is what the whole committee is told with; without it the person gets the meeting's summons. `only` narrows the media of
    people whom the meeting's messages have reached before. `why` somebody else than before is asked.
    """
    asking, orders = decision
    store(row, asking)
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=row.id, due_at=asking.due_at, incident_id=g.incident.id)
    for order in orders:
        match order:
            case flow.Ask(position):
                await _ask(unit, g, row, people[row.people[position]], notice, only or {}, why)
            case flow.Remind(position):
                await _remind(unit, g, row, people[row.people[position]])
            case flow.Skip(position):
                await record(unit, g.incident.id, "meeting.skipped", {**place(g, row), "person": row.people[position]})
            case flow.Silent():
                await _silent(unit, g, row)
    unit.changed(g.incident.id)


async def _ask(
    unit: Unit, g: Gathering, row: InvitationRow, person: PersonRow, notice: Notice | None, only: Mapping[int, Collection[Medium]], why: str
) -> None:
    row.asked = list(dict.fromkeys([*row.asked, person.id]))
    telling = notice
    if telling is None:
        assert g.meeting.summons_id is not None
        telling = await reopen_notice(unit, g.meeting.summons_id, Lane.SUMMONS)
        await record(unit, g.incident.id, "meeting.deputy_invited", {**place(g, row), "person": person.id, "why": why})
    for medium in usable_media(unit, person, only.get(person.id, g.terms.media), g.incident):
        await telling.tell(unit, person, medium, g.committee.tier)
    if notice is None:
        await telling.record(unit)


async def _remind(unit: Unit, g: Gathering, row: InvitationRow, person: PersonRow) -> None:
    media = usable_media(unit, person, g.terms.remind_media, g.incident) or usable_media(unit, person, g.terms.media, g.incident)
    await record(unit, g.incident.id, "meeting.reminded", {**place(g, row), "person": person.id, "why": "silent"})
    notice = await open_summons(unit, g, NoticeKind.MEETING, media)
    for medium in media:
        await notice.tell(unit, person, medium, g.committee.tier)
    await notice.record(unit)


async def _silent(unit: Unit, g: Gathering, row: InvitationRow) -> None:
    """Shown to the duty chief: somebody has to ring."""
    await record(unit, g.incident.id, "meeting.silent", place(g, row))
    alert = Alert.MEETING_SEAT_SILENT if row.asked else Alert.MEETING_NOBODY_REACHABLE
    group = g.plan.group(row.group_key)
    facts = {"seat_label": seat_label(group, group.seat(row.seat_key)), **start_of(g.meeting)}
    await alert_chief(unit, g.incident, g.plan, alert, facts)


async def warn_of_quorum(unit: Unit, g: Gathering) -> None:
    """Tell the duty chief, once, when too few seats can still come (the plan's quorum)."""
    if g.meeting.quorum_at is not None or g.meeting.quorum_lost_at is not None:
        return
    possible = await count(unit, g, InvitationState.ASKED, InvitationState.JOINING)
    if possible >= g.terms.seats_required:
        return
    g.meeting.quorum_lost_at = unit.now
    await record(unit, g.incident.id, "meeting.no_quorum", {"possible": possible, "required": g.terms.seats_required})
    await alert_chief(unit, g.incident, g.plan, Alert.MEETING_TOO_FEW, start_of(g.meeting))


async def count(unit: Unit, g: Gathering, *states: InvitationState) -> int:
    """How many seats with a vote stand in one of these states."""
    voting = {seat.key for seat in g.committee.seats if seat.votes}
    return sum(row.state in states and row.seat_key in voting for row in await rows.invitations(unit.session, g.meeting.id))


def reachable(unit: Unit, g: Gathering, row: InvitationRow, people: People) -> list[bool]:
    """Of each person of the seat, whether there is a way to tell them now."""
    return [pid in people and bool(usable_media(unit, people[pid], g.terms.media, g.incident)) for pid in row.people]


def asking_of(row: InvitationRow) -> flow.Asking:
    """The stored invitation as the flow reads it."""
    return flow.Asking(InvitationState(row.state), row.position, InvitationStep(row.next) if row.next else None, row.due_at)


def store(row: InvitationRow, asking: flow.Asking) -> None:
    """Put the flow's invitation into the row."""
    row.state, row.position, row.due_at = asking.state.value, asking.position, asking.due_at
    row.next = asking.next.value if asking.next else None


def place(g: Gathering, row: InvitationRow) -> dict[str, JSON]:
    """Which seat of which meeting, for the timeline."""
    return {"meeting": g.meeting.id, "group": row.group_key, "seat": row.seat_key}
