"""The timeline: page by page in words, and whole as a file that can be verified without us (I7)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from flows.vocabulary import Scope
from service.domain.language import Speaker
from service.domain.timeline import Entry, Salted
from service.store import timeline as rows
from service.web.api.keys import Caller, needs
from service.web.api.models import PROBLEMS, Id, Told
from service.web.api.paging import Page, Paged
from service.web.languages import speaker_of
from service.web.service import service_of
from service.work.export import MEDIA_TYPES, written
from service.work.incident_row import incident_of
from service.work.lines import Telling, telling
from service.work.report import timeline_report

router = APIRouter(prefix="/incidents/{incident_id:int}", tags=["timeline"], responses=PROBLEMS)


class EntryOut(Told):
    """One entry of the chain: in words, and the facts behind them."""

    seq: int
    kind: str
    occurred_at: datetime
    entered_at: datetime = Field(description="Later than `occurred_at` for a late entry")
    actor: str
    text: str = Field(description="The entry in words, in the language of `Accept-Language`")
    who: str
    data: dict[str, Any]
    personal: dict[str, Any] = Field(description="What has not been erased, by key")
    hash: str


@router.get("/timeline", summary="The timeline, page by page", dependencies=[Depends(needs(Scope.READ))])
async def timeline(incident_id: Id, page: Paged) -> Page[EntryOut]:
    """In the order it was entered."""
    async with service_of(page.request).reading() as unit:
        await incident_of(unit, incident_id)
        found = await rows.page(unit.session, incident_id, after=page.after or 0, limit=page.limit + 1)
        tell = await telling(unit, incident_id, [entry for entry, _ in found])
    speaker = speaker_of(page.request)
    return page.page(found, lambda pair: _told(*pair, tell, speaker), lambda pair: pair[0].seq)


_CONTENT: dict[str, Any] = {
    kind.partition(";")[0]: {"schema": {"type": "object" if form == "json" else "string"}} for form, kind in MEDIA_TYPES.items()
}
_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file", "content": _CONTENT}}


@router.get("/timeline.{form}", summary="The timeline as a file", response_class=Response, responses=_FILE)
async def export(
    incident_id: Id, form: Literal["json", "csv", "pdf"], request: Request, caller: Annotated[Caller, Depends(needs(Scope.READ))]
) -> Response:
    """Signed: `beredskab timeline verify FILE` checks it without a database."""
    service = service_of(request)
    async with service.reading(caller.actor) as unit:
        report = await timeline_report(unit, incident_id, caller.holder.name, form)
    file = await written(report, form, service.settings.secret_key.get_secret_value(), speaker_of(request))
    return Response(file.content, media_type=file.media_type, headers={"content-disposition": f'attachment; filename="{file.name}"'})


def _told(entry: Entry, personal: dict[str, Salted], tell: Telling, speaker: Speaker) -> EntryOut:
    text, who = tell.entry(entry, personal)
    return EntryOut(
        seq=entry.seq,
        kind=entry.kind,
        occurred_at=entry.occurred_at,
        entered_at=entry.entered_at,
        actor=entry.actor,
        text=speaker.say(text),
        who=speaker.say(who),
        data=dict(entry.data),
        personal={key: salted.value for key, salted in personal.items()},
        hash=entry.hash,
    )
