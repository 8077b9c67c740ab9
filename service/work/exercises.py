"""Begin an exercise: an incident in which only its participants are told anything, with the exercise's word in front (I9)."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from actioncards.model import Plan
from actioncards.problems import PlanInvalid
from actioncards.scenario import Begins, Place, Scenario
from actioncards.scenarios import load_scenario
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from flows.vocabulary import Mode, Tier
from service.domain.timeline import JSON
from service.store import exercises as rows
from service.store import timers
from service.store.tables import ExerciseRow, IncidentRow, InjectRow
from service.work import duty
from service.work.record import record
from service.work.unit import House, Unit

INJECT: Final = "inject"
"""The kind of timer by which something is thrown in."""


@dataclass(frozen=True, slots=True)
class Drill:
    """That an incident is an exercise: the key of its scenario, and who takes part.

    Nobody named, neither here nor in the scenario: everybody inside takes part, and nobody of civil society. Whoever has the duty
    as duty chief always does.
    """

    scenario: str | None = None
    takes_part: tuple[Place, ...] = ()
    people: tuple[int, ...] = ()


def inside(plan: Plan) -> list[str]:
    """The groups that take part when nobody is named: none of civil society's, and none outside the circle."""
    return [group.key for group in plan.groups.values() if group.tier is not Tier.CIVIL and not group.outward]


async def scenario_of(house: House, plan: Plan, key: str) -> Scenario:
    """The scenario with that key in the plan's folder; `Refused` with the first thing that is wrong with it."""
    try:
        return await asyncio.to_thread(load_scenario, house.scenarios, key, plan)
    except PlanInvalid as invalid:
        raise Refused(
            "The scenario cannot be played: {problem}", field="scenario", kind=CONFLICT, problem=str(invalid.problems[0])
        ) from invalid


async def participants(unit: Unit, plan: Plan, drill: Drill, area: str, *also: int | None) -> list[int]:
    """The people who take part, by id; `Refused` naming a group, seat or person that there is not. `also` do, too."""
    places = drill.takes_part
    if not places and drill.scenario is not None:
        places = (await scenario_of(unit.house, plan, drill.scenario)).takes_part
    named = bool(places or drill.people)
    _check_places(plan, places)
    missing = set(drill.people) - await rows.on_the_list(unit.session, drill.people)
    if missing:
        raise Refused("Nobody on the alert list has the number {number}.", field="people", kind=NOT_FOUND, number=min(missing))
    groups = [place.group for place in places if place.seat is None] if named else inside(plan)
    seats = [(place.group, place.seat) for place in places if place.seat is not None]
    found = await rows.people_in(unit.session, [plan.duty_chief.group, *groups], seats, area)
    found |= {*drill.people, *(person for person in also if person is not None), *await _on_the_roster(unit)}
    if not found:
        raise Refused("Nobody on the alert list takes part. Choose others.", field="takes_part", kind=INVALID)
    return sorted(found)


def _check_places(plan: Plan, places: tuple[Place, ...]) -> None:
    for place in places:
        if place.group not in plan.groups:
            raise Refused(
                "The plan has no group {key}. Choose one of: {allowed}.",
                field="takes_part",
                key=place.group[:80],
                allowed=", ".join(plan.groups),
            )
        seats = [seat.key for seat in plan.groups[place.group].seats]
        if place.seat is not None and place.seat not in seats:
            raise Refused(
                "The group {group} has no seat {key}. Choose one of: {allowed}.",
                field="takes_part",
                group=place.group,
                key=place.seat[:80],
                allowed=", ".join(seats) or "-",
            )


async def _on_the_roster(unit: Unit) -> set[int]:
    """Whoever may have the duty while the exercise lasts: an incident cannot run without a duty chief (F2)."""
    roster = await duty.roster_of(unit)
    named = {p for r in roster.rotations for p in r.people} | {o.person for o in roster.overrides}
    return await rows.on_the_list(unit.session, named)


async def begin(unit: Unit, incident: IncidentRow, plan: Plan, drill: Drill, begins: Begins) -> None:
    """Mark a new incident as an exercise, and set the times at which its scenario throws something in.

    `Refused` (conflict) when the scenario `begins` with something else.
    """
    word = plan.modes.get(Mode.EXERCISE)
    if not word:
        raise Refused("The plan has no word for an exercise, so none can be held. Add `exercise` to its modes.", kind=CONFLICT)
    scenario = await scenario_of(unit.house, plan, drill.scenario) if drill.scenario is not None else None
    if scenario is not None and scenario.begins is not begins:
        if scenario.begins is Begins.CALL_OUT:
            raise Refused("The scenario {title} begins with a call-out.", field="scenario", kind=CONFLICT, title=scenario.title.da)
        raise Refused("The scenario {title} begins with an alarm.", field="scenario", kind=CONFLICT, title=scenario.title.da)
    row = ExerciseRow(
        incident_id=incident.id,
        word=word,
        scenario_key=scenario.key if scenario else None,
        scenario=scenario.to_data() if scenario else {},
        begun_at=unit.now,
    )
    unit.session.add(row)
    await unit.session.flush()
    data: dict[str, JSON] = {"count": len(incident.participants)}
    if scenario is not None:
        data |= {"scenario": scenario.key, "title": scenario.title.da}
    await record(unit, incident.id, "exercise.begun", data)
    for inject in scenario.injects if scenario else ():
        due_at = unit.now + timedelta(minutes=inject.minutes)
        thrown = InjectRow(incident_id=incident.id, key=inject.key, due_at=due_at)
        unit.session.add(thrown)
        await unit.session.flush()
        await timers.set_timer(unit.session, unit.now, kind=INJECT, subject_id=thrown.id, due_at=due_at, incident_id=incident.id)
