"""Read a meeting: for the duty chief, the board, the API."""

from actioncards.model import Plan
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import InvitationState, InvitationStep, MeetingState, Rsvp, TaskState
from service.domain.meeting import Decided, Invited, Meeting, MeetingSeat, Point
from service.store import alert_list, incidents
from service.store import meetings as rows
from service.store.tables import IncidentRow, InvitationRow, MeetingRow, PersonRow
from service.work.gathering import terms_of
from service.work.incident_row import incident_of
from service.work.plans import plan_of
from service.work.unit import Unit


async def meeting_of(unit: Unit, meeting_id: int) -> Meeting:
    """One meeting; `Refused` (not found)."""
    row = await rows.meeting(unit.session, meeting_id)
    if row is None:
        raise Refused("There is no meeting {number}.", kind=NOT_FOUND, number=meeting_id)
    incident = await incidents.incident(unit.session, row.incident_id)
    assert incident is not None
    return await view(unit, await plan_of(unit, incident), row)


async def newest(unit: Unit, incident: IncidentRow) -> Meeting | None:
    """The incident's newest meeting that was not cancelled, or the newest of all; None without one."""
    found = await rows.meetings_of(unit.session, incident.id)
    kept = [row for row in found if row.state != MeetingState.CANCELLED] or found
    return await view(unit, await plan_of(unit, incident), kept[-1]) if kept else None


async def all_of(unit: Unit, incident_id: int) -> list[Meeting]:
    """Every meeting of the incident, oldest first; `Refused` (not found)."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    return [await view(unit, plan, row) for row in await rows.meetings_of(unit.session, incident_id)]


async def view(unit: Unit, plan: Plan, row: MeetingRow) -> Meeting:
    """The stored meeting as it is seen."""
    terms = terms_of(plan)
    invited = await rows.invitations(unit.session, row.id)
    people = await alert_list.people_by_id(unit.session, {person for i in invited for person in i.people})
    seats = tuple(_seat(plan, i, people) for i in invited)
    voting = {seat.key for seat in plan.group(plan.executive_committee).seats if seat.votes}
    written = await rows.agenda(unit.session, row.id)
    return Meeting(
        id=row.id,
        incident_id=row.incident_id,
        state=MeetingState(row.state),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        link=row.link,
        sequence=row.sequence,
        convened_at=row.convened_at,
        held_at=row.held_at,
        ended_at=row.ended_at,
        joining=sum(seat.state is InvitationState.JOINING and seat.key in voting for seat in seats),
        required=terms.seats_required,
        seats=seats,
        points=tuple(Point(p.key, p.label.da, written[p.key].text if p.key in written else "") for p in terms.agenda),
        decisions=tuple(
            Decided(task.id, task.title, plan.seat(task.group_key, task.seat_key).label.da, task.due_at, TaskState(task.state))
            for _, task in await rows.decisions(unit.session, row.id)
        ),
        minutes=row.minutes,
        minutes_hash=row.minutes_hash,
    )


def _seat(plan: Plan, row: InvitationRow, people: dict[int, PersonRow]) -> MeetingSeat:
    holders = [people[p] for p in row.people]
    answered = people.get(row.answered_by) if row.answered_by else None
    asked = row.state == InvitationState.ASKED and row.position < len(holders)
    return MeetingSeat(
        id=row.id,
        key=row.seat_key,
        label=plan.seat(row.group_key, row.seat_key).label.da,
        state=InvitationState(row.state),
        people=tuple(Invited(p.id, p.name, p.mobile or p.phone, p.id in row.asked) for p in holders),
        current=holders[row.position].name if asked else None,
        rsvp=Rsvp(row.rsvp) if row.rsvp else None,
        answered_by=answered.name if answered else None,
        answered_at=row.answered_at,
        next=InvitationStep(row.next) if row.next else None,
        due_at=row.due_at,
    )
