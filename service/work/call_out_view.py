"""How a call-out stands: for the chief who assesses it, for the caller who waits, and in a list (F1, F2)."""

from dataclasses import dataclass, replace
from datetime import datetime

from actioncards.model import Plan
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Assessment, CallOutVia, IncidentState, Mode, SeatState
from service.store import alert_list, callouts, incidents, timeline
from service.store.tables import CallOutRow, IncidentRow, SeatCallRow
from service.work.call_out_news import LINK, name_of
from service.work.plans import plan_of
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class CallOutView:
    """One call-out. `calling` is who is being called now, `next_at` when the next step comes by itself.

    `taken_by` is who has it (None: nobody yet); `outcome` what it was assessed as (None: not yet) and `outcome_text` the
    words that went with it. `own_actor` and `own_person` say whose call-out it is. `seq` is the timeline's end, by which a page knows
    that it is old; 0 in a list.
    """

    id: int
    code: str
    mode: Mode
    state: IncidentState
    plan: Plan
    level: str | None
    area: str
    cause: str
    what_happened: str
    grounds: str
    reported_by: str
    assessed_by: str
    via: CallOutVia
    caller: str
    own_actor: str
    own_person: int | None
    reported_at: datetime
    seat: SeatState
    calling: tuple[str, ...]
    next_at: datetime | None
    rounds: int
    taken_by: str | None
    taken_at: datetime | None
    outcome: Assessment | None
    outcome_text: str
    outcome_at: datetime | None
    seq: int = 0

    @property
    def unassessed(self) -> bool:
        """Whether it still has no level and is not closed."""
        return self.state in (IncidentState.REPORTED, IncidentState.BRIEFED)


async def view(unit: Unit, incident_id: int) -> CallOutView:
    """One call-out; `Refused` (not found) when the incident did not begin with one."""
    seq = await timeline.end(unit.session, incident_id)
    incident = await incidents.incident(unit.session, incident_id)
    row = await callouts.of_incident(unit.session, incident_id)
    if incident is None or row is None:
        raise Refused("There is no call-out {number}.", kind=NOT_FOUND, number=incident_id)
    return replace(await _view(unit, row, incident), seq=seq)


async def by_link(unit: Unit, token: str) -> CallOutView:
    """The call-out behind its caller's own link; `Refused` (not found) for any other."""
    incident_id, person_id = unit.house.links.read(LINK, token)
    found = await view(unit, incident_id)
    if found.own_person != person_id:
        raise Refused("This link is not valid. Open the link in the newest message, or call the duty chief.", kind=NOT_FOUND)
    return found


async def listing(
    unit: Unit, *, before: int | None = None, limit: int = 50, state: IncidentState | None = None, caller: str | None = None
) -> list[CallOutView]:
    """Call-outs, newest first: all, those in one state (`reported`: still to be assessed), or one caller's own."""
    found = await callouts.page(unit.session, before=before, limit=limit, state=state, caller=caller)
    return [await _view(unit, row, incident) for row, incident in found]


async def _view(unit: Unit, row: CallOutRow, incident: IncidentRow) -> CallOutView:
    plan = await plan_of(unit, incident)
    chief = plan.duty_chief
    call = next((c for c in await incidents.seats(unit.session, incident.id) if c.group_key == chief.group), None)
    people = await alert_list.people_by_id(unit.session, {*(call.people if call else ()), *_ids(row)})
    caller = people.get(row.caller_person) if row.caller_person is not None else None
    taker = people.get(row.taken_by) if row.taken_by is not None else None
    return CallOutView(
        id=incident.id,
        code=incident.code,
        mode=Mode(incident.mode),
        state=IncidentState(incident.state),
        plan=plan,
        level=incident.level,
        area=incident.area,
        cause=incident.cause,
        what_happened=incident.what_happened,
        grounds=row.grounds,
        reported_by=incident.reported_by,
        assessed_by=incident.assessed_by,
        via=CallOutVia(row.via),
        caller=caller.name if caller else await name_of(unit, row.caller_actor),
        own_actor=row.caller_actor,
        own_person=row.caller_person,
        reported_at=incident.reported_at,
        seat=SeatState(call.state) if call else SeatState.STOPPED,
        calling=tuple(people[p].name for p in _being_called(call) if p in people),
        next_at=call.due_at if call else None,
        rounds=row.rounds,
        taken_by=(taker.name if taker else await name_of(unit, row.taken_actor)) if row.taken_actor else None,
        taken_at=row.taken_at,
        outcome=Assessment(row.outcome) if row.outcome else None,
        outcome_text=row.outcome_text,
        outcome_at=row.outcome_at,
    )


def _ids(row: CallOutRow) -> set[int]:
    return {person for person in (row.caller_person, row.taken_by) if person is not None}


def _being_called(call: SeatCallRow | None) -> list[int]:
    """Whose turn it is; everyone's once nobody has answered."""
    if call is None or call.state not in (SeatState.TRYING, SeatState.UNREACHABLE):
        return []
    return call.people[call.position : call.position + 1] if call.state == SeatState.TRYING else call.people
