"""How fast a long list goes out, against bare aiohttp posting the same requests; how time and memory grow with the list."""

import asyncio
import statistics
from contextlib import AsyncExitStack
from dataclasses import dataclass

from tests.bench.running import Subject, running
from tests.bench.watch import recorded
from tests.bench.world import Databases
from tests.standins.rate import aiohttp_rate, own_rate

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """One alarm from its POST to the last receipt in the database."""

    seconds: float
    processor_s: float
    memory_mb: float


async def alarm(subject: Subject) -> Run:
    """Raise one and wait for its end; every message has arrived once and has its receipt recorded, or `AssertionError`."""
    await subject.stand_in.reset()
    before, processor = subject.memory_mb(), subject.processor_s()
    most = before

    async def look() -> None:
        nonlocal most
        while True:
            most = max(most, subject.memory_mb())
            await asyncio.sleep(0.25)

    looking = asyncio.create_task(look())
    started, incident = await subject.trigger()
    ended = await subject.finished()
    looking.cancel()
    count = (await subject.stand_in.stats())["count"]
    taken = await recorded(subject.eyes, incident)
    if not count == taken == subject.world.people:
        raise AssertionError(f"{subject.world.people} to warn, {count} arrived, {taken} recorded:\n{subject.service.log()[-4000:]}")
    return Run(ended - started, subject.processor_s() - processor, max(most, subject.memory_mb()) - before)


async def fan_out(databases: Databases, engine: str, people: int, rounds: int) -> Figures:
    """The service's rate as a ratio to bare aiohttp's: each round of the service lies between two of aiohttp."""
    async with running(await databases.world(engine, people)) as subject:
        await alarm(subject)
        forms = [message["fields"] for message in await subject.stand_in.seen()]
        bare, own, ratios, runs = [await aiohttp_rate(subject.stand_in, forms)], [], [], []
        for _ in range(rounds):
            run = await alarm(subject)
            bare.append(await aiohttp_rate(subject.stand_in, forms))
            own.append(await own_rate(subject.stand_in, forms))
            runs.append(run)
            ratios.append(people / run.seconds / statistics.mean(bare[-2:]))
    return {
        "ratio": statistics.median(ratios),
        "service_per_s": statistics.median(people / run.seconds for run in runs),
        "bare_aiohttp_per_s": statistics.median(bare),
        "stand_in_per_s": statistics.median(own),
        "service_processor_us_per_message": statistics.median(run.processor_s for run in runs) / people * 1e6,
    }


async def growth(databases: Databases, engine: str, few: int, many: int) -> Figures:
    """The time of `many` as a ratio to that of `few`, taken before and after it; and how much memory `many` took."""
    async with AsyncExitStack() as stack:
        small = await stack.enter_async_context(running(await databases.world(engine, few)))
        large = await stack.enter_async_context(running(await databases.world(engine, many)))
        await alarm(small)
        await large.trigger()
        await large.cut_off()
        before = [(await alarm(small)).seconds for _ in range(2)]
        run = await alarm(large)
        after = [(await alarm(small)).seconds for _ in range(2)]
    return {"growth": run.seconds / statistics.mean(before + after), "rss_mb": run.memory_mb, "seconds": run.seconds}
