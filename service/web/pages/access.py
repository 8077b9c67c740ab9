"""Who may use the service: users, roles and keys, kept by the secretariat."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import Refused, Sentence
from flows.vocabulary import Role, Scope
from service.domain.access import CHANGES
from service.store import access as rows
from service.store import alert_list
from service.web.pages.board import Number
from service.web.pages.forms import Form, checked_form
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Secretariat, Visitor
from service.web.problems import STATUS_OF_KIND
from service.web.service import service_of
from service.work import access, accounts
from service.work.access_log import noted
from service.work.api_keys import add_key, revoke_key
from service.work.once import once
from service.work.unit import Unit

router = APIRouter(route_class=PageRoute)

SCOPES: Final[Mapping[Scope, Sentence]] = {
    Scope.READ: Sentence("read everything"),
    Scope.TRIGGER: Sentence("raise alarms and call out the duty chief"),
    Scope.ANSWER: Sentence("give answers"),
    Scope.CONTACTS: Sentence("keep the alert list"),
    Scope.CLEAR: Sentence("clear announcements"),
    Scope.ADMIN: Sentence("everything"),
}
_NEW_USER: Final = "user"
_NEW_KEY: Final = "key"


@router.get("/access")
async def show(request: Request, visitor: Secretariat) -> Response:
    """Every user and key, and the newest changes."""
    return await _page(request, visitor, Form())


@router.post("/access/users")
async def add_user(request: Request, visitor: Secretariat) -> Response:
    """A new user, with a link by which they choose their password; the link is shown once."""
    form = await checked_form(request, visitor)
    made: list[tuple[int, str]] = []

    async def do() -> str:
        person = await accounts.person_meant(unit, form["person"])
        user_id = await access.add_user(
            unit, form["username"], None, _role(form), name=form["name"], language=form["language"] or "da", person_id=person
        )
        made.append((user_id, await accounts.make_password_link(unit, user_id)))
        return "/access?told=user"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            path = await once(unit, form.once, do)
    except Refused as refused:
        return await _page(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind], opened=_NEW_USER)
    return await _link_page(request, visitor, *made[0]) if made else RedirectResponse(path, 303)


@router.get("/access/users/{user_id}")
async def show_user(request: Request, user_id: Number, visitor: Secretariat) -> Response:
    """One user."""
    return await _user_page(request, visitor, user_id, None)


@router.post("/access/users/{user_id}")
async def change_user(request: Request, user_id: Number, visitor: Secretariat) -> Response:
    """Other details or another role, a link to choose a password, access taken away or given back."""
    form = await checked_form(request, visitor)
    made: list[str] = []

    async def do() -> str:
        if form["do"] == "link":
            made.append(await accounts.make_password_link(unit, user_id))
        elif form["do"] in {"disable", "enable"}:
            row = await accounts.user_by_id(unit, user_id)
            await access.set_active(unit, row.username, active=form["do"] == "enable")
        else:
            await _save(unit, user_id, form)
        return "/access?told=user"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            path = await once(unit, form.once, do)
    except Refused as refused:
        return await _user_page(request, visitor, user_id, form.with_fault(refused), STATUS_OF_KIND[refused.kind])
    return await _link_page(request, visitor, user_id, made[0]) if made else RedirectResponse(path, 303)


@router.post("/access/keys")
async def add_a_key(request: Request, visitor: Secretariat) -> Response:
    """A new key, shown once."""
    form = await checked_form(request, visitor)
    made: list[str] = []

    async def do() -> str:
        scopes = [scope for scope in Scope if form[f"scope-{scope.value}"]]
        made.append(await add_key(unit, form["key-name"], scopes, organisation=form["organisation"]))
        return "/access?told=key"

    try:
        async with service_of(request).unit(visitor.actor) as unit:
            path = await once(unit, form.once, do)
    except Refused as refused:
        return await _page(request, visitor, form.with_fault(refused), STATUS_OF_KIND[refused.kind], opened=_NEW_KEY)
    return render(request, "access_key.html", name=form["key-name"].strip(), key=made[0]) if made else RedirectResponse(path, 303)


@router.post("/access/keys/revoke")
async def revoke(request: Request, visitor: Secretariat) -> Response:
    """A key works no longer from now on."""
    form = await checked_form(request, visitor)

    async def do() -> str:
        await revoke_key(unit, form["key-name"])
        return "/access?told=revoked"

    async with service_of(request).unit(visitor.actor) as unit:
        return RedirectResponse(await once(unit, form.once, do), 303)


async def _save(unit: Unit, user_id: int, form: Form) -> None:
    person = await accounts.person_meant(unit, form["person"])
    await accounts.set_details(unit, user_id, name=form["name"], language=form["language"], person_id=person)
    await accounts.set_role(unit, user_id, _role(form))


def _role(form: Form) -> Role:
    if form["role"] not in {*Role}:
        raise Refused("Choose a role.", field="role")
    return Role(form["role"])


async def _page(request: Request, visitor: Visitor, form: Form, status: int = 200, *, opened: str = "") -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        users, keys, changes = await rows.users(unit.session), await rows.keys(unit.session), await noted(unit)
        people = await alert_list.people_by_id(unit.session, {user.person_id for user in users if user.person_id})
    return render(
        request,
        "access.html",
        status=status,
        users=users,
        keys=keys,
        changes=changes,
        people=people,
        form=form,
        user_form=form if opened == _NEW_USER else Form(),
        key_form=form if opened == _NEW_KEY else Form(),
        opened=opened,
        SCOPES=SCOPES,
        CHANGES=CHANGES,
        administrator=access.ADMINISTRATOR,
    )


async def _user_page(request: Request, visitor: Visitor, user_id: int, form: Form | None, status: int = 200) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        user = await accounts.user_by_id(unit, user_id)
        person = (await alert_list.people_by_id(unit.session, [user.person_id])).get(user.person_id) if user.person_id else None
    if form is None or form["do"] in {"link", "disable", "enable"}:
        meant = (person.mobile or person.email or person.name) if person else ""
        stored = {"name": user.name, "language": user.language, "role": user.role, "person": meant}
        form = Form(stored, faults=form.faults if form else ())
    return render(request, "access_user.html", status=status, user=user, person=person, form=form, own=user.id == visitor.id)


async def _link_page(request: Request, visitor: Visitor, user_id: int, token: str) -> Response:
    async with service_of(request).reading(visitor.actor) as unit:
        user = await accounts.user_by_id(unit, user_id)
        link = f"{unit.house.public_url}/password/{token}"
    return render(request, "access_link.html", user=user, link=link, hours=int(accounts.LINK_LASTS.total_seconds() // 3600))
