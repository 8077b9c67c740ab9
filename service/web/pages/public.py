"""What every public body's pages must have: the accessibility statement, and where a weakness is reported (RFC 9116)."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Query, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from actioncards.problems import PlanInvalid
from actioncards.website import Website, load_website
from flows.sentences import NOT_FOUND, Refused
from service.domain.language import LANGUAGES
from service.domain.local_time import local
from service.web.languages import wanted_language
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import visitor_of
from service.web.service import service_of

log = structlog.get_logger(__name__)
router = APIRouter(route_class=PageRoute)

Language = Annotated[str, Query(max_length=5)]
EXPIRES_AFTER: Final = timedelta(days=180)
"""At most a year, says the standard; a service that nobody runs any more stops promising an answer."""
OLD: Final = timedelta(days=365)


async def choose_language(request: Request, asked: str) -> None:
    """The visitor's own language, else the one asked for, else the browser's; strangers have pages too."""
    visitor = await visitor_of(request)
    if asked in LANGUAGES:
        request.state.language = asked
    elif visitor is None:
        request.state.language = wanted_language(request.headers.get("accept-language"))


@router.get("/was")
async def short_address(request: Request) -> Response:
    """The address that the law wants: it leads to the published statement, or to ours while there is none."""
    website = await _website(request)
    return RedirectResponse(website.accessibility.published or "/tilgaengelighed", 303)


@router.get("/tilgaengelighed")
async def accessibility(request: Request, language: Language = "") -> Response:
    """The accessibility statement, in the form that the law gives it."""
    await choose_language(request, language)
    website = await _website(request)
    service = service_of(request)
    today = local(service.clock.now()).date()
    return render(
        request,
        "accessibility.html",
        website=website,
        statement=website.accessibility,
        address=service.settings.public_url,
        old=today - website.accessibility.reviewed_on > OLD,
    )


@router.get("/.well-known/security.txt")
async def security(request: Request) -> Response:
    """Where a weakness is reported."""
    website, service = await _website(request), service_of(request)
    lines = [f"Contact: {contact}" for contact in website.security.contacts]
    lines.append(f"Expires: {expires(service.clock.now()).strftime('%Y-%m-%dT%H:%M:%SZ')}")
    lines.append("Preferred-Languages: da, en")
    lines.append(f"Canonical: {service.settings.public_url}/.well-known/security.txt")
    lines += [f"Policy: {website.security.policy}"] if website.security.policy else []
    return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "public, max-age=3600"})


def expires(now: datetime) -> datetime:
    """Midnight (UTC) half a year on: the same all day, and never in the past while the service runs."""
    return datetime.combine(now.astimezone(UTC).date() + EXPIRES_AFTER, time(0), UTC)


async def _website(request: Request) -> Website:
    found = await asyncio.to_thread(_read, service_of(request).settings.plan)
    if found is None:
        raise Refused("The municipality has not written this yet: the plan's folder has no website.yaml that can be read.", kind=NOT_FOUND)
    return found


@cache
def _read(folder: Path) -> Website | None:
    """Read once a process, as the plan is; a file with mistakes is logged, and `beredskab plan check` names them."""
    try:
        return load_website(folder)
    except PlanInvalid as wrong:
        log.error("website.yaml cannot be used; run `beredskab plan check`", problems=str(wrong))
        return None
