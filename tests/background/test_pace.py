"""A provider's limit is kept in every second, and what it allows is used."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.background.pace import AHEAD, Pace
from tests.background.virtual import VirtualTime, in_virtual_time

Road = tuple[float, float]
"""Seconds that a message is on its way, and its answer back."""


@dataclass
class Seen:
    """What left us and what the provider saw: moments in seconds, and the most that were under way at a time."""

    departed: list[float] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    under_way: int = 0
    most: int = 0


def send(
    count: int,
    rate: float | None,
    *,
    concurrency: int = 50,
    roads: Sequence[Road] = ((0.001, 0.001),),
    database: Sequence[float] = (0.005,),
    before: Callable[[Pace], None] = lambda _: None,
) -> Seen:
    """Send `count` messages as the sender does: permits, then some time in the database, then one by one on their roads."""

    async def story(time: VirtualTime) -> Seen:
        seen, pace = Seen(), Pace(rate, concurrency, time.now)
        before(pace)
        ways, delays = cycle(roads), cycle(database)
        sending: set[asyncio.Task[None]] = set()
        line = asyncio.Semaphore(concurrency)

        async def one() -> None:
            async with line:
                departure = await pace.depart()
                seen.departed.append(time.now())
                seen.under_way += 1
                seen.most = max(seen.most, seen.under_way)
                there, back = next(ways)
                await asyncio.sleep(there)
                seen.arrived.append(time.now())
                await asyncio.sleep(back)
                seen.under_way -= 1
                pace.done(departure)

        left = count
        while left:
            permits = await pace.take(500)
            assert permits > 0
            await asyncio.sleep(next(delays))
            begun = min(permits, left)
            left -= begun
            sending |= {asyncio.create_task(one()) for _ in range(begun)}
            pace.unused(permits - begun)
        await asyncio.gather(*sending)
        assert pace.idle
        return seen

    return in_virtual_time(story)


def most_in_a_second(moments: Sequence[float]) -> int:
    ordered = sorted(moments)
    return max(sum(1 for m in ordered[i:] if m < at + 1.0 - 1e-9) for i, at in enumerate(ordered))


@given(
    rate=st.integers(1, 40),
    concurrency=st.integers(1, 60),
    roads=st.lists(st.tuples(st.floats(0, 0.3), st.floats(0, 0.3)), min_size=1, max_size=8),
    database=st.lists(st.floats(0, 2.0), min_size=1, max_size=6),
)
def test_never_more_than_the_rate_leaves_in_any_second(rate: int, concurrency: int, roads: list[Road], database: list[float]) -> None:
    seen = send(rate * 3 + 5, rate, concurrency=concurrency, roads=roads, database=database)
    assert most_in_a_second(seen.departed) <= rate
    assert seen.most <= concurrency


@given(rate=st.integers(1, 40), late=st.lists(st.floats(0, 0.2), min_size=1, max_size=6))
def test_a_provider_never_counts_more_than_its_rate_though_some_messages_are_late(rate: int, late: list[float]) -> None:
    roads = [(0.01 + more, 0.01) for more in (0.0, *late)]
    seen = send(rate * 4 + 10, rate, roads=roads)
    assert most_in_a_second(seen.arrived) <= rate


@pytest.mark.parametrize("road", [(0.001, 0.001), (0.05, 0.05), (0.4, 0.4)], ids=["near", "far", "slow"])
@pytest.mark.parametrize("rate", [0.5, 1, 2.5, 10, 100])
def test_what_a_provider_allows_is_used(rate: float, road: Road) -> None:
    count = int(rate * 60) + 10
    seen = send(count, rate, concurrency=100, roads=[road])
    steady = seen.arrived[10:]
    assert (len(steady) - 1) / (steady[-1] - steady[0]) >= 0.98 * rate


def test_messages_are_spaced_evenly_when_nothing_holds_them_up() -> None:
    seen = send(100, 10)
    gaps = [b - a for a, b in zip(seen.departed, seen.departed[1:], strict=False)]
    assert min(gaps) == pytest.approx(0.1, abs=0.01)


def test_a_sender_that_was_held_up_catches_up() -> None:
    seen = send(200, 20, database=[0.005] * 50 + [0.7] + [0.005] * 500)
    assert seen.departed[-1] - seen.departed[0] <= 200 / 20 * 1.05


def test_time_without_messages_is_no_credit() -> None:
    async def story(time: VirtualTime) -> list[float]:
        pace = Pace(10, 50, time.now)
        pace.unused(await pace.take(500))
        await asyncio.sleep(60)
        left = []
        for _ in range(5):
            assert await pace.take(1) == 1
            pace.done(await pace.depart())
            left.append(time.now())
        return left

    left = in_virtual_time(story)
    assert left[4] - left[0] == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize("rate", [None, 10.0])
def test_a_provider_that_asks_for_a_rest_gets_it(rate: float | None) -> None:
    seen = send(20, rate, before=lambda pace: pace.pause(30))
    assert seen.departed[0] >= 1030


def test_without_a_rate_no_connection_ever_waits_for_the_outbox() -> None:
    seen = send(5_000, None, concurrency=50, roads=[(0.05, 0.05)], database=[0.01])
    busy = 5_000 * 0.1 / (seen.arrived[-1] + 0.05 - seen.departed[0]) / 50
    assert busy >= 0.95
    assert seen.most == 50


def test_without_a_rate_no_more_is_taken_than_leaves_within_a_moment() -> None:
    async def story(time: VirtualTime) -> int:
        pace, most = Pace(None, 5, time.now), 0
        held = 0
        for _ in range(200):
            held += await pace.take(500)
            most = max(most, held)
            for _ in range(min(held, 5)):
                departure = await pace.depart()
                await asyncio.sleep(0.02)
                pace.done(departure)
                held -= 1
        return most

    assert in_virtual_time(story) <= 5 + 50 * AHEAD + 1
