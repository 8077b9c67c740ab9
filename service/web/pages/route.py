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
from service.web.body_limits import limit_for
from service.web.out_of_reach import out_of_reach
from service.web.pages.downloads import begun
from service.web.pages.forms import CSRF, MOST_BYTES, Forged, Form, read_form
from service.web.pages.frame import guarded, render
from service.web.pages.guests import sign_in_form
from service.web.pages.retelling import retold, told
from service.web.pages.visitors import HOME, NotSignedIn, from_this_site, safe_path, visitor_of
from service.web.problems import STATUS_OF_KIND, Problem
from service.web.service import service_of

_NOT_FOUND: Final = Sentence("There is no page here. Go to the first page and on from there.")
SECRETS: Final = ("password", "pin")
"""Fields with one of these in their name are never given back on a page."""
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
            except Exception as error:
                response = await _kept(request, error)
            finally:
                await request.close()  # the files that came with a form
            return begun(request, guarded(response))

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
    if not from_this_site(request):
        return await error_page(request, status, sentence)
    await visitor_of(request)
    return render(
        request,
        "resend.html",
        status=status,
        target=request.url.path,
        kept=form.kept,
        sentence=sentence,
        fields=await retold(request, form.kept),
    )


async def _kept(request: Request, error: Exception) -> Response:
    """Give a form back when the database is away, with what proves whose it is; `error` itself when it is another, or nothing was typed."""
    problem = out_of_reach(request, error) if request.method == "POST" and from_this_site(request) else None
    if problem is None:
        raise error
    form = await read_form(request, most_bytes=limit_for(request.url.path), most_text=MOST_BYTES)
    if any(secret in name for name in form.values for secret in SECRETS):
        raise error
    kept = form.kept | ({CSRF: form[CSRF]} if form[CSRF] else {})
    page = render(
        request,
        "resend.html",
        status=problem.status,
        visitor=None,
        target=request.url.path,
        kept=kept,
        sentence=problem.detail,
        fields=list(told(kept, None, service_of(request).clock.now())),
    )
    page.headers.update(problem.headers)
    return page


async def _ask_to_sign_in(request: Request) -> Response:
    if request.method in {"GET", "HEAD"}:
        if request.headers.get("hx-request") or "text/event-stream" in request.headers.get("accept", ""):
            return Response(status_code=401)  # a part of a page never takes the whole page away: something may be half typed
        target = safe_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
        return RedirectResponse("/sign-in" if target == HOME else f"/sign-in?{urlencode({'next': target})}", 303)
    form = await read_form(request, most_bytes=limit_for(request.url.path), most_text=MOST_BYTES) if from_this_site(request) else Form()
    return sign_in_form(request, status=401, next_path=safe_path(request.url.path), kept=form.kept, expired=True)
