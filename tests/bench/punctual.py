"""How late a due timer fires with thousands of others waiting, and how soon after a restart what fell due meanwhile begins (I2).

The timer is a real one: a seat's holder is silent and the deputy's turn comes after a minute. What is measured is the moment at
which the deputy's message reaches the provider.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic, time  # noqa: TID251 - a deadline is a moment of the wall clock, seen from outside the service
from typing import Any

from sqlalchemy import insert, update

from actioncards.loader import load
from service.store.tables import PlaceRow, TimerRow
from service.work.plans import put_in_force
from tests.bench.running import Subject, running
from tests.bench.world import PLAN, Databases, World, opened

HOLDER, DEPUTY = 1, 2
DEPUTY_S = 60.0
APART_S = 0.7
"""Seconds between the seats' deadlines, so that they come at any moment between two looks."""
BETWEEN_S = 10.0
"""Seconds between those that fall due while it runs and those that fall due while it is down: time to kill it."""
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Punctual:
    """Seconds: how late a timer's message reached the provider, and how long after readiness the first overdue one did."""

    timer_s: float
    restart_s: float
    restart_all_s: float


async def punctuality(where: Databases, engine: str, waiting: int, deadlines: int) -> Punctual:
    """The worst of `deadlines` timers that fall due while it runs, and of as many that fall due while it is down."""
    world = await where.world(engine, 2)
    await _furnish(world, waiting)
    async with running(world) as subject:
        due = await _alarms_due_at(subject, deadlines)
        await asyncio.sleep(BETWEEN_S)
        later = await _alarms_due_at(subject, deadlines)
        late = [there - wanted for there, wanted in zip(await _arrivals(subject, deadlines), sorted(due), strict=True)]
        await subject.service.kill9()
        await subject.stand_in.reset()
        await asyncio.sleep(max(0.0, max(later) - monotonic()) + 1)
        await subject.service.start()
        ready = monotonic()
        arrived = await _arrivals(subject, deadlines)
    return Punctual(max(late), max(0.0, arrived[0] - ready), max(0.0, arrived[-1] - ready))


async def _alarms_due_at(subject: Subject, deadlines: int) -> list[float]:
    due = []
    for _ in range(deadlines):
        due.append(await _alarm_due_at(subject))
        await asyncio.sleep(APART_S)
    return due


async def _alarm_due_at(subject: Subject) -> float:
    """Raise an alarm; when its seat's deputy is due, by the machine's monotonic clock."""
    await subject.trigger()
    found = await subject.eyes.ask("SELECT due_at FROM timer WHERE kind = 'seat' AND done_at IS NULL ORDER BY id DESC LIMIT 1")
    return monotonic() + _moment(found).timestamp() - time()


def _moment(found: Any) -> datetime:
    return found if isinstance(found, datetime) else datetime.fromisoformat(found).replace(tzinfo=UTC)


async def _arrivals(subject: Subject, count: int, within_s: float = DEPUTY_S + 60) -> list[float]:
    """When each message to the deputy reached the provider."""
    deadline = monotonic() + within_s
    while True:
        there = [float(m["at"]) for m in await subject.stand_in.seen() if m["to"].endswith(f"{DEPUTY:06d}")]
        if len(there) >= count:
            return sorted(there)
        if monotonic() > deadline:
            raise AssertionError(f"{len(there)} of {count} deputies told within {within_s:g} s:\n{subject.service.log()[-4000:]}")
        await asyncio.sleep(0.1)


async def _furnish(world: World, waiting: int) -> None:
    """A plan in which a deputy is told after a minute, the second person as that deputy, and timers that wait for another day."""
    plan = load(PLAN)
    policies = {"fu": replace(plan.level("red").policies["fu"], next_medium_minutes=1, deputy_minutes=1)}
    plan = replace(plan, levels=plan.levels | {"red": replace(plan.level("red"), policies=policies)})
    async with opened(world.url) as service, service.unit("bench") as unit:
        await put_in_force(unit, plan)
        place = update(PlaceRow).where(PlaceRow.person_id == DEPUTY)
        await unit.session.execute(place.values(group_key="fu", seat_key="politi", position=1))
        for first in range(0, waiting, _BATCH):
            rows = [
                {"kind": "decision", "subject_id": -1 - number, "due_at": unit.now + timedelta(days=1, seconds=number), "attempts": 0}
                for number in range(first, min(first + _BATCH, waiting))
            ]
            await unit.session.execute(insert(TimerRow), rows)
