"""The `beredskab` command: one file a group of commands."""

import typer

app = typer.Typer(name="beredskab", no_args_is_help=True, add_completion=False)
