"""Rewrite one text of the plan, seen as it would be sent while one writes; what comes of it is a draft for the parties to sign (U1, U2)."""

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from actioncards.model import Plan, Template
from actioncards.one_text import faults_of_text
from flows.free_text import checked_text
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from flows.vocabulary import Medium
from service.domain.plan_texts import Invented, Shown, facts_of, shown, size_words
from service.web.pages.forms import Fault, Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Secretariat, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.once import once
from service.work.plan_changes import LONGEST_WHY, propose
from service.work.plans import in_force
from service.work.preview import EXAMPLE_TOKEN
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

LONGEST: Final = 4000
Number = Annotated[int, Path(ge=0, le=100_000)]


@router.get("/plan/texts/{number}")
async def show(request: Request, number: Number, visitor: Secretariat) -> Response:
    """The text as it stands, ready to be rewritten."""
    return await _page(request, visitor, number, None)


@router.post("/plan/texts/{number}")
async def write(request: Request, number: Number, visitor: Secretariat) -> Response:
    """Show what was written, or make a draft of it: the plan in force with this one text rewritten."""
    form = await checked_form(request, visitor)
    if form["do"] != "propose":
        return await _page(request, visitor, number, form)

    async def save() -> str:
        _, plan = await in_force(unit.session, unit.house)
        if plan.fingerprint != form["fingerprint"]:
            raise Refused("Another version of the plan has come into force meanwhile. Look at its text first.", kind=CONFLICT)
        await propose(unit, _rewritten(plan, number, form), form["why"])
        return "/plan?told=proposed"

    async with service_of(request).reading(visitor.actor) as unit:
        faults = _faults((await in_force(unit.session, unit.house))[1], number, form)
    if faults:
        return await _page(request, visitor, number, Form(form.values, {}, faults), STATUS_OF_KIND[INVALID])
    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, save), 303)
    except Refused as refused:
        return await _page(request, visitor, number, form.with_fault(refused), STATUS_OF_KIND[refused.kind])


def _template(plan: Plan, number: int) -> Template:
    if number >= len(plan.templates):
        raise Refused("The plan has no such text.", kind=NOT_FOUND)
    return plan.templates[number]


def _written(plan: Plan, number: int, form: Form) -> Template:
    old = _template(plan, number)
    subject = form["subject"].strip() if old.medium is Medium.EMAIL else None
    return replace(old, text=form["text"].strip(), subject=subject)


def _rewritten(plan: Plan, number: int, form: Form) -> Plan:
    templates = (*plan.templates[:number], _written(plan, number, form), *plan.templates[number + 1 :])
    version = checked_text(form["version"], field="version", longest=80)
    if not version or version == plan.version:
        raise Refused("Give the new version a name of its own.", field="version")
    return replace(plan, version=version, templates=templates)


def _faults(plan: Plan, number: int, form: Form) -> tuple[Fault, ...]:
    """What is wrong with the words: first what no text may hold, then the plan's own rules for texts."""
    template = _written(plan, number, form)
    found: list[Fault] = []
    for name in ("text", "subject"):
        try:
            written = checked_text(form[name], field=name, longest=LONGEST)
        except Refused as refused:
            return (Fault(refused.field, refused.sentence),)
        if not written and getattr(template, name) is not None:
            found.append(Fault(name, Refused("Write something: an empty text cannot be sent.").sentence))
    return (*found, *(Fault(name, sentence) for name, sentence in faults_of_text(plan, template)))


def _seen(plan: Plan, number: int, form: Form, unit: Unit) -> Shown | None:
    """As it would be sent in the first incident that the plan can have; None while it cannot be filled."""
    level = _template(plan, number).level
    chosen = plan.levels.get(level) or next(iter(plan.levels.values()))
    link = f"{unit.house.public_url}/a/{EXAMPLE_TOKEN}"
    cause = next((one.key for one in chosen.causes), "")
    invented = Invented(chosen.key, next(iter(plan.areas)), cause, unit.now, link, by_sms=unit.house.can_reply)
    try:
        template = _written(plan, number, form)
        return shown(plan, number, template, invented, facts_of(plan, invented, template.kind))
    except Refused:
        return None


async def _page(request: Request, visitor: Visitor, number: int, form: Form | None, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
    template = _template(plan, number)
    if form is None:
        form = Form({"text": template.text, "subject": template.subject or "", "fingerprint": plan.fingerprint})
    elif not form.faults:
        form = Form(form.values, {}, _faults(plan, number, form))
    return render(
        request,
        "plan_text.html",
        status=status,
        plan=plan,
        addressed=template,
        number=number,
        form=form,
        one=_seen(plan, number, form, unit),
        size_words=size_words,
        longest=LONGEST_WHY,
    )
