"""`beredskab plan`: the plan as data, checked, shown and put in force."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import Sentence
from service.cli.running import actor, checked_settings, in_service
from service.cli.speaking import language, say

if TYPE_CHECKING:
    from actioncards.model import Group, Level, Plan
    from service.bootstrap import Service

app = typer.Typer(help="The plan: check a folder, show one, put one in force.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="The plan's folder; left out, the one of BEREDSKAB_PLAN.")]


@app.command()
def check(folder: Folder = None) -> None:
    """Print everything that is wrong with the plan in FOLDER, with file and line; exit 1 when anything is."""
    plan = _loaded(folder)
    say(Sentence("The plan {title} (version {version}) is right.", title=_label(plan), version=plan.version))


@app.command()
def show(folder: Folder = None) -> None:
    """Show the plan in FOLDER: its levels, areas, and groups with their seats."""
    plan = _loaded(folder)
    say(Sentence("{title}, version {version}", title=_label(plan), version=plan.version))
    say(Sentence("Fingerprint: {fingerprint}", fingerprint=plan.fingerprint))
    say(Sentence("Areas: {areas}", areas=[area.label.text(language()) for area in plan.areas.values()]))
    for level in plan.levels.values():
        _show_level(level)
    for group in plan.groups.values():
        _show_group(plan, group)


@app.command()
def load(folder: Folder = None) -> None:
    """Put the plan in FOLDER in force: incidents raised from now on begin with it."""
    plan = _loaded(folder)

    async def put(service: "Service") -> None:
        from service.work.plans import put_in_force

        async with service.unit(actor()) as unit:
            await put_in_force(unit, plan)

    in_service(put)
    say(Sentence("The plan {title} (version {version}) is in force.", title=_label(plan), version=plan.version))


def _loaded(folder: Path | None) -> "Plan":
    from actioncards.loader import load as load_plan

    return load_plan(folder or checked_settings().plan)


def _label(plan: "Plan") -> str:
    return plan.title.text(language())


def _show_level(level: "Level") -> None:
    causes = [cause.label.text(language()) for cause in level.causes]
    say(Sentence("Level {key}: {label}", key=level.key, label=level.label.text(language())))
    say("  " + ", ".join(causes))


def _show_group(plan: "Plan", group: "Group") -> None:
    say(Sentence("Group {key}: {label} ({tier})", key=group.key, label=group.label.text(language()), tier=group.tier.value))
    for seat in group.seats:
        say(f"  {seat.key:<24} {seat.label.text(language())} / {plan.organisation(seat.organisation).label.text(language())}")
