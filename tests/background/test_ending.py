"""What runs in the background ends when it is told to, also when the word meets an answer and is lost on the way."""

import asyncio
from collections.abc import Sequence

from flows.vocabulary import Medium
from service.background.results import Results
from service.domain.outcomes import Outcome, Verdict


async def test_a_cancel_that_meets_the_answer_it_waits_for_ends_the_loop_all_the_same() -> None:
    """As a wait for one of the database's connections loses it, when one comes free at that very moment."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[None] = loop.create_future()
    recorded: list[Outcome] = []
    waits = asyncio.Event()

    async def record(batch: Sequence[Outcome]) -> None:
        waits.set()
        await asyncio.wait_for(answer, 60)
        recorded.extend(batch)

    results = Results(record)
    running = asyncio.create_task(results.run())
    results.put(Outcome(1, 1, None, 1, Medium.SMS, "sandbox", Verdict.ACCEPTED), lambda: None)
    await waits.wait()
    answer.set_result(None)
    running.cancel()
    async with asyncio.timeout(10):
        await asyncio.wait({running})
    assert [outcome.delivery_id for outcome in recorded] == [1]
    assert results.idle
