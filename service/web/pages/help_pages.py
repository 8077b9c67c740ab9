"""Help, a page for each role: texts as data in both languages, open to everybody (a partner may never have signed in)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from actioncards.codec import hints_of
from actioncards.files import Files
from actioncards.model import Label
from actioncards.problems import Findings, PlanInvalid
from actioncards.reader import Reader
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Role
from service.web.pages.frame import render
from service.web.pages.public import Language, choose_language
from service.web.pages.route import PageRoute
from service.web.pages.visitors import visitor_of

router = APIRouter(route_class=PageRoute)

TEXTS: Final = Path(__file__).parent / "help"


@dataclass(frozen=True)
class Section:
    """One thing that the role does: steps in order, or a text, or both."""

    heading: Label
    steps: tuple[Label, ...] = ()
    text: Label | None = None


@dataclass(frozen=True)
class Help:
    """The help for one role."""

    title: Label
    lead: Label
    sections: tuple[Section, ...]


@cache
def help_for(role: Role) -> Help:
    """The role's help; `PlanInvalid` when its file is wrong, which a test finds before anybody else."""
    findings = Findings()
    node = Files(TEXTS, findings).node(f"{role.value}.yaml")
    if node is None:
        raise PlanInvalid(findings)
    found: Help = Reader(findings).record(node, Help, hints_of(Help), ())
    if len(findings):
        raise PlanInvalid(findings)
    return found


@router.get("/help")
async def own(request: Request) -> Response:
    """One's own role's help; a partner's for whoever is not signed in."""
    visitor = await visitor_of(request)
    return RedirectResponse(address_of(visitor.role if visitor else Role.PARTNER), 303)


@router.get("/help/{role}")
async def show(request: Request, role: str, language: Language = "") -> Response:
    """One role's help."""
    await choose_language(request, language)
    chosen = next((one for one in Role if address_of(one) == f"/help/{role}"), None)
    if chosen is None:
        raise Refused("There is no page here. Go to the first page and on from there.", kind=NOT_FOUND)
    others = [(address_of(one), help_for(one).title) for one in Role if one is not chosen]
    return render(request, "help.html", help=help_for(chosen), others=others)


def address_of(role: Role) -> str:
    """Where the role's help stands."""
    return f"/help/{role.value.replace('_', '-')}"
