"""Propose a change of the plan: choose an archive, see what it says otherwise, make it a draft for the parties to sign (U1, U2)."""

import asyncio
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from actioncards.archive import load_archive
from actioncards.differences import Difference, differences
from actioncards.loader import load
from actioncards.model import Plan
from actioncards.problems import PlanInvalid
from flows.sentences import CONFLICT, TOO_LARGE, Refused
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.parcel import packed, sent, unpacked
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Secretariat, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.once import once
from service.work.plan_changes import LONGEST_WHY, propose
from service.work.plans import in_force

router = APIRouter(route_class=PageRoute)

MOST_BYTES: Final = 8 * 1024 * 1024
LARGEST: Final = 5 * 1024 * 1024
"""What still fits into a form on its way back."""
FOLDER: Final = "folder"


@router.get("/plan/propose")
async def choose(request: Request, _: Secretariat) -> Response:
    """Choose an archive, or the folder that the service is set to."""
    return _choose(request, Form())


@router.post("/plan/propose")
async def look(request: Request, visitor: Secretariat) -> Response:
    """What it says otherwise than the plan in force. Nothing is stored yet; an archive travels with the page."""
    form = await checked_form(request, visitor, most_bytes=MOST_BYTES)
    try:
        data = await _sent(form)
        plan = await _loaded(request, data)
    except PlanInvalid as invalid:
        return _choose(request, form, 422, invalid)
    except Refused as refused:
        return _choose(request, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return await _preview(request, visitor, form, plan, data)


@router.post("/plan/propose/draft")
async def take(request: Request, visitor: Secretariat) -> Response:
    """Make a draft of it, exactly as it was shown, or of nothing at all."""
    form = await checked_form(request, visitor, most_bytes=MOST_BYTES)
    try:
        data = None if form["data"] == FOLDER else unpacked(form["data"], LARGEST)
        plan = await _loaded(request, data)
        if plan.fingerprint != form["fingerprint"]:
            raise Refused("The plan has changed since it was shown. Look at it again.", field="file", kind=CONFLICT)
    except PlanInvalid as invalid:
        return _choose(request, form, 422, invalid)
    except Refused as refused:
        return _choose(request, form.with_fault(refused), STATUS_OF_KIND[refused.kind])

    async def save() -> str:
        await propose(unit, plan, form["why"])
        return "/plan?told=proposed"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, save), 303)
    except Refused as refused:
        return await _preview(request, visitor, form.with_fault(refused), plan, data, STATUS_OF_KIND[refused.kind])


async def _sent(form: Form) -> bytes | None:
    """The archive; None when the service's own folder was chosen."""
    if form["do"] == FOLDER:
        return None
    too_large = Refused("The file is too large for the page. Use `beredskab plan propose FOLDER`.", field="file", kind=TOO_LARGE)
    return (await sent(form, LARGEST, too_large))[1]


async def _loaded(request: Request, data: bytes | None) -> Plan:
    if data is None:
        return await asyncio.to_thread(load, service_of(request).settings.plan)
    return await asyncio.to_thread(load_archive, data)


async def _preview(request: Request, visitor: Visitor, form: Form, plan: Plan, data: bytes | None, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        _, current = await in_force(unit.session, unit.house)
    found: list[Difference] = await asyncio.to_thread(differences, current, plan)
    return render(
        request,
        "plan_proposal.html",
        status=status,
        form=form,
        plan=plan,
        current=current,
        differences=found,
        longest=LONGEST_WHY,
        packed=FOLDER if data is None else packed(data),
    )


def _choose(request: Request, form: Form, status: int = 200, invalid: PlanInvalid | None = None) -> Response:
    problems = invalid.problems if invalid else ()
    return render(request, "plan_propose.html", status=status, form=form, problems=problems)
