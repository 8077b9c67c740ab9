"""The page behind a link to a meeting: when, where, three answers, a calendar file; nothing happens until a button is pressed (I11)."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused
from flows.vocabulary import AnswerVia, Rsvp
from service.domain.language import DANISH, LANGUAGES
from service.web.pages.forms import Form, read_form
from service.web.pages.frame import render
from service.web.pages.links import HEADERS
from service.web.pages.route import PageRoute
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.rsvps import Reply, Taken, take
from service.work.summons import Summons, calendar_file, summons

router = APIRouter(route_class=PageRoute)


@router.api_route("/m/{token}", methods=["GET", "HEAD"])
async def show(request: Request, token: str) -> Response:
    """When and where, what was answered, and three big answers."""
    async with service_of(request).reading("link") as unit:
        found = await summons(unit, token)
    return _page(request, token, found, Form())


@router.post("/m/{token}")
async def answer(request: Request, token: str) -> Response:
    """Take the answer; the newest stands."""
    form = await read_form(request)
    service = service_of(request)
    async with service.reading("link") as unit:
        found = await summons(unit, token)
    try:
        if form["rsvp"] not in list(Rsvp):
            raise Refused("Choose an answer.", field="rsvp")
        async with service.unit(f"person:{found.person_id}") as unit:
            taken = await take(unit, found.meeting_id, Reply(found.person_id, Rsvp(form["rsvp"]), AnswerVia.LINK))
    except Refused as refused:
        return _page(request, token, found, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return RedirectResponse(f"/m/{token}{'?told=late' if taken is Taken.TOO_LATE else ''}", 303, headers=HEADERS)


@router.api_route("/m/{token}/meeting.ics", methods=["GET", "HEAD"])
async def keep(request: Request, token: str) -> Response:
    """The meeting as a calendar file."""
    async with service_of(request).reading("link") as unit:
        file = await calendar_file(unit, token)
    disposition = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return Response(file, media_type="text/calendar; charset=utf-8", headers={**HEADERS, **disposition})


def _page(request: Request, token: str, found: Summons, form: Form, status: int = 200) -> Response:
    request.state.language = found.language if found.language in LANGUAGES else DANISH
    page = render(request, "summons.html", status=status, meeting=found, situation=found.situation, token=token, form=form, kinds=Rsvp)
    page.headers.update(HEADERS)
    return page
