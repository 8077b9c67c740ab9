"""The users as the secretariat keeps them: role, details, and the link by which a user chooses a password."""

import secrets
from datetime import timedelta
from typing import Final

from flows.free_text import checked_text
from flows.sentences import CONFLICT, GONE, NOT_FOUND, Refused
from flows.vocabulary import Role
from service.domain.access import Change
from service.domain.language import LANGUAGES
from service.store import access as rows
from service.store import finding
from service.store.tables import PasswordLinkRow, PersonRow, UserRow
from service.work.access import ADMINISTRATOR, digest_of, keep_one, set_password
from service.work.access_log import note
from service.work.finding import wanted_by
from service.work.unit import Unit

LINK_LASTS: Final = timedelta(hours=24)


async def user_by_id(unit: Unit, user_id: int) -> UserRow:
    """The account; `Refused` (not found)."""
    row = await unit.session.get(UserRow, user_id, populate_existing=True)
    if row is None:
        raise Refused("There is no such user.", kind=NOT_FOUND)
    return row


async def set_role(unit: Unit, user_id: int, role: Role) -> None:
    """Give the account another role; its sessions end, so that no open page offers what it may no longer do. `Refused` as `keep_one`."""
    row = await user_by_id(unit, user_id)
    if row.role == role.value:
        return
    if row.role == ADMINISTRATOR.value:
        await keep_one(unit, row)
    row.role = role.value
    await rows.end_sessions_of(unit.session, row.id)
    await unit.session.flush()
    await note(unit, Change.ROLE_CHANGED, user_id=row.id, detail=role.value)


async def set_details(unit: Unit, user_id: int, *, name: str, language: str, person_id: int | None) -> None:
    """The name others see, the language of the pages, and the user's own place on the alert list, None for nowhere."""
    row = await user_by_id(unit, user_id)
    shown = checked_text(name, field="name", longest=200) or row.username
    if language not in LANGUAGES:
        raise Refused("The language must be da (Danish) or en (English).", field="language")
    if (row.name, row.language, row.person_id) == (shown, language, person_id):
        return
    row.name, row.language, row.person_id = shown, language, person_id
    await unit.session.flush()
    await note(unit, Change.USER_CHANGED, user_id=row.id)


async def person_meant(unit: Unit, text: str) -> int | None:
    """The one person of the alert list whom `text` (a number, an e-mail, a name) means, None for no text; `Refused` for none or several."""
    plain = checked_text(text, field="person", longest=200)
    if not plain:
        return None
    found: list[PersonRow] = await finding.find(unit.session, await wanted_by(unit, plain), limit=5)
    exact = [person for person in found if person.name.casefold() == plain.casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0].id
    if not found:
        raise Refused("Nobody on the alert list fits {text}. Write the mobile number.", field="person", text=plain)
    names = ", ".join(person.name for person in found)
    raise Refused("Several on the alert list fit: {names}. Write the mobile number.", field="person", kind=CONFLICT, names=names)


async def make_password_link(unit: Unit, user_id: int) -> str:
    """The token of a new link; any older one works no longer. `Refused` for a user who has no access.

    It is returned this once and stored nowhere. The old password works until another is chosen.
    """
    row = await user_by_id(unit, user_id)
    if not row.active:
        raise Refused("{name} has no access. Give it back first.", kind=CONFLICT, name=row.name)
    await rows.forget_password_links(unit.session, row.id)
    token = secrets.token_urlsafe(32)
    link = PasswordLinkRow(user_id=row.id, token_digest=digest_of(token), made_at=unit.now, expires_at=unit.now + LINK_LASTS)
    unit.session.add(link)
    await unit.session.flush()
    await note(unit, Change.PASSWORD_LINK, user_id=row.id)
    return token


async def user_of_link(unit: Unit, token: str) -> UserRow:
    """Whose password the link is for; `Refused` (gone) when it has been used, is too old or never was one."""
    found = await rows.password_link(unit.session, digest_of(token), unit.now)
    if found is None:
        raise Refused("The link has been used or is too old. Ask the secretariat for a new one.", kind=GONE)
    return found[1]


async def choose_password(unit: Unit, token: str, password: str, again: str) -> None:
    """The user of the link chooses a password; the link works no longer and the user's sessions end. `Refused` keeps the link."""
    user = await user_of_link(unit, token)
    if password != again:
        raise Refused("The two passwords are not the same. Begin again.", field="again")
    await set_password(unit, user.username, password)
