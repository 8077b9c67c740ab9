"""The `beredskab` command: one file a group of commands."""

import typer

from service.cli import sandbox, schema, serving

app = typer.Typer(name="beredskab", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

app.command()(sandbox.run)
app.command()(serving.serve)
app.command()(serving.worker)
app.add_typer(schema.app, name="migrate")
