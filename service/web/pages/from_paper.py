"""Enter what was written on paper while the service was down: many lines at once, each with its true time (I13)."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import INVALID, Refused
from service.domain.local_time import local
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.times import in_order
from service.web.pages.visitors import Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.board import board
from service.work.log import Line, WrongLines, add_entries, faults_of
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

FIRST_LINES: Final = 8
MORE_LINES: Final = 8
MOST_LINES: Final = 64


@router.get("/incidents/{incident_id}/from-paper")
async def show(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """An empty sheet."""
    return await _page(request, incident_id, visitor, Form())


@router.post("/incidents/{incident_id}/from-paper")
async def write(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """Write all lines, or none and say at each what is wrong; or give more room for lines."""
    form = await checked_form(request, visitor)
    if form["do"] == "more":
        return await _page(request, incident_id, visitor, form, rows=_rows(form) + MORE_LINES)

    async def do() -> str:
        await add_entries(unit, incident_id, _lines(form, unit))
        return f"/incidents/{incident_id}/timeline?told=from_paper"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except WrongLines as wrong:
        for fault in wrong.faults:
            form = form.with_fault(fault)
        return await _page(request, incident_id, visitor, form, status=STATUS_OF_KIND[wrong.kind])
    except Refused as refused:
        return await _page(request, incident_id, visitor, form.with_fault(refused), status=STATUS_OF_KIND[refused.kind])


def _rows(form: Form) -> int:
    text = form["rows"]
    return min(MOST_LINES, max(FIRST_LINES, int(text))) if text.isascii() and text.isdigit() and len(text) < 4 else FIRST_LINES


def _lines(form: Form, unit: Unit) -> list[Line]:
    """The lines that have anything in them; `WrongLines` with all that is wrong, times and words together."""
    numbers = [n for n in range(1, _rows(form) + 1) if form.get(f"time-{n}") or form.get(f"text-{n}")]
    moments = in_order(form["day"], [form[f"time-{n}"] for n in numbers])
    unread = {n: found for n, found in zip(numbers, moments, strict=True) if isinstance(found, Refused)}
    lines = [
        Line(n, form[f"text-{n}"], unit.now if isinstance(found, Refused) else found) for n, found in zip(numbers, moments, strict=True)
    ]
    faults = [Refused(found.sentence.text, field=f"time-{n}", kind=INVALID) for n, found in unread.items()]
    if faults:
        raise WrongLines(sorted([*faults, *faults_of(lines, unit.now)], key=lambda fault: _number(fault.field)))
    return lines


def _number(field: str | None) -> int:
    return int((field or "-0").rpartition("-")[2])


async def _page(
    request: Request, incident_id: int, visitor: Visitor, form: Form, *, rows: int | None = None, status: int = 200
) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        today = local(unit.now).date().isoformat()
    shown = min(MOST_LINES, rows or _rows(form))
    day = form.get("day") or today
    return render(request, "from_paper.html", status=status, board=found, form=form, rows=shown, most=MOST_LINES, day=day, today=today)
