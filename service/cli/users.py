"""`beredskab user`: who may sign in."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import Refused, Sentence
from flows.vocabulary import Role
from service.cli.running import actor, in_service
from service.cli.speaking import said, say

if TYPE_CHECKING:
    from service.bootstrap import Service

app = typer.Typer(help="Users: add, list, disable, give a new password.", no_args_is_help=True)

Username = Annotated[str, typer.Argument(help="The name to sign in with.")]


@app.command()
def add(
    username: Username,
    role: Annotated[Role, typer.Option(help="What the user may do.")],
    name: Annotated[str, typer.Option(help="The name that others see; left out, the user name.")] = "",
    language: Annotated[str, typer.Option(help="`da` or `en`.")] = "da",
    person: Annotated[int | None, typer.Option(help="The number of the user's own entry on the alert list.")] = None,
) -> None:
    """Add a user. The password is asked for, or read from standard input."""
    password = _password()

    async def do(service: "Service") -> None:
        from service.work.access import add_user

        async with service.unit(actor()) as unit:
            await add_user(unit, username, password, role, name=name, language=language, person_id=person)

    in_service(do)
    say(Sentence("The user {username} can sign in.", username=username))


@app.command("list")
def list_users() -> None:
    """List every user."""

    async def look(service: "Service") -> list[str]:
        from service.store import access

        async with service.reading(actor()) as unit:
            rows = await access.users(unit.session)
        disabled = said(Sentence("disabled"))
        return [f"{row.username:<24} {row.role:<12} {row.name}{'' if row.active else f' ({disabled})'}" for row in rows]

    lines = in_service(look)
    say("\n".join(lines) if lines else Sentence("There are no users. Add one with `beredskab user add`."))


@app.command()
def disable(username: Username) -> None:
    """Let a user in no longer; whoever is signed in is out at once."""
    _set_active(username, active=False)
    say(Sentence("The user {username} can no longer sign in.", username=username))


@app.command()
def enable(username: Username) -> None:
    """Let a disabled user in again."""
    _set_active(username, active=True)
    say(Sentence("The user {username} can sign in.", username=username))


@app.command()
def password(username: Username) -> None:
    """Give a user another password and end any lock. It is asked for, or read from standard input."""
    chosen = _password()

    async def do(service: "Service") -> None:
        from service.work.access import set_password

        async with service.unit(actor()) as unit:
            await set_password(unit, username, chosen)

    in_service(do)
    say(Sentence("The user {username} has a new password.", username=username))


def _set_active(username: str, *, active: bool) -> None:
    async def do(service: "Service") -> None:
        from service.work.access import set_active

        async with service.unit(actor()) as unit:
            await set_active(unit, username, active=active)

    in_service(do)


def _password() -> str:
    """Never an argument: other users of the machine could read it there."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    chosen = getpass.getpass(said(Sentence("Password:")) + " ")
    if getpass.getpass(said(Sentence("Once more:")) + " ") != chosen:
        raise Refused("The two passwords are not the same. Begin again.", field="password")
    return chosen
