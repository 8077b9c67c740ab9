"""A command that was typed wrong is answered in a sentence of the reader's language, with where to look, and exit code 2."""

import pytest

from tests.cli.commands import beredskab

NOWHERE = "sqlite:///nowhere.db"


@pytest.mark.parametrize(
    ("typed", "danish", "english", "where"),
    [
        ("foo", "Der er ingen kommando 'foo'.", "There is no command 'foo'.", ""),
        ("incident alrm", "Der er ingen kommando 'alrm'.", "There is no command 'alrm'.", " incident"),
        ("incident list --levl red", "Der er intet tilvalg --levl.", "There is no option --levl.", " incident list"),
        ("plan show a b", "Der står for meget på linjen: b.", "There is too much on the line: b.", " plan show"),
        ("contacts import", "FILE mangler.", "FILE is missing.", " contacts import"),
        ("tabletop x --seed abc", "--seed skal være et helt tal.", "--seed must be a whole number.", " tabletop"),
        ("tabletop x --seed", "--seed skal have en værdi.", "--seed needs a value.", ""),
        ("incident list --limit 0", "--limit skal ligge mellem 1 og 1000.", "--limit must lie between 1 and 1000.", " incident list"),
        (
            "user add x --role boss",
            "--role skal være en af: 'duty_chief', 'partner', 'secretariat'.",
            "--role must be one of: 'duty_chief', 'partner', 'secretariat'.",
            " user add",
        ),
    ],
)
async def test_what_was_typed_wrong_is_said_in_the_asked_language(typed: str, danish: str, english: str, where: str) -> None:
    for language, sentence, see in (("da", danish, "Se"), ("en", english, "See")):
        told = await beredskab(NOWHERE, *typed.split(), BEREDSKAB_LANGUAGE=language)
        assert (told.code, told.out) == (2, "")
        assert told.err.splitlines() == [sentence, f"{see} `beredskab{where} --help`."]


@pytest.mark.parametrize("typed", [(), ("housing",)])
async def test_a_command_without_its_part_shows_its_help(typed: tuple[str, ...]) -> None:
    told = await beredskab(NOWHERE, *typed)
    assert told.code == 2
    assert "Usage: beredskab" in told.out + told.err


async def test_a_command_that_fails_keeps_its_exit_code() -> None:
    assert (await beredskab("sqlite:////nowhere/at/all.db", "doctor")).code == 1
    assert (await beredskab(NOWHERE, "plan", "check")).code == 0
