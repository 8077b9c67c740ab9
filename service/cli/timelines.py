"""`beredskab timeline`: check an exported timeline with nothing but the file (I7)."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.speaking import say

app = typer.Typer(help="Exported timelines: check one. Needs no database and no settings.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `verify` a command of its own."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A timeline exported as JSON or CSV.", exists=True, dir_okay=False)],
    key: Annotated[str | None, typer.Option(help="The fingerprint or public key that it must be signed by.")] = None,
) -> None:
    """Check that the timeline in FILE is whole and signed; exit 1 when anything was changed, moved or taken out."""
    from service.exports.verify import verify_file

    verdict = verify_file(file.read_bytes(), pinned_key=key)
    for sentence in verdict.sentences():
        say(sentence)
    if not verdict.whole:
        raise typer.Exit(1)
