"""Situation reports over the API: made, read as a tier, approved, sent (S6, C1, C4)."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from flows.vocabulary import Scope, Tier
from service.exports.situation_pdf import situation_pdf
from service.exports.situation_text import plain_text
from service.store import listing
from service.store.tables import SituationReportRow
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Content, Id, Number, Text, Told
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.languages import speaker_of
from service.web.service import service_of
from service.work.incident_row import incident_of
from service.work.situation import approve, draft, facts_for, report_of, send
from service.work.unit import Unit

router = APIRouter(prefix="/incidents/{incident_id:int}/situation", tags=["situation"], responses=PROBLEMS)

Reader = Depends(needs(Scope.READ))
Acting = Annotated[Once, Depends(doing(Scope.TRIGGER))]
As = Annotated[Tier, Query(description="Whose version")]


class WordsIn(Content):
    """What the duty chief writes."""

    why: Annotated[Text, Field(max_length=2000)] = ""
    known: Annotated[Text, Field(max_length=2000)] = ""
    unknown: Annotated[Text, Field(max_length=2000)] = ""
    assumed: Annotated[Text, Field(max_length=2000)] = ""
    public: Annotated[Text, Field(max_length=2000, description="What may be said; the civil tier reads it")] = ""
    next_update: Annotated[Text, Field(max_length=2000)] = ""


class SendIn(Content):
    """To whom."""

    tier: Tier
    written_by: Annotated[Number | None, Field(validate_default=True, description="Who wrote it; needed for the civil tier")] = None

    @field_validator("written_by")
    @classmethod
    def _known_for_civil(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is None and info.data.get("tier") is Tier.CIVIL:
            raise PydanticCustomError("written_by", "nobody clears their own words")
        return value


class ReportOut(Told):
    """A report in short."""

    number: int
    state: str
    made_at: datetime
    made_by: str
    approved_at: datetime | None
    approved_by: str | None


class SentOut(Told):
    """Where a report went; `announcement` is what it waits for the committee's clearance as (C1)."""

    told: int
    not_reached: tuple[str, ...]
    announcement: int | None


@router.get("", summary="The incident's situation reports", dependencies=[Reader])
async def listed(incident_id: Id, page: Paged) -> Page[ReportOut]:
    """The first first."""
    async with service_of(page.request).reading() as unit:
        await incident_of(unit, incident_id)
        found = await listing.of_incident(unit.session, SituationReportRow, incident_id, after=page.after, limit=page.limit + 1)
    return page.page(found, ReportOut.model_validate, lambda row: row.id)


@router.post("", status_code=201, response_model=ReportOut, summary="Make the next situation report")
async def make(incident_id: Id, words: WordsIn, once: Acting) -> Response:
    """From the facts as they stand now; a draft until it is approved."""

    async def effect(unit: Unit) -> Answer:
        return Answer(ReportOut.model_validate(await draft(unit, incident_id, words.model_dump())), 201)

    return await once(effect)


@router.get("/{number:int}", summary="One situation report", dependencies=[Reader])
async def read(incident_id: Id, number: Id, request: Request, tier: As = Tier.TACTICAL) -> dict[str, Any]:
    """As a tier may have it: `beredskab-situation-1`, described by the JSON schema beside the exports."""
    async with service_of(request).reading() as unit:
        return await facts_for(unit, await report_of(unit, incident_id, number), tier)


_FILES = {"pdf": "application/pdf", "txt": "text/plain"}
_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {media: {"schema": {"type": "string"}} for media in _FILES.values()}}
}


@router.get("/{number:int}/file.{form}", summary="A report as a file", dependencies=[Reader], response_class=Response, responses=_CONTENT)
async def file(incident_id: Id, number: Id, form: Literal["pdf", "txt"], request: Request, tier: As = Tier.TACTICAL) -> Response:
    """PDF to print, or plain text short enough to read aloud; written outside of every transaction."""
    speaker = speaker_of(request)
    async with service_of(request).reading() as unit:
        facts = await facts_for(unit, await report_of(unit, incident_id, number), tier, speaker.language)
    content = await asyncio.to_thread(situation_pdf, facts, speaker) if form == "pdf" else plain_text(facts, speaker).encode()
    return Response(content, media_type=_FILES[form])


@router.post("/{number:int}/approval", response_model=ReportOut, summary="Approve a report")
async def approval(incident_id: Id, number: Id, once: Acting) -> Response:
    """Only the newest draft; the duty chief stands by it."""

    async def effect(unit: Unit) -> Answer:
        return Answer(ReportOut.model_validate(await approve(unit, incident_id, number)))

    return await once(effect)


@router.post("/{number:int}/sendings", status_code=201, response_model=SentOut, summary="Send a report to a tier")
async def sending(incident_id: Id, number: Id, to: SendIn, once: Acting) -> Response:
    """Approved ones only, once a tier. For the civil tier it is put to the committee, and released as an announcement is (C1)."""

    async def effect(unit: Unit) -> Answer:
        return Answer(SentOut.model_validate(await send(unit, incident_id, number, to.tier, to.written_by)), 201)

    return await once(effect)
