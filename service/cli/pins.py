"""`beredskab pin`: who may call the duty chief out by phone (F1)."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import Refused, Sentence
from service.cli.running import actor, in_service
from service.cli.speaking import said, say

if TYPE_CHECKING:
    from service.bootstrap import Service

app = typer.Typer(help="PINs for calling the duty chief out by phone: set, take away.", no_args_is_help=True)

Person = Annotated[int, typer.Argument(help="The number of the person's entry on the alert list.")]


@app.command("set")
def set_pin(person: Person) -> None:
    """Give a person a PIN and end any lock. It is asked for, or read from standard input."""
    chosen = _pin()

    async def do(service: "Service") -> None:
        from service.work import phone_pins

        async with service.unit(actor()) as unit:
            await phone_pins.set_pin(unit, person, chosen)

    in_service(do)
    say(Sentence("Person {number} has a new PIN.", number=person))


@app.command()
def remove(person: Person) -> None:
    """Take a person's PIN away."""

    async def do(service: "Service") -> None:
        from service.work import phone_pins

        async with service.unit(actor()) as unit:
            await phone_pins.remove_pin(unit, person)

    in_service(do)
    say(Sentence("Person {number} has no PIN any more.", number=person))


def _pin() -> str:
    """Never an argument: other users of the machine could read it there."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    import getpass

    chosen = getpass.getpass(said(Sentence("PIN:")) + " ")
    if getpass.getpass(said(Sentence("Once more:")) + " ") != chosen:
        raise Refused("The two PINs are not the same. Begin again.", field="pin")
    return chosen
