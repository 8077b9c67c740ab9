"""Sign in and out."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused, Sentence
from service.web.pages.forms import Form, checked_form, read_form
from service.web.pages.frame import render
from service.web.pages.guests import check_guest, secure, sign_in_form
from service.web.pages.retelling import retold
from service.web.pages.route import PageRoute
from service.web.pages.visitors import COOKIE, Anyone, safe_path, visitor_of
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import access

router = APIRouter(route_class=PageRoute)
_KEPT = "kept-"


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - the address's own word
    """The sign-in page; who is signed in already goes on."""
    if await visitor_of(request):
        return RedirectResponse(safe_path(next), 303)
    return sign_in_form(request, next_path=safe_path(next))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Sign in, and go on to where one was going; a form that was interrupted is given back to be sent."""
    form = await read_form(request)
    target = safe_path(form["next"])
    kept = {name.removeprefix(_KEPT): value for name, value in form.values.items() if name.startswith(_KEPT)}
    try:
        check_guest(request, form)
        service = service_of(request)
        entered = await access.sign_in(service.store, service.clock.now(), form["username"], form["password"])
    except Refused as refused:
        typed = Form({"username": form["username"]}).with_fault(refused)
        return sign_in_form(request, status=STATUS_OF_KIND[refused.kind], next_path=target, kept=kept, form=typed)
    page = await _go_on(request, entered.token, target, kept)
    page.set_cookie(
        COOKIE, entered.token, httponly=True, samesite="lax", secure=secure(request), max_age=int(access.SESSION_LASTS.total_seconds())
    )
    return page


async def _go_on(request: Request, token: str, target: str, kept: dict[str, str]) -> Response:
    if not kept:
        return RedirectResponse(target, 303)
    request.cookies[COOKIE] = token
    if hasattr(request.state, "visitor"):
        del request.state.visitor
    await visitor_of(request)
    sentence = Sentence("You are signed in again. What you had typed is here: send it now.")
    return render(request, "resend.html", target=target, kept=kept, sentence=sentence, fields=await retold(request, kept))


@router.post("/sign-out")
async def sign_out(request: Request, visitor: Anyone) -> Response:
    """End the session."""
    await checked_form(request, visitor)
    async with service_of(request).unit(visitor.actor) as unit:
        await access.sign_out(unit, request.cookies.get(COOKIE, ""))
    page = RedirectResponse("/sign-in", 303)
    page.delete_cookie(COOKIE)
    return page
