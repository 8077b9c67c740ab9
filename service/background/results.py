"""Gather providers' answers and record them many at a time: one commit for a batch, not one a message."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

from service.background.ending import goes_on
from service.domain.outcomes import Outcome
from service.store.outage import is_outage

log = structlog.get_logger(__name__)

BATCH = 200
GATHER_SECONDS = 0.02
"""How long the first answer of a batch waits for company."""
CALM_SECONDS = 0.25
"""After so long without an answer the next one is recorded at once: somebody may be waiting to see it."""

AGAIN_SECONDS = 0.25
"""How long is waited between two tries while the database cannot be used."""

Waiting = tuple[Outcome, Callable[[], None]]


class Results:
    """A queue between the senders and the one that records."""

    def __init__(self, record: Callable[[Sequence[Outcome]], Awaitable[None]]) -> None:
        self._record = record
        self._waiting: list[Waiting] = []
        self._some = asyncio.Event()
        self._many = asyncio.Event()
        self._recording = False

    def put(self, outcome: Outcome, recorded: Callable[[], None]) -> None:
        """Have this recorded soon; `recorded` is called when it has been, or when it is left to its lease."""
        self._waiting.append((outcome, recorded))
        self._some.set()
        if len(self._waiting) >= BATCH:
            self._many.set()

    @property
    def idle(self) -> bool:
        """Whether nothing waits to be recorded."""
        return not self._waiting and not self._recording

    async def run(self) -> None:
        """Record until cancelled, then what is left."""
        loop = asyncio.get_running_loop()
        recorded_at = -CALM_SECONDS
        try:
            while goes_on():
                await self._some.wait()
                if loop.time() - recorded_at < CALM_SECONDS:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(GATHER_SECONDS):
                            await self._many.wait()
                await self.flush()
                recorded_at = loop.time()
        finally:
            await self.flush(last=True)

    async def flush(self, *, last: bool = False) -> None:
        """Record everything that waits; while the database is away it waits on, but for the `last` time: then it is left to its lease.

        What has gone out twice because an answer was lost would be worse than a late answer.
        """
        self._some.clear()
        self._many.clear()
        self._recording = True
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                if not await self._recorded([outcome for outcome, _ in batch]) and not last:
                    self._waiting[:0] = batch
                    await asyncio.sleep(AGAIN_SECONDS)
                    continue
                for _, recorded in batch:
                    recorded()
        finally:
            self._recording = False

    async def _recorded(self, batch: Sequence[Outcome]) -> bool:
        """False while the database is away. One poisonous result never costs the others theirs (I12)."""
        try:
            await self._record(batch)
        except Exception as error:
            if is_outage(error):
                return False
            log.exception("a batch of results could not be recorded; recording them one at a time", count=len(batch))
            for outcome in batch:
                try:
                    await self._record([outcome])
                except Exception:
                    log.exception("a result could not be recorded; its lease will end", delivery=outcome.delivery_id)
        return True
