"""`beredskab incident`: raise an alarm from a terminal, see what is going on, and write a timeline out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import Refused, Sentence
from service.cli.progress import bar
from service.cli.running import actor, in_service
from service.cli.speaking import complain, language, said, say

if TYPE_CHECKING:
    from service.bootstrap import Service
    from service.domain.preview import Preview
    from service.store.tables import IncidentRow
    from service.work.erasing import Erased
    from service.work.export import File

app = typer.Typer(help="Incidents: raise an alarm, list them, export a timeline.", no_args_is_help=True)


@app.command("raise")
def raise_alarm(
    area: Annotated[str, typer.Option(help="The area's key in the plan.")],
    level: Annotated[str, typer.Option(help="The level's key in the plan.")],
    cause: Annotated[str, typer.Option(help="The cause's key in the plan.")],
    what: Annotated[str, typer.Option(help="What happened, in a sentence.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before people are warned.")] = False,
    exercise: Annotated[bool, typer.Option("--exercise", help="It did not happen: only those who take part are told.")] = False,
    scenario: Annotated[str, typer.Option(help="The scenario that the exercise plays; goes with --exercise.")] = "",
) -> None:
    """Raise an alarm: everybody whom the plan names is warned by the running service or worker."""

    if scenario and not exercise:
        raise Refused("A scenario is for an exercise. Give --exercise too.", field="scenario")

    async def do(service: "Service") -> "IncidentRow":
        from service.work import incidents
        from service.work.exercises import Drill
        from service.work.preview import preview

        drill = Drill(scenario or None) if exercise else None
        alarm = incidents.Alarm(level=level, area=area, cause=cause, what_happened=what, exercise=drill)
        if not yes:
            async with service.reading(actor()) as reader:
                shown = await preview(reader, alarm)
            _confirm(shown)
        async with service.unit(actor()) as unit:
            return await incidents.raise_alarm(unit, alarm)

    incident = in_service(do)
    if exercise:
        say(Sentence("Exercise {id} ({code}) has begun.", id=incident.id, code=incident.code))
    else:
        say(Sentence("Incident {id} ({code}) has been raised.", id=incident.id, code=incident.code))


def _confirm(shown: "Preview") -> None:
    """What will happen, then a yes or no: the words an alarm goes out with are seen before it does."""
    for text in shown.texts:
        say(f"[{text.tier.value}, {text.medium.value}] {text.body}")
    say(Sentence("People warned: {people}. Messages sent at once: {messages}.", people=shown.people, messages=shown.messages))
    typer.confirm(said(Sentence("Warn them now?")), abort=True)


@app.command("list")
def list_incidents(
    everything: Annotated[bool, typer.Option("--all", help="Those that have been called off, too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
) -> None:
    """List the incidents that run, newest first."""

    async def look(service: "Service") -> list[str]:
        from service.domain import local_time
        from service.domain.language import translations
        from service.domain.words import MODES
        from service.store import incidents
        from service.work.plans import plan_of

        async with service.reading(actor()) as unit:
            lines = []
            for row in await incidents.page(unit.session, before=None, limit=limit, only_open=not everything):
                plan = await plan_of(unit, row)
                area = plan.area(row.area).label.text(language())
                since = local_time.full(row.reported_at, translations().speaker(language()))
                lines.append(f"{row.id:>6}  {row.code}  {said(MODES[row.mode]):<9} {row.level or '-':<8} {row.state:<11} {area}, {since}")
            return lines

    lines = in_service(look)
    say("\n".join(lines) if lines else Sentence("No incident is running."))


@app.command()
def export(
    incident: Annotated[int, typer.Argument(help="The incident's number.")],
    form: Annotated[str, typer.Option("--format", help="`json`, `csv` or `pdf`.")] = "json",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write; left out, a name is made.", dir_okay=False)
    ] = None,
) -> None:
    """Write an incident's signed timeline to a file; `beredskab timeline verify` checks it."""

    async def give(service: "Service") -> "File":
        from service.domain.language import translations
        from service.work.export import written
        from service.work.report import timeline_report

        async with service.reading(actor()) as unit:
            report = await timeline_report(unit, incident, actor(), form)
        secret = service.settings.secret_key.get_secret_value()
        with bar(Sentence("Writing the timeline"), total=1) as done:
            file = await written(report, form, secret, translations().speaker(language()))
            done(1)
            return file

    file = in_service(give)
    path = output or Path(file.name)
    path.write_bytes(file.content)
    say(Sentence("The timeline is in {file}.", file=str(path)))


@app.command("erase")
def erase(
    incident: Annotated[int, typer.Argument(help="The incident's number.")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the timeline.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is erased.")] = False,
) -> None:
    """Erase for good what people wrote, their names and addresses, and photos, of an incident that has ended."""
    if not yes:
        typer.confirm(said(Sentence("Words, names and photos of incident {id} are erased for good. Erase them?", id=incident)), abort=True)

    async def do(service: "Service") -> "tuple[Erased, bool]":
        from service.work.erasing import erase

        async with service.unit(actor()) as unit:
            gone = await erase(unit, incident, reason)
        return gone, await service.store.scrub()

    gone, scrubbed = in_service(do)
    say(
        Sentence(
            "Erased. Lines of the timeline: {lines}. Photos: {photos}. The timeline can be verified as before.",
            lines=gone.lines,
            photos=gone.photos,
        )
    )
    if not scrubbed:
        complain(Sentence("The database is in use and its file may still hold what was erased. Run the command once more."))
