"""The paper for when everything is down: what it is for, the newest one, and those that are kept."""

from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from flows.sentences import NOT_FOUND, Refused
from flows.wall_clock import shows
from service.domain.language import DANISH, translations
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work import paper as work
from service.work.paper_facts import paper_facts
from service.work.paper_order import next_night

router = APIRouter(route_class=PageRoute)

NOW: Final = "now"


@router.get("/paper")
async def show(request: Request, visitor: Staff) -> Response:
    """Where to get it, and when the next one is made."""
    async with service_of(request).reading(visitor.actor) as unit:
        papers = await work.kept(unit)
        next_at = next_night(unit.now, unit.house.zone)
    return render(request, "paper.html", papers=papers, next_at=next_at, days=work.KEPT_DAYS)


@router.get("/paper/{which}.pdf")
async def download(request: Request, which: str, visitor: Staff) -> Response:
    """As it is `now`, or the one of a day; in the reader's language. Looking changes nothing (I11)."""
    speaker = translations().speaker(visitor.language)
    async with service_of(request).reading(visitor.actor) as unit:
        if which == NOW:
            day = shows(unit.now, unit.house.zone)
            found = work.Paper(await paper_facts(unit), None)
        else:
            day = _day(which)
            found = await work.kept_paper(unit, day)
    pdf = found.pdf
    if pdf is None or speaker.language != DANISH:
        pdf = await work.typeset(found.facts, speaker)
    headers = {"Content-Disposition": f'attachment; filename="{work.name_of(day)}"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("There is no page here. Go to the first page and on from there.", kind=NOT_FOUND) from error
