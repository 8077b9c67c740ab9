"""The housing plans: areas, indicators with every figure's place, activities, and what is measured of them (S1-S4)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from actioncards.codec import plain
from actioncards.housing.contradictions import conflicts
from actioncards.housing.counting import counts
from actioncards.housing.model import HousingPlan
from flows.vocabulary import Scope
from service.domain.indicators import Point, Row, area_rows, points
from service.store import housing as rows
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Content, Text, Told
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.api.uploads import BODY, uploaded
from service.web.languages import speaker_of
from service.web.service import service_of
from service.work import rounds as work
from service.work.housing import area_of, housing_plan, housing_plans, indicator_of
from service.work.measure_import import look, take
from service.work.measuring import Entered, register, registered
from service.work.unit import Unit

router = APIRouter(prefix="/housing", tags=["housing"], responses=PROBLEMS)

Reader = Depends(needs(Scope.READ))
Writing = Annotated[Once, Depends(doing(Scope.ADMIN))]
Name = Annotated[str, Path(max_length=80)]


class HousingPlanOut(Told):
    """A housing plan in short."""

    key: str
    title: str
    municipality: str
    starts: date | None
    ends: date | None
    areas: dict[str, str]
    counts: dict[str, int]


class ConflictOut(Told):
    """Two things one source says."""

    text: str


class PointOut(Told):
    """One figure: `value` None with `missing` when there is none, which is never zero."""

    period: str
    split: str
    value: str | None
    high: str | None
    about: bool
    missing: str | None
    place: str = Field(description="The place in the source, or how a registered figure was counted")
    note: str
    baseline: bool = Field(description="From the plan itself; else registered later")
    doubtful: bool = Field(description="The source gives another value elsewhere")


class RowOut(Told):
    """One indicator of an area beside its comparisons."""

    indicator: str
    label: str
    unit: str
    direction: str
    data_source: str | None
    own: PointOut
    comparisons: dict[str, PointOut]
    standing: str


class AreaProfileOut(Told):
    """An area: what the plan says of it, and what the figures say."""

    key: str
    label: str
    facts: dict[str, Any]
    describes: list[RowOut]
    indicators: list[RowOut]
    activities: list[str]


class IndicatorOut(Told):
    """An indicator with every figure of every area and comparison."""

    key: str
    label: str
    unit: str
    direction: str
    targets: list[dict[str, Any]]
    figures: dict[str, list[PointOut]]


class FigureIn(Content):
    """A figure to store; `value` as text, with a point or a comma, or `missing` with the reason."""

    kind: Literal["indicator", "delivery"] = "indicator"
    thing: Annotated[Text, Field(max_length=80, description="The indicator or activity")]
    subject: Annotated[Text, Field(max_length=80, description="An area, a comparison, or `all` for a delivery")]
    period: Annotated[Text, Field(max_length=20, examples=["2025", "2025-Q3"])]
    value: Annotated[Text, Field(max_length=40)] = ""
    missing: Annotated[Text, Field(max_length=40)] = ""
    split: Annotated[Text, Field(max_length=40, description="The election; for a delivery the criterion it counts towards (`c1`)")] = ""
    unit: Annotated[Text, Field(max_length=20)] = ""
    counted: Annotated[Text, Field(max_length=500)] = ""
    note: Annotated[Text, Field(max_length=500)] = ""
    corrects: bool = False


class FigureOut(Told):
    """A stored figure."""

    id: int
    kind: str
    thing_key: str
    subject_key: str
    period: str
    split: str
    revision: int
    value: str | None
    missing: str | None
    counted: str
    note: str
    entered_at: datetime
    entered_by: str


class LineOut(Told):
    """What is wrong in one line of a file."""

    line: int
    field: str
    detail: str


class TakenFileOut(Told):
    """What a file held, and how much of it was stored: all or nothing."""

    good: int
    stored: int
    faults: list[LineOut]


class RoundOut(Told):
    """A quarter's round."""

    quarter: str
    due_at: datetime
    closed_at: datetime | None
    missing: list[str]
    report: dict[str, Any] | None


class QuarterIn(Content):
    """A quarter."""

    quarter: Annotated[Text, Field(max_length=10, examples=["2026-Q3"])]
    freeze: bool = Field(default=False, description="Freeze the report instead of asking for the deliveries")


@router.get("/plans", summary="The housing plans", dependencies=[Reader])
async def plans(page: Paged) -> Page[HousingPlanOut]:
    """All of them, with how much each holds."""
    return page.of(housing_plans(service_of(page.request).house).values(), lambda loaded: _plan(loaded.plan))


@router.get("/plans/{plan}", summary="One housing plan, whole", dependencies=[Reader])
async def whole(plan: Name, request: Request) -> dict[str, Any]:
    """All its data, as in its files."""
    found: dict[str, Any] = plain(housing_plan(service_of(request).house, plan))
    return found


@router.get("/plans/{plan}/contradictions", summary="Where the plan's source contradicts itself", dependencies=[Reader])
async def contradictions(plan: Name, page: Paged) -> Page[ConflictOut]:
    """Both sides with their places."""
    say = speaker_of(page.request).say
    return page.of(conflicts(housing_plan(service_of(page.request).house, plan)), lambda one: ConflictOut(text=say(one.sentence)))


@router.get("/plans/{plan}/areas/{area}", summary="An area's profile", dependencies=[Reader])
async def area_profile(plan: Name, area: Name, request: Request) -> AreaProfileOut:
    """Who lives there, and what the indicators say against the comparisons."""
    async with service_of(request).reading() as unit:
        found = housing_plan(unit.house, plan)
        place = area_of(found, area)
        later = await registered(unit, found)
    return AreaProfileOut(
        key=place.key,
        label=place.label,
        facts=plain(place),
        describes=[_row(row) for row in area_rows(found, area, later, context=True)],
        indicators=[_row(row) for row in area_rows(found, area, later)],
        activities=[one.label for one in found.activities.values() if not one.areas or area in one.areas],
    )


@router.get("/plans/{plan}/indicators/{indicator}", summary="An indicator's figures", dependencies=[Reader])
async def indicator_figures(plan: Name, indicator: Name, request: Request) -> IndicatorOut:
    """Every figure of every area and comparison, the plan's own and what was registered later."""
    async with service_of(request).reading() as unit:
        found = housing_plan(unit.house, plan)
        one = indicator_of(found, indicator)
        later = await registered(unit, found)
    subjects = (*found.areas, *found.comparisons)
    figures = {subject: [_point(point) for point in points(found, one, subject, later)] for subject in subjects}
    return IndicatorOut(
        key=one.key,
        label=one.label,
        unit=one.unit.value,
        direction=one.direction.value,
        targets=[plain(target) for target in one.targets],
        figures={subject: listed for subject, listed in figures.items() if listed},
    )


@router.get("/plans/{plan}/figures/{kind}/{thing}", summary="Every revision that was entered", dependencies=[Reader])
async def figures_of(plan: Name, kind: Literal["indicator", "delivery"], thing: Name, page: Paged) -> Page[FigureOut]:
    """Oldest first; the newest of a period stands, none is overwritten."""
    async with service_of(page.request).reading() as unit:
        key = housing_plan(unit.house, plan).key
        found = await rows.history(unit.session, key, kind, thing, after=page.after or 0, limit=page.limit + 1)
    return page.page(found, FigureOut.model_validate, lambda row: row.id)


@router.post("/plans/{plan}/figures", status_code=201, response_model=FigureOut, summary="Register a figure")
async def enter(plan: Name, figure: FigureIn, once: Writing) -> Response:
    """A second figure for the same period is refused, unless it says that it corrects."""

    async def effect(unit: Unit) -> Answer:
        row = await register(unit, Entered(plan=plan, **figure.model_dump()))
        return Answer(FigureOut.model_validate(row), 201)

    return await once(effect)


_FILE_NAME = Query(max_length=200, description="Of a file sent as the body itself; it must end in .csv or .xlsx")


@router.post("/plans/{plan}/figures/import", response_model=TakenFileOut, summary="Take a file of figures", openapi_extra=BODY)
async def import_(
    plan: Name,
    request: Request,
    once: Writing,
    file_name: Annotated[Text | None, _FILE_NAME] = None,
    dry_run: bool = False,
    deliveries: bool = False,
    corrects: bool = False,
) -> Response:
    """All of it or nothing: a file with a wrong line is told line by line and not stored."""
    data, name = await uploaded(request, file_name)
    service, speaker = service_of(request), speaker_of(request)
    async with service.reading(once.caller.actor) as unit:
        preview = look(unit, plan, data, name, deliveries=deliveries, corrects=corrects)
    faults = [LineOut(line=f.line, field=f.field, detail=speaker.say(f.sentence)) for f in preview.faults]
    if dry_run:
        told = TakenFileOut(good=len(preview.good), stored=0, faults=faults)
        return Response(told.model_dump_json(), media_type="application/json")

    async def effect(unit: Unit) -> Answer:
        return Answer(TakenFileOut(good=len(preview.good), stored=await take(unit, preview), faults=[]))

    return await once(effect)


@router.get("/plans/{plan}/rounds", summary="The quarterly rounds", dependencies=[Reader])
async def rounds(plan: Name, page: Paged) -> Page[RoundOut]:
    """The last opened first: when each is due, who is missing, and the frozen report."""
    async with service_of(page.request).reading() as unit:
        key = housing_plan(unit.house, plan).key
        opened = await rows.last_opened(unit.session, key, before=page.after, limit=page.limit + 1)
        found = [(row.id, await _round(unit, row)) for row in opened]
    return page.page(found, lambda one: one[1], lambda one: one[0])


@router.post("/plans/{plan}/rounds", status_code=201, response_model=RoundOut, summary="Open or freeze a quarter's round")
async def quarter(plan: Name, asked: QuarterIn, once: Writing) -> Response:
    """Opening asks for every activity's delivery; freezing keeps the report as it stands (S4)."""

    async def effect(unit: Unit) -> Answer:
        act = work.close_round if asked.freeze else work.open_round
        return Answer(await _round(unit, await act(unit, plan, asked.quarter)), 201)

    return await once(effect)


async def _round(unit: Unit, row: Any) -> RoundOut:
    lacking = row.report["missing"] if row.report else await work.missing(unit, row)
    return RoundOut(quarter=row.quarter, due_at=row.due_at, closed_at=row.closed_at, missing=lacking, report=row.report)


def _plan(plan: HousingPlan) -> HousingPlanOut:
    return HousingPlanOut(
        key=plan.key,
        title=plan.title,
        municipality=plan.municipality,
        starts=plan.starts,
        ends=plan.ends,
        areas={area.key: area.label for area in plan.areas.values()},
        counts=counts(plan),
    )


def _point(point: Point) -> PointOut:
    return PointOut(
        period=point.period,
        split=point.split,
        value=str(point.value) if point.value is not None else None,
        high=str(point.high) if point.high is not None else None,
        about=point.about,
        missing=point.missing.value if point.missing else None,
        place=point.source,
        note=point.note,
        baseline=point.baseline,
        doubtful=point.doubtful,
    )


def _row(row: Row) -> RowOut:
    return RowOut(
        indicator=row.indicator.key,
        label=row.indicator.label,
        unit=row.indicator.unit.value,
        direction=row.indicator.direction.value,
        data_source=row.indicator.data_source,
        own=_point(row.own),
        comparisons={key: _point(point) for key, point in row.comparisons},
        standing=row.standing.value,
    )
