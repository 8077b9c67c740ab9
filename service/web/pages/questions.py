"""What is known and what is asked: facts with tier and ground, the duty to notify, questions and their cleared lines (C1, C3, C4)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from flows.incident import is_open
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Tier
from service.domain.language import DANISH
from service.store import alert_list
from service.store import announcements as rows
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form, whole_number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.times import typed_moment
from service.web.pages.visitors import Staff, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import announcement_view as view
from service.work import clearance, cleared_lines, known_facts, questions, representatives, underretning
from service.work.announcements import LINE
from service.work.board import board
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)


@router.get("/incidents/{incident_id}/known")
async def known(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """What is known, and the duty to notify."""
    return await _page(request, "known.html", incident_id, visitor, Form())


@router.get("/incidents/{incident_id}/questions")
async def asked(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """Questions from outside, and the lines that answer them."""
    return await _page(request, "questions.html", incident_id, visitor, Form())


@router.get("/incidents/{incident_id}/shared")
async def shared(request: Request, incident_id: Number, visitor: Staff, language: Annotated[str, Query(max_length=8)] = DANISH) -> Response:
    """What the representatives see behind their links."""
    async with service_of(request).reading(visitor.actor) as unit:
        found = await cleared_lines.staff_page(unit, incident_id, language)
    return render(request, "shared.html", page=found, situation=found.situation)


async def _fact(unit: Unit, incident_id: int, form: Form, _: Visitor) -> None:
    await known_facts.add_fact(unit, incident_id, form["label"], form["value"], form["tier"], form["ground"])


async def _underretning(unit: Unit, incident_id: int, form: Form, _: Visitor) -> None:
    if form["outcome"] not in list(underretning.Outcome):
        raise Refused("Choose what came of it.", field="outcome")
    at = typed_moment(form.get("at"), unit.now, field="at")
    await underretning.consider(
        unit, incident_id, underretning.Consideration(underretning.Outcome(form["outcome"]), form["by"], form["to"], at)
    )


async def _question(unit: Unit, incident_id: int, form: Form, _: Visitor) -> None:
    if form["source"] not in list(questions.Source):
        raise Refused("Choose who asks.", field="source")
    await questions.log_question(unit, incident_id, questions.Asked(questions.Source(form["source"]), form["text"], form["asker"]))


async def _assign(unit: Unit, incident_id: int, form: Form, _: Visitor) -> None:
    await questions.of_incident(unit, incident_id, _number(form["question"]))
    await questions.assign(unit, _number(form["question"]), _number(form["person"]))


async def _answer(unit: Unit, incident_id: int, form: Form, _: Visitor) -> None:
    await questions.of_incident(unit, incident_id, _number(form["question"]))
    await questions.answer(unit, _number(form["question"]), _number(form["line"]))


async def _line(unit: Unit, incident_id: int, form: Form, visitor: Visitor) -> None:
    typed = (name.partition("-") for name, value in form.values.items() if value.strip())
    languages = {language for what, dash, language in typed if dash and what in ("question", "answer")}
    translations = {one: (form[f"question-{one}"], form[f"answer-{one}"]) for one in sorted(languages)}
    line = cleared_lines.Line(form["line_question"], form["line_answer"], translations)
    row = await cleared_lines.write_line(unit, incident_id, line, visitor.person_id)
    await clearance.submit(unit, row.id)


async def _take_back(unit: Unit, incident_id: int, form: Form, _: Visitor) -> None:
    await representatives.take_back(unit, incident_id, _number(form["person"]))


async def _give_back(unit: Unit, incident_id: int, form: Form, _: Visitor) -> None:
    await representatives.give_back(unit, incident_id, _number(form["person"]))


Done = Callable[[Unit, int, Form, Visitor], Awaitable[None]]
ACTIONS: Final[Mapping[str, tuple[str, Done]]] = {
    "fact": ("known", _fact),
    "underretning": ("known", _underretning),
    "question": ("questions", _question),
    "assign": ("questions", _assign),
    "answer": ("questions", _answer),
    "line": ("questions", _line),
    "take_back": ("questions", _take_back),
    "give_back": ("questions", _give_back),
}


@router.post("/incidents/{incident_id}/known")
@router.post("/incidents/{incident_id}/questions")
async def act(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """Do what the pressed button says, once."""
    form = await checked_form(request, visitor)
    if form["do"] not in ACTIONS:
        raise Refused("There is no page here. Go to the first page and on from there.", kind=NOT_FOUND)
    page, do_it = ACTIONS[form["do"]]

    async def do() -> str:
        await do_it(unit, incident_id, form, visitor)
        return f"/incidents/{incident_id}/{page}?told=written_{form['do']}"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            return RedirectResponse(await once(unit, form.once, do), 303)
    except Refused as refused:
        return await _page(
            request, f"{page}.html", incident_id, visitor, form.with_fault(refused, _place(form, refused)), STATUS_OF_KIND[refused.kind]
        )


def _place(form: Form, refused: Refused) -> str | None:
    """The field of the line's form that a refusal means: `question`, or `translations.en.answer`, or all of a text."""
    if form["do"] != "line" or not refused.field:
        return refused.field
    *language, part = refused.field.removeprefix("translations.").split(".")
    if refused.field.startswith("translations."):
        return f"{part}-{language[0]}" if language else f"answer-{part}"
    return f"line_{part}" if part in ("question", "answer") else "line_answer"


async def _page(request: Request, template: str, incident_id: int, visitor: Visitor, form: Form, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        found = await board(unit, incident_id)
        facts = await rows.facts(unit.session, incident_id)
        asked = await rows.questions(unit.session, incident_id)
        takers = await alert_list.people_by_id(unit.session, {q.assigned_to for q in asked if q.assigned_to})
        _, members = await alert_list.members(unit.session, found.plan.executive_committee, None, 50)
        lines = await view.all_of(unit, incident_id, LINE) if found.plan.communication else []
        links = await representatives.representatives(unit, incident_id) if found.plan.communication else []
    return render(
        request,
        template,
        status=status,
        board=found,
        open=is_open(found.state) and found.level is not None,
        facts=facts,
        tiers=list(Tier),
        asked=asked,
        takers=takers,
        members=members,
        lines=lines,
        links=links,
        form=form,
    )


def _number(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise Refused("Choose one of the list.", field="line")
    return number
