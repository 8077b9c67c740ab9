"""`beredskab roster`: who is on duty, and what is wrong with the roster."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from flows.sentences import Refused, Sentence
from service.cli.running import actor, in_service
from service.cli.speaking import say

if TYPE_CHECKING:
    from contacts.roster_problems import Problem
    from service.bootstrap import Service

app = typer.Typer(help="The duty roster: who is on duty, what is wrong.", no_args_is_help=True)

MOST_WEEKS: Final = 104
Weeks = Annotated[int, typer.Option(min=1, max=MOST_WEEKS, help="How many weeks ahead.")]


@app.command()
def show(
    weeks: Weeks = 8,
    at: Annotated[str | None, typer.Option(help="Who is on duty at this moment, by the local clock: 2026-10-25T02:30.")] = None,
) -> None:
    """Who is on duty now (or at a moment), and the shifts of the coming weeks."""
    for sentence in in_service(lambda service: _shown(service, weeks, at)):
        say(sentence)


@app.command()
def check(weeks: Weeks = 8) -> None:
    """What is wrong in the coming weeks: when, who and what to do. Exit 1 when anything is."""

    async def look(service: "Service") -> "list[Problem]":
        from service.work.duty_check import found_problems

        async with service.reading(actor()) as unit:
            return await found_problems(unit, unit.now, unit.now + timedelta(weeks=weeks))

    found = in_service(look)
    for problem in found:
        say(Sentence("{what} {remedy}", what=problem.what, remedy=problem.remedy))
    if found:
        say(Sentence("{count} thing to mend.", "{count} things to mend.", count=len(found)))
        raise typer.Exit(1)
    say(Sentence("All is well."))


async def _shown(service: "Service", weeks: int, at: str | None) -> list[Sentence]:
    from contacts.roster_people import LAYERS, WHYS, name_of
    from contacts.shifts import shifts
    from service.work import duty

    async with service.reading(actor()) as unit:
        begin = _moment(at, service) if at else unit.now
        roster = await duty.roster_of(unit)
        people = await duty.roster_people(unit, roster)
        found = await duty.on_duty(unit, at=begin)
        names = [person.name for person in found.people]
        lines = [Sentence("On duty {at}: {names}", at=begin, names=names or [Sentence("nobody")])]
        if not found.by_roster:
            lines.append(Sentence("No roster rules then: the alert list's duty chief is called."))
        for layer in roster.layers():
            for s in shifts(roster, layer, begin, begin + timedelta(weeks=weeks)):
                facts = {"start": s.start, "end": s.end, "layer": LAYERS[layer], "why": WHYS[s.duty.why]}
                lines.append(Sentence("{layer}: {name}, from {start} until {end} ({why})", name=name_of(people, s.duty.person), **facts))
    return lines


def _moment(text: str, service: "Service") -> datetime:
    from flows.wall_clock import moment

    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        typed = None
    if typed is None or typed.tzinfo is not None or not 2000 <= typed.year < 2200:
        raise Refused("The time cannot be read. Write it by the local clock, such as 2026-10-25T02:30.", field="at")
    return moment(typed.date(), typed.time(), service.house.zone)
