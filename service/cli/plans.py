"""`beredskab plan`: the plan as data, checked, shown and put in force."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actioncards.problems import PlanInvalid
from flows.sentences import Sentence
from service.cli.running import actor, checked_settings, in_service
from service.cli.speaking import language, say

if TYPE_CHECKING:
    from actioncards.model import Group, Level, Plan
    from service.bootstrap import Service
    from service.work.plan_changes import Change

app = typer.Typer(help="The plan: check a folder, show one, put one in force.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="The plan's folder; left out, the one of BEREDSKAB_PLAN.")]


Number = Annotated[int, typer.Argument(metavar="CHANGE", min=1, help="The change's number.")]
Day = Annotated[datetime, typer.Argument(metavar="DAY", formats=["%Y-%m-%d"], help="Such as 2026-12-24.")]


@app.command()
def check(folder: Folder = None) -> None:
    """Print everything that is wrong with the plan in FOLDER and its scenarios, with file and line; exit 1 when anything is."""
    plan = _loaded(folder)
    _check_scenarios(folder, plan)
    say(Sentence("The plan {title} (version {version}) is right.", title=_label(plan), version=plan.version))


def _check_scenarios(folder: Path | None, plan: "Plan") -> None:
    """`PlanInvalid` with everything that is wrong with the scenarios beside the plan."""
    from actioncards.scenarios import problems_of

    problems = problems_of(folder or checked_settings().plan, plan)
    if problems:
        raise PlanInvalid(problems)


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
    """Put the plan in FOLDER in force: incidents raised from now on begin with it.

    In live mode only where no plan is in force yet; a change of one begins with `beredskab plan propose`.
    """
    plan = _loaded(folder)

    async def put(service: "Service") -> None:
        from service.work.plans import put_first_in_force

        async with service.unit(actor()) as unit:
            await put_first_in_force(unit, plan)

    in_service(put)
    say(Sentence("The plan {title} (version {version}) is in force.", title=_label(plan), version=plan.version))


@app.command()
def propose(
    why: Annotated[str, typer.Option("--why", help="What is changed and why: the parties sign what they read.")], folder: Folder = None
) -> None:
    """Make the plan in FOLDER a draft: it takes effect when every signing party and the approving body have said yes."""
    plan = _loaded(folder)

    async def put(service: "Service") -> None:
        from service.work.plan_changes import propose as work

        async with service.unit(actor()) as unit:
            _show_change(await work(unit, plan, why))

    in_service(put)


@app.command()
def changes() -> None:
    """List the changes of the plan, newest first: who has signed, and what is missing."""

    async def show_all(service: "Service") -> None:
        from service.work.plan_changes import newest_changes

        async with service.reading() as unit:
            for change in await newest_changes(unit):
                _show_change(change)

    in_service(show_all)


@app.command()
def sign(change: Number, party: Annotated[str, typer.Argument(metavar="PARTY", help="The party's key.")], day: Day) -> None:
    """Record that PARTY signed the change on DAY."""

    async def work(service: "Service") -> None:
        from service.work.plan_changes import sign as enter

        async with service.unit(actor()) as unit:
            _show_change(await enter(unit, change, party, day.date()))

    in_service(work)


@app.command()
def approve(change: Number, day: Day) -> None:
    """Record that the approving body approved the change on DAY."""

    async def work(service: "Service") -> None:
        from service.work.plan_changes import enter_approval

        async with service.unit(actor()) as unit:
            _show_change(await enter_approval(unit, change, day.date()))

    in_service(work)


@app.command()
def effect(change: Number) -> None:
    """Put the change in force: incidents raised from now on begin with it."""

    async def work(service: "Service") -> None:
        from service.work.plan_changes import take_effect

        async with service.unit(actor()) as unit:
            _show_change(await take_effect(unit, change))

    in_service(work)


def _show_change(change: "Change") -> None:
    from flows.words import said

    say(Sentence("Change {number}: version {version}, {state}", number=change.id, version=change.version, state=said(change.state)))
    if change.missing:
        say(Sentence("Missing: {parties}", parties=", ".join(change.missing)))


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
