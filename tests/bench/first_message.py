"""How soon after the trigger's POST the first message reaches the provider, whatever the length of the list."""

import asyncio
import statistics

from tests.bench.running import Subject, running
from tests.bench.world import Databases

_IDLE = ("-m", "tests.bench.subject", "--looks")


async def first_message_ms(databases: Databases, engine: str, people: int, rounds: int) -> float:
    """The median over some alarms; the rest of each is cut off. One goes before: a process's first request compiles its queries."""
    async with running(await databases.world(engine, people)) as subject:
        taken = [await _one(subject) for _ in range(rounds + 1)]
    return statistics.median(taken[1:])


async def after_idle_ms(databases: Databases, engine: str, looks: int, rounds: int) -> float:
    """The same after a new process has looked at its empty tables some thousand times; no alarm goes before."""
    taken = []
    for _ in range(rounds):
        async with running(await databases.world(engine, 1_000), command=(*_IDLE, str(looks))) as subject:
            while await _looks(subject) < looks:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
            taken.append(await _one(subject))
    return statistics.median(taken)


async def _one(subject: Subject) -> float:
    await subject.stand_in.reset()
    started, _ = await subject.trigger()
    first = await subject.first_message()
    await subject.cut_off()
    return (first - started) * 1000


async def _looks(subject: Subject) -> int:
    async with subject.http.get(f"{subject.service.url}/_looks") as answer:
        return int(await answer.text())
