"""Providers' answers are put on record, also those that come while the database is away (I3)."""

import asyncio
from collections.abc import Sequence

from flows.vocabulary import Medium
from service.background.results import Results
from service.domain.outcomes import Outcome, Verdict


def _answer(delivery: int) -> Outcome:
    return Outcome(delivery, 1, None, 1, Medium.SMS, "sandbox", Verdict.ACCEPTED)


async def test_answers_that_come_while_the_database_is_away_are_recorded_once_each_when_it_is_back() -> None:
    recorded: list[int] = []
    told: list[int] = []
    tries = 0
    done = asyncio.Event()

    async def record(batch: Sequence[Outcome]) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionRefusedError
        recorded.extend(outcome.delivery_id for outcome in batch)

    def one(delivery: int) -> None:
        told.append(delivery)
        if len(told) == 3:
            done.set()

    results = Results(record)
    running = asyncio.create_task(results.run())
    for delivery in (1, 2, 3):
        results.put(_answer(delivery), lambda delivery=delivery: one(delivery))
    assert not results.idle
    async with asyncio.timeout(30):
        await done.wait()
    assert recorded == told == [1, 2, 3]
    running.cancel()
    await asyncio.wait({running})


async def test_a_process_that_ends_while_the_database_is_away_tries_once_more_and_leaves_the_rest_to_the_leases() -> None:
    tried = asyncio.Event()

    async def record(_: Sequence[Outcome]) -> None:
        tried.set()
        raise ConnectionRefusedError

    results = Results(record)
    running = asyncio.create_task(results.run())
    results.put(_answer(1), lambda: None)
    await tried.wait()
    running.cancel()
    async with asyncio.timeout(10):
        await asyncio.wait({running})
    assert results.idle
