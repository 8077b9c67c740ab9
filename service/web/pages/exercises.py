"""Exercises: the scenarios, what was thrown in and what came of it, and one drill beside the earlier ones (I9)."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from actioncards.scenario import Begins, Scenario
from actioncards.scenarios import find
from flows.incident import is_open
from flows.sentences import Sentence
from flows.vocabulary import IncidentState, Mode, Role
from service.domain.evaluation import Measure, Measured, Standing
from service.domain.exercise import Drilled
from service.domain.language import Speaker, translations
from service.domain.local_time import day
from service.domain.words import MEASURES, STANDINGS
from service.exports.charts import Bar, bars
from service.web.pages.board import Number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work import drills
from service.work.board import board
from service.work.plans import in_force

router = APIRouter(route_class=PageRoute)

CHARTED: Final = (Measured.HALF_ANSWERED, Measured.ALL_ANSWERED, Measured.MEETING, Measured.FIRST_UPDATE)


@router.get("/exercises")
async def overview(request: Request, visitor: Staff) -> Response:
    """The scenarios of the plan's folder, each with its button, and the exercises that have been held."""
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
        held = await drills.drills_of(unit)
        folder = unit.house.scenarios
    found = await asyncio.to_thread(lambda: list(find(folder, plan)))
    return render(request, "exercises.html", plan=plan, found=found, held=held, begin=begin)


def begin(scenario: Scenario) -> str:
    """The address of the page that begins this scenario, with its facts filled in."""
    facts = {"exercise": "yes", "scenario": scenario.key, "area": scenario.area, "what_happened": scenario.what_happened}
    if scenario.begins is Begins.CALL_OUT:
        facts |= {"grounds": scenario.grounds or "", "reported_by": scenario.reported_by or ""}
        return f"/call-out?{urlencode(facts)}"
    facts |= {"level": scenario.level, "cause": scenario.cause, "assessed_by": scenario.reported_by or ""}
    return f"/alarm?{urlencode(facts)}"


@router.get("/incidents/{incident_id}/exercise")
async def show(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """What was thrown in and what came of it, and this drill beside the earlier ones of its scenario.

    What is still to come is shown to the secretariat alone: the duty chief is in the exercise.
    """
    async with service_of(request).reading(visitor.actor) as unit:
        found = await drills.exercise_of(unit, incident_id)
        context = await board(unit, incident_id)
    surprise = bool(found.injects) and visitor.role is not Role.SECRETARIAT and is_open(IncidentState(context.state))
    speaker = translations().speaker(visitor.language)
    return render(
        request,
        "exercise.html",
        board=context,
        found=found,
        injects=[one for one in found.injects if one.given_at is not None or not surprise],
        surprise=surprise,
        measured=tuple(Measured),
        charts=_charts(found.drills, incident_id, speaker) if len(found.drills) > 1 else [],
        shown_mode=Mode.EXERCISE,
    )


def measure_of(drill: Drilled, what: Measured) -> Measure | None:
    """That measure of the drill; None when there was no alarm."""
    return next((one for one in drill.measures if one.what is what), None)


def _charts(held: Sequence[Drilled], this: int, speaker: Speaker) -> list[tuple[str, Markup]]:
    """A chart a measure, with its caption: a bar a drill, the others hatched, and the plan's own time as a line."""
    return [chart for what in CHARTED if (chart := _chart(what, held, this, speaker)) is not None]


def _chart(what: Measured, held: Sequence[Drilled], this: int, speaker: Speaker) -> tuple[str, Markup] | None:
    rows, target = [], None
    for drill in held:
        one = measure_of(drill, what)
        if one is None:
            continue
        if drill.incident_id == this and one.deadline_at is not None and drill.alerted_at is not None:
            target = _minutes((one.deadline_at - drill.alerted_at).total_seconds())
        label = speaker.say(Sentence("{day}, no. {number}", day=day(drill.begun_at, speaker), number=drill.incident_id))
        value = None if one.seconds is None else _minutes(one.seconds)
        shown = speaker.say(_missing(one) if one.seconds is None else Sentence("{time} min", time=_clock(one.seconds)))
        rows.append(Bar(label, value, shown, compared=drill.incident_id != this))
    if not any(row.value is not None for row in rows):
        return None
    title = speaker.say(Sentence("{measure}: minutes after the alarm, drill by drill", measure=MEASURES[what]))
    drawn = bars(what.value, title, rows, target, speaker.say(Sentence("the plan's time")))
    return speaker.say(MEASURES[what]), Markup(drawn)  # noqa: S704 - every text in it has been escaped


def _missing(one: Measure) -> Sentence:
    if one.runs:
        return Sentence("not yet")
    return STANDINGS[Standing.ENDED_BEFORE] if one.standing is Standing.ENDED_BEFORE else Sentence("did not happen")


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _minutes(seconds: float) -> Decimal:
    return (Decimal(int(seconds)) / 60).quantize(Decimal("0.1"))
