"""`beredskab housing`: the housing plans as data, checked and shown (S1-S3, S5)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import NOT_FOUND, Refused, Sentence
from service.cli.running import actor, checked_settings, in_service
from service.cli.speaking import complain, language, said, say

if TYPE_CHECKING:
    from actioncards.housing.model import HousingPlan, Indicator
    from service.bootstrap import Service
    from service.work.measure_import import Preview

app = typer.Typer(help="The housing plans: check them, show one, import figures.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option(help="The folder with the plans; left out, the one of BEREDSKAB_HOUSING.")]


@app.command()
def check(
    folder: Folder = None,
    source: Annotated[
        Path | None,
        typer.Option(help="The text a plan was taken from: each number must stand on its line.", exists=True, dir_okay=False),
    ] = None,
) -> None:
    """Print what is wrong with the plans, with file and line (exit 1), and where their sources contradict themselves."""
    from actioncards.housing.contradictions import conflicts

    plans = _loaded(folder)
    for plan in plans.values():
        say(Sentence("{title}: the data is right.", title=plan.title))
        found = conflicts(plan)
        if found:
            say(
                Sentence(
                    "The source contradicts itself in {count} place; both are kept:",
                    "The source contradicts itself in {count} places; both are kept:",
                    count=len(found),
                )
            )
        for conflict in found:
            say(f"  {said(conflict.sentence)}")
    if source is not None:
        _prove(plans, source)


@app.command()
def show(
    key: Annotated[str | None, typer.Argument(help="The plan's key; left out, all plans are listed.")] = None, folder: Folder = None
) -> None:
    """List the plans, or show one: its areas, indicators and activities, and what its source does not give."""
    plans = _loaded(folder)
    if key is None:
        for plan in plans.values():
            say(Sentence("{key}: {title}, {period}", key=plan.key, title=plan.title, period=_period(plan)))
        return
    if key not in plans:
        raise Refused("There is no housing plan {key}. Choose one of: {known}.", kind=NOT_FOUND, key=key, known=list(plans))
    _show(plans[key])


@app.command("import")
def import_file(
    plan: Annotated[str, typer.Argument(help="The plan's key.")],
    file: Annotated[Path, typer.Argument(help="A CSV or Excel file; docs/housing-plans.md describes it.", exists=True, dir_okay=False)],
    deliveries: Annotated[bool, typer.Option(help="The file holds deliveries of activities, not indicators.")] = False,
    corrects: Annotated[bool, typer.Option(help="Figures that stand are replaced; the old ones are kept.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what is wrong in it.")] = False,
) -> None:
    """Store the figures in FILE, all of them or none."""

    async def store(service: "Service") -> "tuple[Preview, int]":
        from service.work.measure_import import look, take

        async with service.unit(actor()) as unit:
            preview = look(unit, plan, file.read_bytes(), file.name, deliveries=deliveries, corrects=corrects)
            stored = 0 if dry_run or preview.faults else await take(unit, preview)
            return preview, stored

    preview, stored = in_service(store)
    for fault in preview.faults:
        complain(Sentence("Line {line}: {what}", line=fault.line, what=fault.sentence))
    sums = Sentence("Right lines: {good}. Wrong lines: {bad}. Figures stored: {stored}.")
    say(Sentence(sums.text, good=len(preview.good), bad=len(preview.faults), stored=stored))
    if preview.faults:
        raise typer.Exit(1)


def _loaded(folder: Path | None) -> "dict[str, HousingPlan]":
    from actioncards.housing.loader import load_all

    return {key: loaded.plan for key, loaded in load_all((folder or checked_settings().housing).resolve()).items()}


def _prove(plans: "dict[str, HousingPlan]", source: Path) -> None:
    import hashlib

    from actioncards.housing.proof import numbers, unproven

    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    plan = next((one for one in plans.values() if one.source.sha256 == digest), None)
    if plan is None:
        raise Refused("The file {file} is not the text that any of the plans was taken from.", file=str(source))
    missing = unproven(plan, source)
    for sentence in missing:
        complain(sentence)
    count = sum(1 for _ in numbers(plan))
    say(
        Sentence(
            "{title}: {found} of {count} number stands on its line.",
            "{title}: {found} of {count} numbers stand on their line.",
            title=plan.title,
            found=count - len(missing),
            count=count,
        )
    )
    if missing:
        raise typer.Exit(1)


def _show(plan: "HousingPlan") -> None:
    from actioncards.housing.counting import counts

    say(Sentence("{key}: {title}, {period}", key=plan.key, title=plan.title, period=_period(plan)))
    for name, number in counts(plan).items():
        say(f"  {number:>4}  {name}")
    say(Sentence("Areas: {areas}", areas=[area.label for area in plan.areas.values()]))
    for indicator in plan.indicators.values():
        _show_indicator(plan, indicator)
    for activity in plan.activities.values():
        say(Sentence("Activity {key}: {label}", key=activity.key, label=activity.label))
    for silence in plan.silences:
        say(Sentence("Not given: {about} ({why}), {place}", about=silence.about, why=silence.why, place=plan.source.place(silence.line)))


def _show_indicator(plan: "HousingPlan", indicator: "Indicator") -> None:
    from actioncards.housing.contradictions import danish

    say(Sentence("Indicator {key}: {label}", key=indicator.key, label=indicator.label))
    for figure in indicator.figures():
        value = said(Sentence("not given")) if figure.value is None else danish(figure.value)
        when = ", ".join(filter(None, (figure.year, figure.split)))
        of = figure.subject
        subject = plan.comparisons[of].text(language()) if of in plan.comparisons else plan.areas[of].label
        say(f"  {subject}: {value}{f' ({when})' if when else ''}, {plan.source.place(figure.line)}")


def _period(plan: "HousingPlan") -> Sentence:
    if plan.starts is None or plan.ends is None:
        return Sentence("period not given")
    return Sentence("{starts} to {ends}", starts=plan.starts, ends=plan.ends)
