"""Who asks for a page: nobody, or somebody signed in with a role."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request

from flows.sentences import NOT_ALLOWED, Refused
from flows.vocabulary import Role
from service.web.languages import wanted_language
from service.web.service import service_of
from service.work import access

COOKIE: Final = "beredskab_session"
HOME: Final = "/"


class NotSignedIn(Exception):
    """The page needs somebody signed in; what was typed is kept until they are."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in. `csrf` proves that a form was made for this very session."""

    id: int
    name: str
    role: Role
    language: str
    person_id: int | None
    csrf: str

    @property
    def actor(self) -> str:
        """How the timeline names them."""
        return f"user:{self.id}"

    def may(self, *roles: Role) -> bool:
        """Whether they have one of `roles`."""
        return self.role in roles


async def visitor_of(request: Request) -> Visitor | None:
    """Who asks, None for a stranger, who reads what their browser asks for; looked up once a request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = await _look_up(request)
        asked = request.headers.get("accept-language")
        request.state.language = request.state.visitor.language if request.state.visitor else wanted_language(asked)
    found: Visitor | None = request.state.visitor
    return found


async def _look_up(request: Request) -> Visitor | None:
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    async with service_of(request).reading() as unit:
        found = await access.session_of(unit.session, token, unit.now)
    if found is None:
        return None
    return Visitor(found.user_id, found.name, found.role, found.language, found.person_id, found.csrf_token)


def needs(*roles: Role) -> Callable[[Request], Awaitable[Visitor]]:
    """A dependency: somebody signed in, with one of `roles` (any, when none is named); `NotSignedIn`, or `Refused` (not allowed)."""

    async def check(request: Request) -> Visitor:
        visitor = await visitor_of(request)
        if visitor is None:
            raise NotSignedIn
        if roles and visitor.role not in roles:
            raise Refused("Your role does not give access to this page. Ask whoever gave you your account.", kind=NOT_ALLOWED)
        return visitor

    return check


Anyone = Annotated[Visitor, Depends(needs())]
Chief = Annotated[Visitor, Depends(needs(Role.DUTY_CHIEF))]
Staff = Annotated[Visitor, Depends(needs(Role.DUTY_CHIEF, Role.SECRETARIAT))]
Secretariat = Annotated[Visitor, Depends(needs(Role.SECRETARIAT))]


def safe_path(text: str | None) -> str:
    """A path of this site, for going on to; the first page for anything that could lead elsewhere."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or len(text) > 500:
        return HOME
    if any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in text):
        return HOME
    parts = urlsplit(text)
    return HOME if parts.scheme or parts.netloc else text


def from_this_site(request: Request) -> bool:
    """Whether the browser says that one of our own pages sent this; what it does not say is not believed."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
