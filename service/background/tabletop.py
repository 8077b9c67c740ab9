"""A tabletop: a scenario played against a virtual clock with simulated people, by the very engine that runs in earnest (I9, I10)."""

import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from actioncards.model import Plan
from actioncards.scenario import Begins, Scenario
from flows.sentences import Refused
from flows.vocabulary import CallOutVia
from service.background.players import Players
from service.background.stepper import Stepper
from service.channels.protocol import Channel
from service.clock import StandingClock
from service.store.engine import Store
from service.work.callouts import CallOut, call_out
from service.work.exercises import Drill
from service.work.incidents import Alarm, raise_alarm
from service.work.unit import House, Unit

MOST_STEPS: Final = 20_000
_SALT_BYTES: Final = 18


@dataclass(frozen=True)
class Table:
    """Where a tabletop is played: a throw-away database, a clock that stands, and channels that reach nobody."""

    store: Store
    clock: StandingClock
    house: House
    channels: Sequence[Channel]


def seeded(house: House, random: Random, scenarios: Path) -> House:
    """The house with everything that is drawn by lot drawn from the seed: the same seed, the same timeline."""

    def salt() -> str:
        return base64.urlsafe_b64encode(random.randbytes(_SALT_BYTES)).decode()

    return replace(house, salt=salt, random=Random(random.random()), scenarios=scenarios)  # noqa: S311 - a game, and it must be repeatable


async def play(table: Table, plan: Plan, scenario: Scenario, random: Random) -> int:
    """Play the scenario to its end; the exercise's number. Every deed is a unit of work, as in earnest."""
    stepper = Stepper(table.store, table.clock, table.house, table.channels)
    players = Players(plan, scenario, random)
    async with _unit(table, players.chief) as unit:
        players.incident_id = await _begin(unit, scenario)
    players.begin(table.clock.now())
    for _ in range(MOST_STEPS):
        await stepper.settle()
        async with _reading(table) as unit:
            await players.look(unit)
        due = players.due(table.clock.now())
        if due is not None:
            await _do(table, *due)
            continue
        moments = [m for m in (players.next_due(), await stepper.next_due()) if m is not None]
        if players.next_due() is None or not moments:
            return players.incident_id
        table.clock.move_to(min(moments))
    raise RuntimeError("the tabletop never ends")


async def _begin(unit: Unit, scenario: Scenario) -> int:
    drill = Drill(scenario.key)
    if scenario.begins is Begins.CALL_OUT:
        reporter = scenario.reported_by or ""
        wanted = CallOut(scenario.area, scenario.what_happened, reporter, CallOutVia.API, scenario.grounds or "", exercise=drill)
        return (await call_out(unit, wanted)).id
    alarm = Alarm(scenario.level, scenario.area, scenario.cause, scenario.what_happened, scenario.reported_by, exercise=drill)
    return (await raise_alarm(unit, alarm)).id


async def _do(table: Table, actor: str, deed: object) -> None:
    """One deed; what the rules refuse just now is left undone, as by somebody who is told no."""
    assert callable(deed)
    try:
        async with _unit(table, actor) as unit:
            await deed(unit)
    except Refused:
        return


@asynccontextmanager
async def _unit(table: Table, actor: str) -> AsyncIterator[Unit]:
    async with table.store.write() as session:
        yield Unit(session, table.clock.now(), actor, table.house)


@asynccontextmanager
async def _reading(table: Table) -> AsyncIterator[Unit]:
    async with table.store.read() as session:
        yield Unit(session, table.clock.now(), "reader", table.house)
