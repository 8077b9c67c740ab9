"""The pages behind personal links: no sign-in, small, and nothing happens until a button is pressed (I11).

GET and HEAD only show, however many scanners open them. The address is the secret, so it is never passed on as a referrer; whoever
does not have it cannot send the form either.
"""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused
from flows.vocabulary import AnswerKind, AnswerVia
from service.domain.language import DANISH, LANGUAGES
from service.web.pages.answers import TOLD, answer_kind, answer_minutes
from service.web.pages.forms import Form, read_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import tasks
from service.work.answers import Reply, take
from service.work.decisions import take_up_again
from service.work.personal import Personal, personal, task_page

router = APIRouter(route_class=PageRoute)

HEADERS: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
MINUTES: Final = (5, 10, 20, 30)


@router.api_route("/a/{token}", methods=["GET", "HEAD"])
async def show(request: Request, token: str) -> Response:
    """What one was told, and three big answers."""
    async with service_of(request).reading("link") as unit:
        found = await personal(unit, token)
    return _page(request, token, found, Form())


@router.post("/a/{token}")
async def answer(request: Request, token: str) -> Response:
    """Take the answer; the newest stands."""
    form = await read_form(request)
    service = service_of(request)
    async with service.reading("link") as unit:
        found = await personal(unit, token)
    try:
        reply = Reply(found.person_id, answer_kind(form), AnswerVia.LINK, answer_minutes(form))
        async with service.unit(f"person:{found.person_id}") as unit:
            taken = await take(unit, found.situation.id, reply)
    except Refused as refused:
        return _page(request, token, found, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return RedirectResponse(f"/a/{token}?told={TOLD[taken]}", 303, headers=HEADERS)


@router.api_route("/t/{token}", methods=["GET", "HEAD"])
async def show_task(request: Request, token: str) -> Response:
    """The ready text, one button, and a way to say no."""
    async with service_of(request).reading("link") as unit:
        found = await task_page(unit, token)
    return _small(request, "task.html", task=found, situation=found.situation, token=token, form=Form())


@router.post("/t/{token}")
async def end_task(request: Request, token: str) -> Response:
    """Do the task, or decline it; a decision that was not done after all is opened again."""
    form = await read_form(request)
    service = service_of(request)
    async with service.reading("link") as unit:
        found = await task_page(unit, token)
    try:
        async with service.unit(found.place) as unit:
            if form["do"] == "undo":
                await take_up_again(unit, found.id)
            else:
                await (tasks.decline if form["do"] == "decline" else tasks.do)(unit, found.id, form["note"])
    except Refused as refused:
        async with service.reading("link") as unit:
            found = await task_page(unit, token)
        page = {"task": found, "situation": found.situation, "token": token, "form": form.with_fault(refused)}
        return _small(request, "task.html", STATUS_OF_KIND[refused.kind], **page)
    return RedirectResponse(f"/t/{token}", 303, headers=HEADERS)


def _page(request: Request, token: str, found: Personal, form: Form, status: int = 200) -> Response:
    request.state.language = found.language if found.language in LANGUAGES else DANISH
    return _small(
        request, "answer.html", status, person=found, situation=found.situation, token=token, form=form, minutes=MINUTES, kinds=AnswerKind
    )


def _small(request: Request, template: str, status: int = 200, **context: object) -> Response:
    page = render(request, template, status=status, **context)
    page.headers.update(HEADERS)
    return page
