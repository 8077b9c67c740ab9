"""What is wrong with a command as it was typed, in the reader's language: the library says it in English alone."""

import re
import sys
from typing import Final, Protocol, cast

import typer
from typer.exceptions import TyperException

from flows.sentences import Sentence
from service.cli.speaking import complain

WRONG_COMMAND: Final = 2
_COMMAND: Final = re.compile(r"No such command '(.*)'", re.DOTALL)
_EXTRA: Final = re.compile(r"extra argument\S* \((.*)\)", re.DOTALL)
_ALLOWED: Final = re.compile(r"is not one of (.*)\.", re.DOTALL)


class _Parameter(Protocol):
    opts: list[str]
    min: float | None
    max: float | None


def run(app: typer.Typer, arguments: list[str] | None) -> None:
    """Run the command; exit 2 with one sentence, and where to look, when it was typed wrong."""
    try:
        code = app(arguments, prog_name="beredskab", standalone_mode=False)
    except TyperException as wrong:
        context = getattr(wrong, "ctx", None)
        sentence = _explained(wrong)
        if sentence is not None:
            complain(sentence)
            complain(Sentence("See `{command} --help`.", command=context.command_path if context else "beredskab"))
        sys.exit(WRONG_COMMAND)
    except typer.Abort:
        sys.exit(1)
    if isinstance(code, int) and code:
        sys.exit(code)


def _explained(wrong: TyperException) -> Sentence | None:
    """The sentence for it; None when the library has shown the command's help instead."""
    message = str(getattr(wrong, "message", ""))
    if option := getattr(wrong, "option_name", None):
        return (
            Sentence("{name} needs a value.", name=option) if "requires" in message else Sentence("There is no option {name}.", name=option)
        )
    if isinstance(wrong, typer.BadParameter) and (parameter := getattr(wrong, "param", None)) is not None:
        return _value(cast("_Parameter", parameter), message)
    if found := _COMMAND.search(message):
        return Sentence("There is no command '{name}'.", name=found[1])
    if found := _EXTRA.search(message):
        return Sentence("There is too much on the line: {words}.", words=found[1])
    return Sentence("The command cannot be read: {reason}", reason=message) if message else None


def _value(parameter: _Parameter, message: str) -> Sentence:
    """What is wrong with the value of an option or an argument; an empty message says that it is missing."""
    name = parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.opts[0].upper()
    if not message:
        return Sentence("{name} is missing.", name=name)
    if found := _ALLOWED.search(message):
        return Sentence("{name} must be one of: {allowed}.", name=name, allowed=found[1])
    if "integer" in message:
        return Sentence("{name} must be a whole number.", name=name)
    if parameter.min is not None and parameter.max is not None:
        return Sentence("{name} must lie between {least} and {most}.", name=name, least=parameter.min, most=parameter.max)
    return Sentence("{name} cannot be used as it was given: {reason}", name=name, reason=message)
