"""Whether a limited provider gets all it allows and never more, and whether a slow one is kept busy."""

import asyncio

from tests.bench.fanout import alarm
from tests.bench.running import running
from tests.bench.world import Databases

CONCURRENCY = 50


async def pacing(databases: Databases, engine: str, rate: int, seconds: float) -> float:
    """What a provider limited to `rate` a second got, as a part of it; 0 when any second held more than it allows."""
    world = await databases.world(engine, int(rate * seconds * 1.5) + 10)
    async with running(world, rate=rate, slack_ms=0.0) as subject:
        await subject.trigger()
        await subject.first_message()
        await asyncio.sleep(seconds)
        stats = await subject.stand_in.stats()
    if stats["refused"] or stats["most_in_one_second"] > rate:
        return 0.0
    return float((stats["arrivals"] - 1) / (stats["last_at"] - stats["first_at"]) / rate)


async def provider_busy(databases: Databases, engine: str, people: int, latency_ms: float = 100) -> float:
    """How much of its allowed concurrency a provider that takes `latency_ms` is kept at, from the first message to the last."""
    world = await databases.world(engine, people)
    async with running(world, latency_ms=latency_ms, concurrency=CONCURRENCY) as subject:
        await alarm(subject)
        stats = await subject.stand_in.stats()
    return float(stats["busy_s"] / stats["span_s"] / CONCURRENCY)
