"""The roster page: what is wrong, who is on duty, week by week, and the forms that change it (F2, P6)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from contacts.roster import Rotation
from contacts.roster_people import LAYERS, WHYS
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import HandOverState, Layer
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.roster_calendar import asked_month, calendar
from service.web.pages.roster_fields import day_of, layer_of, moment_of, number_of, numbers_of, time_of
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import duty_entering, duty_feed, duty_hand_over, duty_swaps
from service.work.duty_view import roster_view
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

PLACES: Final = 6
"""Rows for people in the rotation's form; more appear once these are used."""


@router.get("/roster")
async def show(
    request: Request, visitor: Staff, week: Annotated[str, Query(max_length=10)] = "", month: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """Eight weeks from the one asked for, or from this one, and a calendar of them or of the month asked for."""
    return await _page(request, visitor, Form(), week=week, month=asked_month(month))


async def _rotation(unit: Unit, form: Form, visitor: Visitor) -> str:  # noqa: ARG001 - one shape for every action
    rotation = Rotation(
        layer_of(form),
        numbers_of(form, "people", PLACES * 10),
        day_of(form, "first_day"),
        time_of(form, "hand_over"),
        number_of(form, "weeks") if form.get("weeks") else 1,
    )
    await duty_entering.enter_rotation(unit, rotation)
    return "rotation"


async def _override(unit: Unit, form: Form, visitor: Visitor) -> str:  # noqa: ARG001
    replaces = number_of(form, "replaces") if form.get("replaces") else None
    start, end = moment_of(form, "start", unit.now), moment_of(form, "end", unit.now)
    await duty_entering.enter_override(unit, layer_of(form), start, end, number_of(form, "person"), form["reason"], replaces=replaces)
    return "override"


async def _absence(unit: Unit, form: Form, visitor: Visitor) -> str:  # noqa: ARG001
    start, end = moment_of(form, "start", unit.now), moment_of(form, "end", unit.now)
    await duty_entering.enter_absence(unit, number_of(form, "person"), start, end)
    return "absence"


async def _swap(unit: Unit, form: Form, visitor: Visitor) -> str:  # noqa: ARG001
    await duty_swaps.propose(unit, _duty(form, "mine"), _duty(form, "theirs"), form["note"])
    return "swap"


async def _withdraw(unit: Unit, form: Form, visitor: Visitor) -> str:  # noqa: ARG001
    ways: dict[str, Callable[[Unit, int], Awaitable[object]]] = {
        "rotation": duty_entering.withdraw_rotation,
        "override": duty_entering.withdraw_override,
        "absence": duty_entering.withdraw_absence,
        "swap": duty_swaps.withdraw,
    }
    if form["what"] not in ways:
        raise Refused("Choose what is to be taken away.", field="what")
    entry = number_of(form, "entry")
    await ways[form["what"]](unit, entry)
    return "withdrawn" if form["what"] == "swap" else f"withdrawn&undo={form['what']}-{entry}"


async def _put_back(unit: Unit, form: Form, visitor: Visitor) -> str:  # noqa: ARG001
    ways: dict[str, Callable[[Unit, int], Awaitable[object]]] = {
        "rotation": duty_entering.put_back_rotation,
        "override": duty_entering.put_back_override,
        "absence": duty_entering.put_back_absence,
    }
    if form["what"] not in ways:
        raise Refused("Choose what is to be put back.", field="what")
    await ways[form["what"]](unit, number_of(form, "entry"))
    return "undone"


async def _take_over(unit: Unit, form: Form, visitor: Visitor) -> str:
    await duty_hand_over.accept(unit, number_of(form, "entry"), visitor.person_id or 0)
    return "taken"


async def _confirm(unit: Unit, form: Form, visitor: Visitor) -> str:
    await duty_entering.confirm_holiday(unit, day_of(form, "day"), visitor.person_id or 0)
    return "confirmed"


async def _new_feed(unit: Unit, form: Form, visitor: Visitor) -> str:  # noqa: ARG001
    await duty_feed.new_link(unit, visitor.person_id or 0)
    return "feed"


ACTIONS: Final[Mapping[str, Callable[[Unit, Form, Visitor], Awaitable[str]]]] = {
    "rotation": _rotation,
    "override": _override,
    "absence": _absence,
    "swap": _swap,
    "withdraw": _withdraw,
    "put-back": _put_back,
    "take-over": _take_over,
    "confirm": _confirm,
    "feed": _new_feed,
}


@router.post("/roster/{action}")
async def act(request: Request, action: str, visitor: Staff) -> Response:
    """Change the roster; a refusal gives the form back with everything in it."""
    form = await checked_form(request, visitor)
    if action not in ACTIONS:
        raise Refused("There is no page here. Go to the first page and on from there.", kind=NOT_FOUND)

    async def do() -> str:
        return f"/roster?told={await ACTIONS[action](unit, form, visitor)}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _page(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind], open_form=action)


def _duty(form: Form, name: str) -> tuple[Layer, datetime]:
    """A duty as its option says it: `chief@2026-11-30T07:00:00+00:00`."""
    layer, _, start = form[name].partition("@")
    try:
        at = datetime.fromisoformat(start)
        if at.tzinfo is None or not 2000 <= at.year <= 2100:
            raise ValueError(start)
        return Layer(layer), at
    except ValueError:
        raise Refused("Choose a duty.", field=name) from None


async def _page(
    request: Request, visitor: Visitor, form: Form, status: int = 200, *, week: str = "", month: date | None = None, open_form: str = ""
) -> Response:
    try:
        first = date.fromisoformat(week) if week else None
    except ValueError:
        first = None
    if first is not None and not 2000 <= first.year <= 2100:
        first = None
    async with service_of(request).reading(visitor.actor) as unit:
        view = await roster_view(unit, visitor.person_id, month or first)
        shown = calendar(view.weeks, month, unit.now)
    return render(
        request,
        "roster.html",
        status=status,
        view=view,
        calendar=shown,
        form=form,
        open_form=open_form,
        empty=Form(),
        LAYERS=LAYERS,
        WHYS=WHYS,
        places=range(max(PLACES, len([name for name in form.values if name.startswith("people-")]) + 2)),
        waiting=(HandOverState.SENT, HandOverState.REMINDED, HandOverState.ESCALATED),
    )
