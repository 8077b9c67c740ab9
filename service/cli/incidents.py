"""`beredskab incident`: raise an alarm from a terminal, and see what is going on."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import Sentence
from service.cli.running import actor, in_service
from service.cli.speaking import language, said, say

if TYPE_CHECKING:
    from actioncards.model import Plan
    from service.bootstrap import Service
    from service.store.tables import IncidentRow

app = typer.Typer(help="Incidents: raise an alarm, list them.", no_args_is_help=True)


@app.command("raise")
def raise_alarm(
    area: Annotated[str, typer.Option(help="The area's key in the plan.")],
    level: Annotated[str, typer.Option(help="The level's key in the plan.")],
    cause: Annotated[str, typer.Option(help="The cause's key in the plan.")],
    what: Annotated[str, typer.Option(help="What happened, in a sentence.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before people are warned.")] = False,
) -> None:
    """Raise an alarm: warn everybody whom the plan names. A running service or worker sends the messages."""
    from service.work.incidents import Alarm

    alarm = Alarm(level=level, area=area, cause=cause, what_happened=what)

    async def do(service: "Service") -> "IncidentRow | None":
        from service.work import incidents

        if not yes:
            async with service.reading(actor()) as reader:
                await _confirm(service, reader, alarm)
        async with service.unit(actor()) as unit:
            return await incidents.raise_alarm(unit, alarm)

    incident = in_service(do)
    assert incident is not None
    say(Sentence("Incident {id} ({code}) has been raised.", id=incident.id, code=incident.code))
