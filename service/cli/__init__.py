"""The `beredskab` command: one file a group of commands."""

import typer

from service.cli import (
    api_keys,
    contacts,
    doctor,
    housing,
    incidents,
    paper,
    pins,
    plans,
    rosters,
    sandbox,
    schema,
    serving,
    tabletop,
    timelines,
    users,
)

app = typer.Typer(name="beredskab", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

app.command()(sandbox.run)
app.command()(serving.serve)
app.command()(serving.worker)
app.command()(doctor.doctor)
app.command()(tabletop.tabletop)
app.command()(paper.paper)
app.add_typer(schema.app, name="migrate")
app.add_typer(plans.app, name="plan")
app.add_typer(housing.app, name="housing")
app.add_typer(contacts.app, name="contacts")
app.add_typer(incidents.app, name="incident")
app.add_typer(rosters.app, name="roster")
app.add_typer(timelines.app, name="timeline")
app.add_typer(users.app, name="user")
app.add_typer(api_keys.app, name="apikey")
app.add_typer(pins.app, name="pin")
