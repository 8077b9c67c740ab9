"""`beredskab apikey`: which systems may use the API."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import Sentence
from flows.vocabulary import Scope
from service.cli.running import actor, in_service
from service.cli.speaking import complain, said, say

if TYPE_CHECKING:
    from service.bootstrap import Service

app = typer.Typer(help="API keys: add, list, revoke.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Which system has the key.")]


@app.command()
def add(
    name: Name,
    scope: Annotated[list[Scope], typer.Option(help="What the key may do; say it again for each.")],
    organisation: Annotated[str, typer.Option(help="The organisation it speaks for.")] = "",
) -> None:
    """Add a key and print it, this once, on standard output."""

    async def do(service: "Service") -> str:
        from service.work.api_keys import add_key

        async with service.unit(actor()) as unit:
            return await add_key(unit, name, scope, organisation=organisation)

    key = in_service(do)
    complain(Sentence("Keep the key now: it is not stored and cannot be shown again."))
    say(key)


@app.command("list")
def list_keys() -> None:
    """List every key by name, with its scopes."""

    async def look(service: "Service") -> list[str]:
        from service.store import access

        async with service.reading(actor()) as unit:
            rows = await access.keys(unit.session)
        revoked = said(Sentence("revoked"))
        return [f"{row.name:<24} {', '.join(row.scopes)}{f' ({revoked})' if row.revoked_at else ''}" for row in rows]

    lines = in_service(look)
    say("\n".join(lines) if lines else Sentence("There are no API keys. Add one with `beredskab apikey add`."))


@app.command()
def revoke(name: Name) -> None:
    """Take a key back; it works no longer from now on."""

    async def do(service: "Service") -> None:
        from service.work.api_keys import revoke_key

        async with service.unit(actor()) as unit:
            await revoke_key(unit, name)

    in_service(do)
    say(Sentence("The key {name} has been revoked.", name=name))
