"""What is known, the duty to notify, and questions with their cleared lines (C1, C3, C4)."""

from datetime import datetime
from enum import Enum
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from flows.vocabulary import Scope, Tier
from service.store import listing, timeline
from service.store.tables import IncidentFactRow, QuestionRow
from service.web.api.announcement_models import AnnouncementOut
from service.web.api.incident_models import LoggedOut
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Content, Id, Key, Moment, Number, Text, Told
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work import announcement_view as view
from service.work import cleared_lines, known_facts, questions, representatives, underretning
from service.work.incident_row import incident_of
from service.work.unit import Unit

router = APIRouter(responses=PROBLEMS)
KNOWN: list[str | Enum] = ["announcements"]
ASKED: list[str | Enum] = ["questions"]

Trigger = Annotated[Once, Depends(doing(Scope.TRIGGER))]
Reader = Depends(needs(Scope.READ))


class FactIn(Content):
    """Something known, the lowest tier that may know it, and the key of the legal ground it may be passed on by."""

    label: Annotated[Text, Field(max_length=known_facts.LONGEST_LABEL)]
    value: Annotated[Text, Field(max_length=known_facts.LONGEST_VALUE)]
    tier: Tier
    ground: Key


class FactOut(Told):
    """The same, once it is written down."""

    id: int
    label: str
    value: str
    tier: Tier
    ground: str
    entered_at: datetime


class UnderretningIn(Content):
    """That it was considered. What it says is never stored here."""

    outcome: underretning.Outcome
    by: Annotated[Text, Field(max_length=120)]
    to: Annotated[Text, Field(max_length=120)] = ""
    at: Moment | None = None


class QuestionIn(Content):
    """A question from outside."""

    source: questions.Source
    text: Annotated[Text, Field(max_length=1000)]
    asker: Annotated[Text, Field(max_length=200)] = ""
    at: Moment | None = None


class QuestionOut(Told):
    """The same, with who takes it and the line that answered it."""

    id: int
    incident_id: int
    source: questions.Source
    asker: str
    text: str
    asked_at: datetime
    assigned_to: int | None
    line_id: int | None
    answered_at: datetime | None


class AssignmentIn(Content):
    """Who takes it."""

    person_id: Number


class UsedLineIn(Content):
    """The cleared line it was answered with."""

    line_id: Number


class TranslationIn(Content):
    """A translation that a person has entered."""

    language: Key
    question: Annotated[Text, Field(max_length=cleared_lines.LONGEST_QUESTION)]
    answer: Annotated[Text, Field(max_length=cleared_lines.LONGEST_ANSWER)]


class LineIn(Content):
    """A question and its answer, to be cleared as an announcement is."""

    question: Annotated[Text, Field(max_length=cleared_lines.LONGEST_QUESTION)]
    answer: Annotated[Text, Field(max_length=cleared_lines.LONGEST_ANSWER)]
    translations: Annotated[list[TranslationIn], Field(max_length=20)] = Field(default_factory=list)
    written_by: Number

    def line(self) -> cleared_lines.Line:
        """The line as the work layer takes it."""
        return cleared_lines.Line(self.question, self.answer, {t.language: (t.question, t.answer) for t in self.translations})


class RepresentativeOut(Told):
    """One of the area's representatives, and their own link to the cleared answers (F11)."""

    person_id: int
    name: str
    address: str
    taken_back: bool


class LinkIn(Content):
    """Whether the link is to work."""

    works: bool


@router.get(
    "/incidents/{incident_id:int}/representatives", tags=ASKED, summary="The representatives and their links", dependencies=[Reader]
)
async def linked(incident_id: Id, page: Paged) -> Page[RepresentativeOut]:
    """Of the incident's area. A link opens without signing in: show it to nobody else."""
    async with service_of(page.request).reading() as unit:
        found = await representatives.representatives(unit, incident_id)
    return page.of(found, RepresentativeOut.model_validate, lambda one: one.person_id)


@router.post(
    "/incidents/{incident_id:int}/representatives/{person_id:int}/link",
    tags=ASKED,
    response_model=RepresentativeOut,
    summary="Take a link back, or let it work again",
)
async def link(incident_id: Id, person_id: Id, wanted: LinkIn, once: Trigger) -> Response:
    """It was passed on, or the phone is lost."""

    async def effect(unit: Unit) -> Answer:
        do = representatives.give_back if wanted.works else representatives.take_back
        return Answer(RepresentativeOut.model_validate(await do(unit, incident_id, person_id)))

    return await once(effect)


@router.get("/incidents/{incident_id:int}/facts", tags=KNOWN, summary="What is known, with tier and ground", dependencies=[Reader])
async def facts(incident_id: Id, page: Paged) -> Page[FactOut]:
    """Oldest first."""
    async with service_of(page.request).reading() as unit:
        await incident_of(unit, incident_id)
        found = await listing.of_incident(unit.session, IncidentFactRow, incident_id, after=page.after, limit=page.limit + 1)
    return page.page(found, FactOut.model_validate, lambda row: row.id)


@router.post("/incidents/{incident_id:int}/facts", tags=KNOWN, status_code=201, response_model=FactOut, summary="Write down a fact")
async def add_fact(incident_id: Id, fact: FactIn, once: Trigger) -> Response:
    """From now on no text to a lower tier may hold its value (C4)."""

    async def effect(unit: Unit) -> Answer:
        row = await known_facts.add_fact(unit, incident_id, fact.label, fact.value, fact.tier.value, fact.ground)
        return Answer(FactOut.model_validate(row), 201)

    return await once(effect)


@router.post(
    "/incidents/{incident_id:int}/underretning",
    tags=KNOWN,
    status_code=201,
    response_model=LoggedOut,
    summary="The duty to notify was considered",
)
async def consider(incident_id: Id, what: UnderretningIn, once: Trigger) -> Response:
    """The timeline shows that it was, by whom, and to whom one was made (C3)."""

    async def effect(unit: Unit) -> Answer:
        await underretning.consider(unit, incident_id, underretning.Consideration(what.outcome, what.by, what.to, what.at))
        head = await timeline.head(unit.session, incident_id)
        return Answer(LoggedOut(incident_id=incident_id, seq=head.seq), 201)

    return await once(effect)


@router.get("/incidents/{incident_id:int}/questions", tags=ASKED, summary="Questions from outside", dependencies=[Reader])
async def asked(incident_id: Id, page: Paged) -> Page[QuestionOut]:
    """Oldest first, so that a page misses none that is answered meanwhile; `answered_at` is null while one waits."""
    async with service_of(page.request).reading() as unit:
        await incident_of(unit, incident_id)
        found = await listing.of_incident(unit.session, QuestionRow, incident_id, after=page.after, limit=page.limit + 1)
    return page.page(found, QuestionOut.model_validate, lambda row: row.id)


@router.post("/incidents/{incident_id:int}/questions", tags=ASKED, status_code=201, response_model=QuestionOut, summary="Log a question")
async def ask(incident_id: Id, question: QuestionIn, once: Trigger) -> Response:
    """Never with a CPR number."""

    async def effect(unit: Unit) -> Answer:
        made = questions.Asked(question.source, question.text, question.asker, question.at)
        return Answer(QuestionOut.model_validate(await questions.log_question(unit, incident_id, made)), 201)

    return await once(effect)


@router.post("/questions/{question_id:int}/assignment", tags=ASKED, response_model=QuestionOut, summary="Give it to somebody")
async def assign(question_id: Id, to: AssignmentIn, once: Trigger) -> Response:
    """Of the alert list."""

    async def effect(unit: Unit) -> Answer:
        return Answer(QuestionOut.model_validate(await questions.assign(unit, question_id, to.person_id)))

    return await once(effect)


@router.post("/questions/{question_id:int}/answer", tags=ASKED, response_model=QuestionOut, summary="Answer it with a cleared line")
async def answer(question_id: Id, used: UsedLineIn, once: Trigger) -> Response:
    """No other words are taken (C1)."""

    async def effect(unit: Unit) -> Answer:
        return Answer(QuestionOut.model_validate(await questions.answer(unit, question_id, used.line_id)))

    return await once(effect)


@router.post("/incidents/{incident_id:int}/lines", tags=ASKED, status_code=201, response_model=AnnouncementOut, summary="Write a line")
async def write(incident_id: Id, line: LineIn, once: Trigger) -> Response:
    """It is submitted and cleared as an announcement is, and shown to the area's representatives while it is cleared (F11)."""

    async def effect(unit: Unit) -> Answer:
        row = await cleared_lines.write_line(unit, incident_id, line.line(), line.written_by)
        return Answer(AnnouncementOut.model_validate(await view.one(unit, row.id)), 201)

    return await once(effect)


@router.put("/lines/{line_id:int}", tags=ASKED, response_model=AnnouncementOut, summary="Write a line anew")
async def rewrite(line_id: Id, line: LineIn, once: Trigger) -> Response:
    """Its clearance is void, and it is shown no more until it is cleared again."""

    async def effect(unit: Unit) -> Answer:
        await cleared_lines.write_line(unit, 0, line.line(), line.written_by, line_id)
        return Answer(AnnouncementOut.model_validate(await view.one(unit, line_id)))

    return await once(effect)
