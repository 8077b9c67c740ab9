"""`beredskab tabletop`: play a scenario in seconds, with simulated people, and see the timeline that it leaves."""

import asyncio
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from flows.sentences import NOT_FOUND, Refused, Sentence
from service.cli.speaking import language, say

if TYPE_CHECKING:
    from service.domain.exercise import Exercise
    from service.domain.language import Speaker
    from service.exports.report import TimelineReport
    from service.settings import Settings

BEGINS: Final = datetime(2027, 1, 8, 19, 30, tzinfo=UTC)
"""A Friday evening: every tabletop begins then, so that the same seed always gives the same."""
SIGNS: Final = "a tabletop is signed by nobody in earnest"
"""What a tabletop's links and its file are signed with: it proves that the file is whole, not whose it is."""


def tabletop(
    scenario: Annotated[str, typer.Argument(help="The scenario's key in the plan's folder, or a file of one.")],
    seed: Annotated[int, typer.Option(help="What the simulated people do is drawn from this: the same seed, the same timeline.")] = 1,
    json: Annotated[Path | None, typer.Option("--json", help="Write the signed timeline here, too.", dir_okay=False)] = None,
) -> None:
    """Play a scenario against a virtual clock with simulated people. Needs no database; nobody is told anything."""
    with tempfile.TemporaryDirectory(prefix="beredskab-tabletop-") as folder:
        report, found = asyncio.run(_played(Path(folder), scenario, seed))
    from service.domain.language import translations

    speaker = translations().speaker(language())
    _print(report, speaker)
    _print_measures(found, speaker)
    if json is not None:
        from service.exports.signature import signing_key
        from service.exports.timeline_json import timeline_json

        json.write_bytes(timeline_json(report, signing_key(SIGNS)))
        say(Sentence("The timeline is in {file}.", file=str(json)))


async def _played(folder: Path, name: str, seed: int) -> "tuple[TimelineReport, Exercise]":
    from random import Random

    from actioncards.loader import load
    from actioncards.scenarios import load_scenario
    from service.background.tabletop import Table, play, seeded
    from service.bootstrap import build
    from service.channels.sandbox import build as phones
    from service.clock import StandingClock
    from service.store.migrate import upgrade
    from service.work.drills import exercise_of
    from service.work.first_run import INVENTED_LIST, invent_people
    from service.work.plans import put_in_force
    from service.work.report import timeline_report

    settings = _settings(folder)
    key = await asyncio.to_thread(_laid_out, settings.plan, folder, name)
    plan = load(settings.plan)
    scenario = load_scenario(folder, key, plan)
    await upgrade(settings.database_url)
    random = Random(seed)  # noqa: S311 - a game, and it must be repeatable
    clock = StandingClock(BEGINS)
    service = build(settings, clock=clock, channels=phones(settings))
    try:
        service.house = seeded(service.house, random, folder)
        async with service.unit("system") as unit:
            await put_in_force(unit, plan)
            await invent_people(unit, settings.plan / INVENTED_LIST)
        number = await play(Table(service.store, clock, service.house, service.channels), plan, scenario, random)
        async with service.reading() as unit:
            return await timeline_report(unit, number, "tabletop"), await exercise_of(unit, number)
    finally:
        await service.close()


def _settings(folder: Path) -> "Settings":
    """Those of this installation for the plan alone: the database is thrown away, and no channel reaches anybody."""
    from pydantic import SecretStr

    from flows.vocabulary import Mode
    from service.settings import read_settings

    return read_settings(
        mode=Mode.SANDBOX,
        database_url=f"sqlite:///{folder / 'tabletop.db'}",
        secret_key=SecretStr(SIGNS),
        public_url="https://tabletop.invalid",
    )


def _laid_out(plan: Path, folder: Path, name: str) -> str:
    """Copy the scenario that is meant into `folder`; its key. `Refused` (not found) naming those there are."""
    from actioncards.scenarios import FOLDER, scenario_keys

    file = Path(name) if name.endswith(".yaml") else plan / FOLDER / f"{name}.yaml"
    if not name.endswith(".yaml") and name not in scenario_keys(plan):
        known = ", ".join(scenario_keys(plan)) or "-"
        raise Refused("There is no scenario {key}. Choose one of: {known}.", kind=NOT_FOUND, field="scenario", key=name[:80], known=known)
    (folder / FOLDER).mkdir()
    shutil.copyfile(file, folder / FOLDER / file.name)
    return file.stem


def _print(report: "TimelineReport", speaker: "Speaker") -> None:
    from service.domain.words import MODE_WARNINGS, MODES
    from service.exports.printed_rows import timeline_lines

    mode = report.incident.mode
    typer.echo(f"{speaker.say(MODES[mode])} - {speaker.say(MODE_WARNINGS[mode])}")
    for line in timeline_lines(report, speaker)[0]:
        typer.echo("  ".join(cell for cell in line.cells if cell))


def _print_measures(found: "Exercise", speaker: "Speaker") -> None:
    from service.domain.words import MEASURES, STANDINGS

    typer.echo("")
    for measure in found.drills[0].measures if found.drills else ():
        minutes = "-" if measure.seconds is None else f"{measure.seconds // 60}:{measure.seconds % 60:02}"
        kept = speaker.say(STANDINGS[measure.standing]) if measure.standing in STANDINGS else ""
        typer.echo(f"{minutes:>7}  {speaker.say(MEASURES[measure.what])}  {kept}".rstrip())
