"""Draft what is to be said outward: from the plan's texts, seen side by side before anything is stored (C1, C4, F10, F11)."""

import re
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from actioncards.sms import plain
from flows.sentences import NOT_ALLOWED, Refused
from flows.vocabulary import Role
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import announcement_view as view
from service.work import clearance
from service.work.announcements import Draft, Part, draft, edit, require_announceable
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
    values: dict[str, str] = {}
    for part in found.parts:
        values |= {f"use-{part.audience}": "yes", f"text-{part.audience}": part.text}
        values |= {f"inside-{part.audience}": part.inside, f"correction-{part.audience}": part.correction}
    return await _page(request, found.incident_id, visitor, Form(values), number=announcement_id)


@router.post("/incidents/{incident_id}/announcements/new")
async def write(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """See it side by side, keep it as a draft, or keep it and ask for its clearance."""
    return await _write(request, incident_id, visitor, None)


@router.post("/announcements/{announcement_id}/edit")
async def write_anew(request: Request, announcement_id: Number, visitor: Staff) -> Response:
    """The same with a draft that stands: every clearance of it is void then."""
    async with service_of(request).reading(visitor.actor) as unit:
        found = await view.one(unit, announcement_id)
    return await _write(request, found.incident_id, visitor, announcement_id)


async def _write(request: Request, incident_id: int, visitor: Visitor, number: int | None) -> Response:
    form = await checked_form(request, visitor)
    if form["do"] == "plain":
        plainly = {name: plain(value) if name.startswith(_TEXTS) else value for name, value in form.values.items()}
        form = Form(plainly)
    content = _draft(form)
    try:
        if form.files:
            raise Refused("An announcement has no attachments. Write what they are to know.", field="attachment")
        if form["do"] not in ("save", "submit"):
            async with service_of(request).reading(visitor.actor) as unit:
                shown = await view.preview(unit, incident_id, content)
            return await _page(request, incident_id, visitor, form, number=number, shown=shown)

        async def do() -> str:
            row = await _kept(unit, incident_id, number, content, visitor)
            if form["do"] == "submit":
                await unit.session.flush()
                await clearance.submit(unit, row)
            return f"/announcements/{row}?told={'submitted' if form['do'] == 'submit' else 'drafted'}"

        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        kept = form.with_fault(_placed(refused, content))
        return await _page(request, incident_id, visitor, kept, number=number, status=STATUS_OF_KIND[refused.kind])


async def _kept(unit: Unit, incident_id: int, number: int | None, content: Draft, visitor: Visitor) -> int:
    if visitor.may(Role.PARTNER):
        raise Refused("Your role does not give access to this page. Ask whoever gave you your account.", kind=NOT_ALLOWED)
    if number is None:
        return (await draft(unit, incident_id, content, visitor.person_id)).id
    return (await edit(unit, number, content, visitor.person_id)).id


def _draft(form: Form) -> Draft:
    audiences = [name.removeprefix("use-") for name in form.values if name.startswith("use-")]
    return Draft(tuple(Part(a, form[f"text-{a}"], form[f"correction-{a}"], form[f"inside-{a}"]) for a in audiences))


def _placed(refused: Refused, content: Draft) -> Refused:
    """The refusal at the form's own field: `parts.1.text` is `text-cks` here."""
    found = _FIELD.fullmatch(refused.field or "")
    if found:
        audience = content.parts[int(found[1])].audience
        name = "use" if found[2] == "audience" else found[2]
        refused.field = f"{name}-{audience}"
    elif refused.field == "parts":
        refused.field = "audiences"
    return refused


async def _page(
    request: Request,
    incident_id: int,
    visitor: Visitor,
    form: Form,
    *,
    number: int | None = None,
    shown: tuple[view.PartView, ...] = (),
    status: int = 200,
) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        audiences = await view.suggestions(unit, incident_id)
    return render(request, "announcement_form.html", status=status, board=found, form=form, audiences=audiences, shown=shown, number=number)
