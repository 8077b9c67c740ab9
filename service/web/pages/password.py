"""A user chooses a password behind their own link, once (I11)."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused
from service.store.tables import UserRow
from service.web.pages.forms import Form, read_form
from service.web.pages.frame import render
from service.web.pages.links import HEADERS
from service.web.pages.route import PageRoute
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work.accounts import choose_password, user_of_link
from service.work.passwords import SHORTEST

router = APIRouter(route_class=PageRoute)


@router.api_route("/password/{token}", methods=["GET", "HEAD"])
async def show(request: Request, token: str) -> Response:
    """The form; looking at it uses nothing up."""
    return _page(request, token, await _user(request, token), Form())


@router.post("/password/{token}")
async def choose(request: Request, token: str) -> Response:
    """Take the password; a refused one leaves the link as it was."""
    form = await read_form(request)
    user = await _user(request, token)
    try:
        async with service_of(request).unit(f"user:{user.id}") as unit:
            await choose_password(unit, token, form["password"], form["again"])
    except Refused as refused:
        return _page(request, token, user, Form().with_fault(refused), STATUS_OF_KIND[refused.kind])
    return RedirectResponse("/sign-in?told=password", 303, headers=HEADERS)


async def _user(request: Request, token: str) -> UserRow:
    async with service_of(request).reading("link") as unit:
        return await user_of_link(unit, token)


def _page(request: Request, token: str, user: UserRow, form: Form, status: int = 200) -> Response:
    request.state.visitor, request.state.language = None, user.language
    page = render(request, "password.html", status=status, user=user, token=token, form=form, shortest=SHORTEST)
    page.headers.update(HEADERS)
    return page
