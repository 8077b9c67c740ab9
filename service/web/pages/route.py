"""The route class of every page: whatever happens, a person gets a page in their language, never a stack trace (I13)."""

from collections.abc import Callable, Coroutine
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused, Sentence
from service.web.pages.forms import Forged, Form, read_form
from service.web.pages.frame import guarded, render
from service.web.pages.guests import sign_in_form
from service.web.pages.visitors import HOME, NotSignedIn, from_this_site, safe_path, visitor_of
from service.web.problems import STATUS_OF_KIND, Problem

_NOT_FOUND: Final = Sentence("There is no page here. Go to the first page and on from there.")
_METHOD: Final = Sentence("This address cannot be used that way. Go to the first page and on from there.")


class PageRoute(APIRoute):
    """Turns refusals and accidents into pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The page's handler, with a page for everything that it raises."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await inner(request)
            except NotSignedIn:
                response = await _ask_to_sign_in(request)
            except Forged as forged:
                response = await resend_page(request, forged.form, forged.sentence, 403)
            except Refused as refused:
                response = await error_page(request, STATUS_OF_KIND[refused.kind], refused.sentence)
            except RequestValidationError:
                response = await error_page(request, 404, _NOT_FOUND)
            except HTTPException as error:
                response = await error_page(request, error.status_code, _METHOD if error.status_code == 405 else _NOT_FOUND)
            return guarded(response)

        return handle


async def error_page(request: Request, status: int, sentence: Sentence) -> Response:
    """A page that says what was wrong and what to do."""
    await visitor_of(request)
    return render(request, "error.html", status=status, code=status, sentence=sentence)


def problem_page(request: Request, problem: Problem) -> Response:
    """The page for what went wrong outside every page: an address that is none, a failure of ours."""
    page = render(request, "error.html", status=problem.status, code=problem.status, sentence=problem.detail)
    page.headers.update(problem.headers)
    return guarded(page)


async def resend_page(request: Request, form: Form, sentence: Sentence, status: int) -> Response:
    """Give back what was typed, to be sent again by the person's own hand; only what one of our own pages sent."""
    if not from_this_site(request) or form.files:
        return await error_page(request, status, sentence)
    await visitor_of(request)
    return render(request, "resend.html", status=status, target=request.url.path, kept=form.kept, sentence=sentence)


async def _ask_to_sign_in(request: Request) -> Response:
    if request.method in {"GET", "HEAD"}:
        if request.headers.get("hx-request") or "text/event-stream" in request.headers.get("accept", ""):
            return Response(status_code=401)  # a part of a page never takes the whole page away: something may be half typed
        target = safe_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
        return RedirectResponse("/sign-in" if target == HOME else f"/sign-in?{urlencode({'next': target})}", 303)
    form = await read_form(request) if from_this_site(request) else Form()
    kept = {} if form.files else form.kept
    return sign_in_form(request, status=401, next_path=safe_path(request.url.path), kept=kept, expired=True)
