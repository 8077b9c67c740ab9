"""An exercise as a form says it: that it is one, which scenario, who takes part (I9)."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request

from actioncards.model import Plan
from actioncards.scenario import Place, Scenario
from flows.vocabulary import Mode
from service.web.pages.forms import Form
from service.work.exercises import Drill, inside, scenario_of
from service.work.unit import Unit

EXERCISE: Final = "exercise"
SCENARIO: Final = "scenario"
_PART: Final = "part-"


def given(request: Request, names: tuple[str, ...]) -> Form:
    """The fields that an address may choose already."""
    return Form({name: value for name, value in request.query_params.items() if name in (*names, EXERCISE, SCENARIO)})


def drill_of(form: Form) -> Drill | None:
    """The exercise that the form asks for; None when it is real."""
    if not form.get(EXERCISE):
        return None
    groups = [name.removeprefix(_PART) for name in form.typed if name.startswith(_PART)]
    return Drill(form.get(SCENARIO), tuple(map(Place, groups)))


async def drilling(unit: Unit, plan: Plan, form: Form) -> Mapping[str, Any]:
    """What the page shows of the exercise: its mode, its scenario, and the groups to choose from; nothing when it is real."""
    if not form.get(EXERCISE):
        return {"drill": None}
    scenario: Scenario | None = None
    if (key := form.get(SCENARIO)) is not None:
        scenario = await scenario_of(unit.house, plan, key)
    chosen = {place.group for place in (drill_of(form) or Drill()).takes_part} or set(inside(plan))
    groups = [] if scenario and scenario.takes_part else [(group, group.key in chosen) for group in plan.groups.values()]
    kept = {name: value for name, value in form.typed.items() if name in (EXERCISE, SCENARIO) or name.startswith(_PART)}
    return {"drill": {"scenario": scenario, "groups": groups, "kept": kept}, "shown_mode": Mode.EXERCISE}
