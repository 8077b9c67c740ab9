"""Look at exercises: what was thrown in and what came of it, and how they went beside earlier ones of the same scenario."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from actioncards.scenario import Act, Inject, Scenario
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import SeatState
from service.domain.exercise import Drilled, Exercise, Given
from service.domain.timeline import Entry
from service.store import alert_list, incidents, timeline
from service.store import exercises as rows
from service.store.tables import ExerciseRow, IncidentRow, InjectRow
from service.work.evaluation import measures_of
from service.work.incident_row import incident_of
from service.work.plans import plan_of
from service.work.unit import Unit

MOST: Final = 12
"""Earlier drills that one is laid beside."""
_MOST_ENTRIES: Final = 500
_SEEN: Final[Mapping[Act, str]] = {
    Act.UPDATE: "incident.updated",
    Act.MEETING: "meeting.convened",
    Act.LEVEL: "incident.level_changed",
    Act.LOG: "log",
    Act.CALL_OFF: "incident.called_off",
}
"""What of each act is in the timeline once it is done."""


async def exercise_of(unit: Unit, incident_id: int) -> Exercise:
    """The exercise as it stands; `Refused` (not found) when the incident is none."""
    incident = await incident_of(unit, incident_id)
    row = await rows.exercise(unit.session, incident_id)
    if row is None:
        raise Refused("Incident {number} is no exercise.", kind=NOT_FOUND, number=incident_id)
    scenario = Scenario.from_data(row.scenario) if row.scenario else None
    people = await alert_list.people_by_id(unit.session, incident.participants)
    return Exercise(
        incident_id=incident_id,
        scenario=row.scenario_key,
        title=scenario.title.da if scenario else "",
        purpose=scenario.purpose.da if scenario else "",
        begun_at=row.begun_at,
        participants=tuple(sorted(person.name for person in people.values())),
        injects=await _injects(unit, incident, scenario) if scenario else (),
        drills=await drills_of(unit, row.scenario_key) if row.scenario_key else (await _drilled(unit, row, incident),),
    )


async def drills_of(unit: Unit, scenario: str | None = None, *, before: int | None = None, limit: int = MOST) -> tuple[Drilled, ...]:
    """How exercises went, newest first: those of one scenario, or all; those of incidents below `before`."""
    found = await rows.drills(unit.session, scenario, before=before, limit=limit)
    return tuple([await _drilled(unit, row, incident) for row, incident in found])


async def _drilled(unit: Unit, row: ExerciseRow, incident: IncidentRow) -> Drilled:
    plan = await plan_of(unit, incident)
    calls = [c for c in await incidents.seats(unit.session, incident.id) if c.group_key != plan.duty_chief.group]
    return Drilled(
        incident_id=incident.id,
        begun_at=row.begun_at,
        alerted_at=incident.alerted_at,
        state=incident.state,
        level=incident.level,
        area=plan.area(incident.area).label.da,
        measures=await measures_of(unit, incident, plan),
        seats=len(calls),
        seats_answered=sum(call.state == SeatState.ANSWERED for call in calls),
    )


async def _injects(unit: Unit, incident: IncidentRow, scenario: Scenario) -> tuple[Given, ...]:
    known = {inject.key: inject for inject in scenario.injects}
    entries = [e for e, _ in await timeline.of_kinds(unit.session, incident.id, list(_SEEN.values()), limit=_MOST_ENTRIES)]
    return tuple(
        _given(row, known[row.key], entries, incident.called_off_at or unit.now)
        for row in await rows.injects(unit.session, incident.id)
        if row.key in known
    )


def _given(row: InjectRow, inject: Inject, entries: list[Entry], end: datetime) -> Given:
    """What came of one inject; nothing is said to be left undone that there was time for until the `end`: the call-off, or now."""
    expected = inject.expect
    done = next((e for e in entries if row.given_at is not None and e.entered_at >= row.given_at and _is_it(e, inject)), None)
    kept = None
    if row.given_at is not None and expected.within_minutes is not None:
        until = row.given_at + timedelta(minutes=expected.within_minutes)
        kept = done.entered_at <= until if done else (False if end > until else None)
    return Given(
        key=row.key,
        title=inject.title.da,
        due_at=row.due_at,
        given_at=row.given_at,
        text=inject.text or "",
        log=inject.log or "",
        expected=expected.text.da,
        act=expected.act.value if expected.act else None,
        within_minutes=expected.within_minutes,
        done_at=done.entered_at if done else None,
        kept=kept,
    )


def _is_it(entry: Entry, inject: Inject) -> bool:
    """Whether the entry says that somebody did what the inject expects; the scenario's own log lines do not."""
    act = inject.expect.act
    if act is None or entry.kind != _SEEN[act] or (act is Act.LOG and entry.actor == "system"):
        return False
    return act is not Act.LEVEL or inject.expect.level in (None, entry.data.get("to"))
