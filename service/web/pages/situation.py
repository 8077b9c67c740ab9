"""Situation reports on a page: make one, read it as a tier, approve it, send it, download it (S6, C4)."""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Mode, Role, Tier
from service.domain.language import translations
from service.domain.situation import HELD, WORDS
from service.domain.situation_sections import sections
from service.exports.situation_pdf import chart_of, situation_pdf
from service.exports.situation_text import plain_text
from service.store import housing as rows
from service.store.announcements import of_reports
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Chief, Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.board import board
from service.work.once import once
from service.work.situation import approve, draft, facts_for, report_of, send

router = APIRouter(route_class=PageRoute)


@router.get("/incidents/{incident_id}/situation")
async def listed(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """Every report of the incident, and the form for the next."""
    return await _list(request, incident_id, visitor, Form())


async def _list(request: Request, incident_id: int, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        reports = await rows.reports(unit.session, incident_id)
        sent = await rows.sendings(unit.session, [row.id for row in reports])
        outward = await of_reports(unit.session, [row.id for row in reports])
    newest = reports[-1] if reports else None
    if newest is not None and not form.values:
        form = Form(dict(newest.words))
    tiers: dict[int, list[Tier]] = {}
    for one in sent:
        tiers.setdefault(one.report_id, []).append(Tier(one.tier))
    for announced in outward:
        if announced.released_at is not None and announced.report_id is not None:
            tiers.setdefault(announced.report_id, []).append(Tier.CIVIL)
    return render(
        request, "situation_list.html", status=status, board=found, reports=reports, tiers=tiers, form=form, shown_mode=Mode(found.mode)
    )


@router.post("/incidents/{incident_id}/situation")
async def make(request: Request, incident_id: Number, visitor: Chief) -> Response:
    """Make the next report from the facts as they stand."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        row = await draft(unit, incident_id, {key: form[key] for key in WORDS})
        return f"/incidents/{incident_id}/situation/{row.number}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _list(request, incident_id, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


TierAsked = Annotated[Tier, Query()]


@router.get("/incidents/{incident_id}/situation/{number}")
async def read(request: Request, incident_id: Number, number: Number, visitor: Staff, tier: TierAsked = Tier.TACTICAL) -> Response:
    """One report as a tier reads it."""
    return await _read(request, incident_id, number, visitor, tier, Form())


async def _read(request: Request, incident_id: int, number: int, visitor: Visitor, tier: Tier, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        row = await report_of(unit, incident_id, number)
        facts = await facts_for(unit, row, tier, visitor.language)
        sent = [one.tier for one in await rows.sendings(unit.session, [row.id])]
        outward = await of_reports(unit.session, [row.id])
    speaker = translations().speaker(visitor.language)
    chart = chart_of(facts, speaker)
    return render(
        request,
        "situation.html",
        status=status,
        incident_id=incident_id,
        row=row,
        facts=facts,
        tier=tier,
        tiers=list(Tier),
        held=HELD[tier],
        sections=sections(facts),
        chart=Markup(chart[1]) if chart else None,  # noqa: S704 - every text in it has been escaped
        sent=[*sent, *(Tier.CIVIL.value for one in outward if one.released_at)],
        outward=outward,
        form=form,
        aloud=plain_text(facts, speaker),
        may_send=visitor.may(Role.DUTY_CHIEF),
        shown_mode=Mode(facts["incident"]["mode"]),
    )


@router.get("/incidents/{incident_id}/situation/{number}/file.{form}")
async def download(
    request: Request, incident_id: Number, number: Number, form: str, visitor: Staff, tier: TierAsked = Tier.TACTICAL
) -> Response:
    """The report as PDF, JSON or plain text; gathered in a short transaction, written outside of it."""
    async with service_of(request).reading(visitor.actor) as unit:
        facts = await facts_for(unit, await report_of(unit, incident_id, number), tier, visitor.language)
    content, media = await written(facts, form, visitor.language)
    name = f"situationsrapport-{incident_id}-{number}-{tier.value}.{form}"
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


async def written(facts: dict[str, Any], form: str, language: str) -> tuple[bytes, str]:
    """The bytes and media type of a report as `pdf`, `json` or `txt`; `Refused` (not found) for another form."""
    speaker = translations().speaker(language)
    if form == "pdf":
        return await asyncio.to_thread(situation_pdf, facts, speaker), "application/pdf"
    if form == "json":
        return json.dumps(facts, ensure_ascii=False, indent=1).encode(), "application/json"
    if form == "txt":
        return plain_text(facts, speaker).encode(), "text/plain; charset=utf-8"
    raise Refused("There is no export '{form}'. Choose one of: {allowed}.", kind=NOT_FOUND, form=form[:20], allowed="pdf, json, txt")


@router.post("/incidents/{incident_id}/situation/{number}")
async def act(request: Request, incident_id: Number, number: Number, visitor: Chief) -> Response:
    """Approve the report, or send it to a tier."""
    form = await checked_form(request, visitor)
    tier = Tier(form["tier"]) if form["tier"] in set(Tier) else Tier.TACTICAL

    async def do() -> str:
        if form["do"] == "approve":
            await approve(unit, incident_id, number)
        else:
            await send(unit, incident_id, number, tier, visitor.person_id)
        sent = "situation_to_clear" if tier is Tier.CIVIL else "situation_sent"
        told = "situation_approved" if form["do"] == "approve" else sent
        return f"/incidents/{incident_id}/situation/{number}?tier={tier.value}&told={told}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _read(request, incident_id, number, visitor, tier, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
