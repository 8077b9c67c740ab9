"""Measuring on a page: register a figure, take a file, run the quarter's round, keep the year's assessment (S4)."""

import json
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import NOT_FOUND, Refused
from service.domain.periods import quarter_before, quarter_in
from service.store import housing as rows
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.housing import Key
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Secretariat, Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import rounds
from service.work.housing import housing_plan
from service.work.measure_import import Preview, look, take
from service.work.measuring import Entered, register
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

MOST_BYTES: Final = 2_100_000
Do = Callable[[Unit], Awaitable[None]]


@router.get("/housing/{key}/measuring")
async def measuring(request: Request, key: Key, visitor: Staff) -> Response:
    """What has been registered, which quarters are open, what the years were made of."""
    return await _page(request, key, visitor, Form())


async def _page(request: Request, key: str, visitor: Visitor, form: Form, status: int = 200, preview: Preview | None = None) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        plan = housing_plan(unit.house, key)
        found = []
        for row in await rows.rounds(unit.session, plan.key):
            lacking = [] if row.closed_at else await rounds.missing(unit, row)
            found.append((row, [plan.activities[one].label for one in lacking]))
        assessments = await rows.assessments(unit.session, plan.key)
        suggested = quarter_before(unit.now)
        reminded = await rounds.reminded(unit)
    return render(
        request,
        "housing_measuring.html",
        status=status,
        plan=plan,
        form=form,
        rounds=found,
        assessments=assessments,
        suggested=suggested,
        reminded=reminded,
        preview=preview,
    )


@router.post("/housing/{key}/measuring")
async def enter(request: Request, key: Key, visitor: Secretariat) -> Response:
    """One figure."""
    form = await checked_form(request, visitor)

    async def do(unit: Unit) -> None:
        kind, thing, criterion = (*form["what"].split(":"), "", "")[:3]
        given = Entered(
            key,
            thing,
            form["subject"],
            form["period"],
            form["value"],
            kind,
            split=criterion,
            counted=form["counted"],
            note=form["note"],
            corrects=form["corrects"] == "yes",
        )
        await register(unit, given)

    return await _once(request, key, visitor, form, do, "registered")


@router.post("/housing/{key}/measuring/file")
async def file(request: Request, key: Key, visitor: Secretariat) -> Response:
    """A file of figures: look at it, or take all of it."""
    form = await checked_form(request, visitor, most_bytes=MOST_BYTES)
    service = service_of(request)
    try:
        upload = form.files.get("file")
        if upload is None or not upload.filename:
            raise Refused("Choose a file first.", field="file")
        data, name, deliveries = await upload.read(), upload.filename, form["kind"] == "delivery"
        async with service.reading(visitor.actor) as unit:
            preview = look(unit, key, data, name, deliveries=deliveries)
        if form["do"] != "take" or preview.faults:
            return await _page(request, key, visitor, form, 422 if preview.faults else 200, preview)
    except Refused as refused:
        return await _page(request, key, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])

    async def do(unit: Unit) -> None:
        await take(unit, preview)

    return await _once(request, key, visitor, form, do, "registered")


@router.post("/housing/{key}/rounds")
async def quarter(request: Request, key: Key, visitor: Secretariat) -> Response:
    """Ask for a quarter's deliveries, or freeze its report."""
    form = await checked_form(request, visitor)

    async def do(unit: Unit) -> None:
        act = rounds.close_round if form["do"] == "close" else rounds.open_round
        await act(unit, key, form["quarter"])

    return await _once(request, key, visitor, form, do, "round")


@router.get("/housing/{key}/rounds/{quarter}.json")
async def frozen(request: Request, key: Key, quarter: Key, visitor: Staff) -> Response:
    """A quarter's frozen report."""
    async with service_of(request).reading(visitor.actor) as unit:
        plan = housing_plan(unit.house, key)
        row = await rows.round_of(unit.session, plan.key, quarter_in(quarter))
    if row is None or row.report is None:
        raise Refused("The report of {quarter} is not frozen yet.", kind=NOT_FOUND, quarter=quarter[:20])
    return Response(json.dumps(row.report, ensure_ascii=False, indent=1), media_type="application/json")


@router.post("/housing/{key}/assessments")
async def assess(request: Request, key: Key, visitor: Secretariat) -> Response:
    """Keep what was made of a year."""
    form = await checked_form(request, visitor)

    async def do(unit: Unit) -> None:
        year = int(form["year"]) if form["year"].strip().isdecimal() and len(form["year"].strip()) == 4 else 0
        await rounds.assess(unit, key, year, form["body"], form["text"], form["decisions"])

    return await _once(request, key, visitor, form, do, "assessed")


async def _once(request: Request, key: str, visitor: Visitor, form: Form, do: Do, told: str) -> Response:
    async def act() -> str:
        await do(unit)
        return f"/housing/{key}/measuring?told={told}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, act), 303)
    except Refused as refused:
        return await _page(request, key, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
