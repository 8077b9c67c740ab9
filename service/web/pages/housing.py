"""The housing plans: an area's profile, an indicator's way, areas side by side, activities and their criteria (S1-S3)."""

from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from markupsafe import Markup
from starlette.responses import Response

from actioncards.housing.contradictions import conflicts
from actioncards.housing.figures import Missing
from actioncards.housing.model import HousingPlan, Indicator
from flows.sentences import Sentence
from service.domain.activities import Progress, progress
from service.domain.indicators import Point, Standing, area_rows, newest, points, sign
from service.domain.language import Speaker, translations
from service.exports.charts import Bar, Line, Mark, bars, trend
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Anyone
from service.web.service import service_of
from service.work.housing import area_of, housing_plan, housing_plans, indicator_of
from service.work.measuring import deliveries, registered

router = APIRouter(route_class=PageRoute)

Key = Annotated[str, Path(max_length=80)]
WHY: Final = {
    Missing.NOT_GIVEN: Sentence("not given"),
    Missing.WITHHELD: Sentence("withheld: too few people, or it may not be told"),
    Missing.NOT_MEASURED: Sentence("not measured there"),
    Missing.LATER: Sentence("measured later"),
    Missing.UNREADABLE: Sentence("cannot be read in the source"),
}
STANDINGS: Final = {
    Standing.BETTER: Sentence("better than the comparison"),
    Standing.WORSE: Sentence("worse than the comparison"),
    Standing.SAME: Sentence("as the comparison"),
    Standing.UNKNOWN: Sentence("no comparison"),
}


@router.get("/housing")
async def index(request: Request, _: Anyone) -> Response:
    """Every plan and its areas."""
    plans = [loaded.plan for loaded in housing_plans(service_of(request).house).values()]
    return render(request, "housing.html", plans=plans)


@router.get("/housing/{key}")
async def plan_page(request: Request, key: Key, _: Anyone) -> Response:
    """One plan: goals, areas, indicators, bodies, money, rules, and where its source is silent or contradicts itself."""
    plan = housing_plan(service_of(request).house, key)
    return render(request, "housing_plan.html", plan=plan, conflicts=conflicts(plan))


@router.get("/housing/{key}/areas/{area}")
async def area_page(request: Request, key: Key, area: Key, visitor: Anyone) -> Response:
    """Who lives there, what the figures say against the municipality, and what is at hand."""
    async with service_of(request).reading(visitor.actor) as unit:
        plan = housing_plan(unit.house, key)
        found = area_of(plan, area)
        later = await registered(unit, plan)
    return render(
        request,
        "housing_area.html",
        plan=plan,
        area=found,
        rows=area_rows(plan, area, later),
        context=area_rows(plan, area, later, context=True),
        activities=[one for one in plan.activities.values() if not one.areas or area in one.areas],
        why=WHY,
        standings=STANDINGS,
        sign=sign,
    )


@router.get("/housing/{key}/indicators/{indicator}")
async def indicator_page(request: Request, key: Key, indicator: Key, visitor: Anyone) -> Response:
    """Areas side by side, the comparison, the target, and every figure with its place."""
    async with service_of(request).reading(visitor.actor) as unit:
        plan = housing_plan(unit.house, key)
        found = indicator_of(plan, indicator)
        later = await registered(unit, plan)
    speaker = translations().speaker(visitor.language)
    table = [(subject, point) for subject in (*plan.areas, *plan.comparisons) for point in points(plan, found, subject, later)]
    latest = {subject: newest([point for of, point in table if of == subject]) for subject in dict.fromkeys(of for of, _ in table)}
    target = next((one for one in found.targets if one.value is not None and not one.vision), None)
    label = speaker.say(Sentence("target")) if target else ""
    title = speaker.say(Sentence("{indicator}: the newest figure of each area and comparison", indicator=found.label))
    chart = bars("now", title, _bars(plan, found, latest, speaker), target.value if target else None, label)
    return render(
        request,
        "housing_indicator.html",
        plan=plan,
        indicator=found,
        table=table,
        chart=Markup(chart),  # noqa: S704 - every text in it has been escaped
        way=_way(plan, found, table, speaker),
        why=WHY,
        sign=sign,
    )


def _bars(plan: HousingPlan, indicator: Indicator, latest: dict[str, Point | None], speaker: Speaker) -> list[Bar]:
    rows = []
    for subject, point in latest.items():
        if point is not None:
            missing = speaker.say(WHY[point.missing]) if point.missing else ""
            shown = f"{point.shown}{sign(indicator.unit)}" if point.value is not None else missing
            rows.append(Bar(plan.subject(subject) or subject, point.value, shown, subject in plan.comparisons))
    return rows


def _way(plan: HousingPlan, indicator: Indicator, table: list[tuple[str, Point]], speaker: Speaker) -> Markup | None:
    """The lines over time, when anything has been measured more than once."""
    dated = [(of, point) for of, point in table if point.period and point.value is not None]
    if len({point.period for _, point in dated}) < 2:
        return None
    subjects = list(dict.fromkeys(of for of, _ in dated))
    lines = []
    for subject in subjects:
        marks = {point.period: point.value for of, point in dated if of == subject and not (point.split and point.baseline)} or {
            f"{point.period} {point.split}".strip(): point.value for of, point in dated if of == subject
        }
        lines.append(Line(plan.subject(subject) or subject, tuple(Mark(p, v) for p, v in marks.items()), subject in plan.comparisons))
    title = speaker.say(Sentence("{indicator}: from period to period", indicator=indicator.label))
    return Markup(trend("way", title, lines))  # noqa: S704 - every text in it has been escaped


@router.get("/housing/{key}/side-by-side")
async def side_by_side(request: Request, key: Key, visitor: Anyone) -> Response:
    """All areas beside one another, an indicator a row."""
    async with service_of(request).reading(visitor.actor) as unit:
        plan = housing_plan(unit.house, key)
        later = await registered(unit, plan)
    subjects = [*plan.areas, *plan.comparisons]
    table = [(one, [newest(points(plan, one, subject, later)) for subject in subjects]) for one in plan.indicators.values()]
    return render(request, "housing_side_by_side.html", plan=plan, subjects=subjects, table=table, why=WHY, sign=sign)


@router.get("/housing/{key}/activities")
async def activities_page(request: Request, key: Key, visitor: Anyone) -> Response:
    """Each activity, and what has been delivered against its success criteria (S3, S4)."""
    async with service_of(request).reading(visitor.actor) as unit:
        plan = housing_plan(unit.house, key)
        done = await deliveries(unit, plan)
    speaker = translations().speaker(visitor.language)
    ways = {key: progress(one, done[key].by_split if key in done else {}) for key, one in plan.activities.items()}
    charts = {key: _progress_chart(key, plan.activities[key].label, way, speaker) for key, way in ways.items()}
    return render(request, "housing_activities.html", plan=plan, done=done, ways=ways, charts=charts, sign=sign)


def _progress_chart(key: str, label: str, way: list[Progress], speaker: Speaker) -> Markup | None:
    """How far each criterion with a number has come, in percent; nothing before anything has been delivered."""
    if not any(one.begun and one.percent is not None for one in way):
        return None
    rows = [
        Bar(one.criterion.text, one.percent, speaker.say(Sentence("{done} of {number}", done=one.delivered, number=one.criterion.number)))
        for one in way
        if one.percent is not None
    ]
    title = speaker.say(Sentence("{activity}: delivered towards each criterion", activity=label))
    return Markup(bars(f"p-{key}", title, rows, Decimal(100), "100 %"))  # noqa: S704 - every text in it has been escaped
