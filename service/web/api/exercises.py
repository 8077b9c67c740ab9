"""Scenarios, and exercises beside earlier ones (I9). An exercise is begun as an alarm or a call-out with the field `exercise`."""

import asyncio

from fastapi import APIRouter, Depends, Query, Request

from actioncards.scenarios import Found, find
from flows.vocabulary import Scope
from service.web.api import exercise_models as m
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id, Key
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work import drills
from service.work.plans import in_force

router = APIRouter(tags=["exercises"], responses=PROBLEMS)

Reader = Depends(needs(Scope.READ))


@router.get("/scenarios", summary="List the scenarios", dependencies=[Reader])
async def scenarios(page: Paged) -> Page[m.ScenarioOut]:
    """The scenarios in the plan's folder, checked against the plan in force."""
    async with service_of(page.request).reading() as unit:
        _, plan = await in_force(unit.session, unit.house)
        folder = unit.house.scenarios
    return page.of(await asyncio.to_thread(lambda: list(find(folder, plan))), _told)


def _told(found: Found) -> m.ScenarioOut:
    one = found.scenario
    return m.ScenarioOut(
        key=found.key,
        title=one.title.da if one else found.key,
        purpose=one.purpose.da if one else "",
        begins=one.begins if one else None,
        level=one.level if one else None,
        area=one.area if one else None,
        cause=one.cause if one else None,
        ends_minutes=one.ends_minutes if one else None,
        injects=tuple(
            m.InjectSummary(key=i.key, minutes=i.minutes, title=i.title.da, expected=i.expect.text.da) for i in (one.injects if one else ())
        ),
        problems=tuple(map(str, found.problems)),
    )


@router.get("/exercises", summary="Exercises beside each other, newest first", dependencies=[Reader])
async def list_(page: Paged, scenario: Key | None = Query(None, description="Only those of this scenario")) -> Page[m.DrilledOut]:
    """With the measures of an evaluation: first warned, half and all of the seats answered, the meeting, the first update."""
    async with service_of(page.request).reading() as unit:
        found = await drills.drills_of(unit, scenario, before=page.after, limit=page.limit + 1)
    return page.page(found, m.DrilledOut.model_validate, lambda one: one.incident_id)


@router.get("/incidents/{incident_id:int}/exercise", summary="See an exercise", dependencies=[Reader])
async def one(incident_id: Id, request: Request) -> m.ExerciseOut:
    """Who takes part, what is thrown in and what came of it, and earlier drills of the same scenario."""
    async with service_of(request).reading() as unit:
        return m.ExerciseOut.model_validate(await drills.exercise_of(unit, incident_id))
