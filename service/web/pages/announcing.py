"""Draft what is to be said outward: from the plan's texts, seen side by side before anything is stored (C1, C4, F10, F11)."""

import re
from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from actioncards.sms import plain
from flows.announcement import after
from flows.sentences import NOT_ALLOWED, Refused
from flows.vocabulary import AnnouncementTrigger, Role
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import announcement_view as view
from service.work import clearance
from service.work.announcements import SEEN, Draft, Part, draft, edit, require_announceable
from service.work.board import board
from service.work.incident_row import incident_of
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

_FIELD: Final = re.compile(r"parts\.(\d+)\.(\w+)")
_TEXTS: Final = ("text", "inside", "correction")


@router.get("/incidents/{incident_id}/announcements/new")
async def ask(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """The plan's text for each audience, to start from; refused at once in an incident in which nothing more is announced."""
    async with service_of(request).reading(visitor.actor) as unit:
        require_announceable(await incident_of(unit, incident_id))
        start: dict[str, str] = {}
        for one in await view.suggestions(unit, incident_id):
            start |= {f"text-{one.audience}": one.text, f"inside-{one.audience}": one.inside_text}
            start |= {f"correction-{one.audience}": one.correction}
    return await _page(request, incident_id, visitor, Form(start))


@router.get("/announcements/{announcement_id}/edit")
async def ask_anew(request: Request, announcement_id: Number, visitor: Staff) -> Response:
    """The draft as it stands."""
    async with service_of(request).reading(visitor.actor) as unit:
        found = await view.one(unit, announcement_id)
        require_announceable(await incident_of(unit, found.incident_id))
        after(found.state, AnnouncementTrigger.EDIT)
    values = {SEEN: found.digest}
    for part in found.parts:
        values |= {f"use-{part.audience}": "yes", f"text-{part.audience}": part.text}
        values |= {f"inside-{part.audience}": part.inside, f"correction-{part.audience}": part.correction}
    return await _page(request, found.incident_id, visitor, Form(values), standing=found)


@router.post("/incidents/{incident_id}/announcements/new")
async def write(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """See it side by side, keep it as a draft, or keep it and ask for its clearance."""
    return await _write(request, incident_id, visitor, None)


@router.post("/announcements/{announcement_id}/edit")
async def write_anew(request: Request, announcement_id: Number, visitor: Staff) -> Response:
    """The same with a draft that stands: every clearance of it is void then."""
    async with service_of(request).reading(visitor.actor) as unit:
        found = await view.one(unit, announcement_id)
    return await _write(request, found.incident_id, visitor, found)


async def _write(request: Request, incident_id: int, visitor: Visitor, standing: view.AnnouncementView | None) -> Response:
    form = await checked_form(request, visitor)
    if form["do"] == "plain":
        plainly = {name: plain(value) if name.startswith(_TEXTS) else value for name, value in form.values.items()}
        form = Form(plainly)
    content = Draft(_draft(form), standing.area if standing else None)
    try:
        if form.files:
            raise Refused("An announcement has no attachments. Write what they are to know.", field="attachment")
        if form["do"] not in ("save", "submit"):
            async with service_of(request).reading(visitor.actor) as unit:
                shown = await view.preview(unit, incident_id, content)
            return await _page(request, incident_id, visitor, form, standing=standing, shown=shown)

        async def do() -> str:
            row = await _kept(unit, incident_id, standing, content, visitor, form.get(SEEN))
            if form["do"] == "submit":
                await unit.session.flush()
                await clearance.submit(unit, row)
            return f"/announcements/{row}?told={'submitted' if form['do'] == 'submit' else 'drafted'}"

        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        kept = form.with_fault(_placed(refused, content))
        behind = standing is not None and refused.field == SEEN
        if standing is not None and behind:
            kept = replace(kept, values={**kept.values, SEEN: standing.digest})
        status = STATUS_OF_KIND[refused.kind]
        return await _page(request, incident_id, visitor, kept, standing=standing, behind=behind, status=status)


async def _kept(
    unit: Unit, incident_id: int, standing: view.AnnouncementView | None, content: Draft, visitor: Visitor, seen: str | None
) -> int:
    if visitor.may(Role.PARTNER):
        raise Refused("Your role does not give access to this page. Ask whoever gave you your account.", kind=NOT_ALLOWED)
    if standing is None:
        return (await draft(unit, incident_id, content, visitor.person_id)).id
    return (await edit(unit, standing.id, content, visitor.person_id, seen)).id


def _draft(form: Form) -> tuple[Part, ...]:
    audiences = [name.removeprefix("use-") for name in form.values if name.startswith("use-")]
    return tuple(Part(a, form[f"text-{a}"], form[f"correction-{a}"], form[f"inside-{a}"]) for a in audiences)


def _placed(refused: Refused, content: Draft) -> Refused:
    """The refusal at the form's own field: `parts.1.text` is `text-cks` here."""
    found = _FIELD.fullmatch(refused.field or "")
    if found:
        audience = content.parts[int(found[1])].audience
        name = "use" if found[2] == "audience" else found[2]
        refused.field = f"{name}-{audience}"
    elif refused.field == "parts":
        refused.field = "audiences"
    elif refused.field not in (SEEN, "attachment"):
        refused.field = None  # a variable's name: the page has no field of that name
    return refused


async def _page(
    request: Request,
    incident_id: int,
    visitor: Visitor,
    form: Form,
    *,
    standing: view.AnnouncementView | None = None,
    behind: bool = False,
    shown: tuple[view.PartView, ...] = (),
    status: int = 200,
) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        audiences = await view.suggestions(unit, incident_id, standing.area if standing else "")
    told = {"board": found, "form": form, "audiences": audiences, "shown": shown, "standing": standing, "behind": behind}
    return render(request, "announcement_form.html", status=status, **told)
