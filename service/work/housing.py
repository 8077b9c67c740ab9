"""Read the housing plans: which there are, and what they and later measurements say of an area (S1-S3, S6)."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from actioncards.housing.loader import Loaded, load_all
from actioncards.housing.model import Area, HousingPlan, Indicator
from actioncards.problems import PlanInvalid
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from service.domain.local_time import local
from service.work.unit import House


def housing_plans(house: House) -> Mapping[str, Loaded]:
    """Every housing plan by key; `Refused` (conflict) with the first fault when the data is wrong."""
    try:
        return load_all(house.housing)
    except PlanInvalid as invalid:
        raise Refused(
            "The housing plans cannot be read: {problem}. `beredskab housing check` tells everything.",
            kind=CONFLICT,
            problem=str(invalid.problems[0]),
        ) from invalid


def load_early(house: House) -> None:
    """Read the plans before anybody asks, so that the first report of a night does not wait for the files.

    What is wrong with them is told to whoever asks for them, and by `beredskab housing check`.
    """
    with suppress(Refused):
        housing_plans(house)


def housing_plan(house: House, key: str) -> HousingPlan:
    """The plan with that key; `Refused` (not found) naming those there are."""
    plans = housing_plans(house)
    if key not in plans:
        raise Refused("There is no housing plan {key}. Choose one of: {known}.", kind=NOT_FOUND, field="plan", key=key, known=list(plans))
    return plans[key].plan


def area_of(plan: HousingPlan, key: str) -> Area:
    """The plan's area with that key; `Refused` (not found)."""
    if key not in plan.areas:
        raise Refused(
            "The housing plan has no area {key}. Choose one of: {known}.", kind=NOT_FOUND, field="area", key=key, known=list(plan.areas)
        )
    return plan.areas[key]


def indicator_of(plan: HousingPlan, key: str) -> Indicator:
    """The plan's indicator with that key; `Refused` (not found)."""
    if key not in plan.indicators:
        raise Refused("The housing plan has no indicator {key}.", kind=NOT_FOUND, field="indicator", key=key)
    return plan.indicators[key]


def plan_for_area(house: House, area: str, now: datetime) -> HousingPlan | None:
    """The plan that an area belongs to now: one in its period first, then the one that ended last.

    None when no plan has it, and when the plans cannot be read: no alarm or report waits for them.
    """
    try:
        plans = housing_plans(house)
    except Refused:
        return None
    having = [loaded.plan for loaded in plans.values() if area in loaded.plan.areas]
    today = local(now).date()
    running = [plan for plan in having if plan.runs(today)]
    if running:
        return running[0]
    return max(having, key=lambda plan: plan.ends.isoformat() if plan.ends else "", default=None)
