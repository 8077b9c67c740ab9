"""Gather providers' answers and record them many at a time: one commit for a batch, not one a message."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

from service.domain.outcomes import Outcome

log = structlog.get_logger(__name__)

BATCH = 200
GATHER_SECONDS = 0.02
"""How long the first answer of a batch waits for company."""

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
        try:
            while True:
                await self._some.wait()
                with suppress(TimeoutError):
                    async with asyncio.timeout(GATHER_SECONDS):
                        await self._many.wait()
                await self.flush()
        finally:
            await self.flush()

    async def flush(self) -> None:
        """Record everything that waits; what cannot be recorded now is left to its lease."""
        self._some.clear()
        self._many.clear()
        self._recording = True
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._record_one_by_one_if_needed([outcome for outcome, _ in batch])
                for _, recorded in batch:
                    recorded()
        finally:
            self._recording = False

    async def _record_one_by_one_if_needed(self, batch: Sequence[Outcome]) -> None:
        """One poisonous result never costs the others theirs (I12)."""
        try:
            await self._record(batch)
        except Exception:
            log.exception("a batch of results could not be recorded; recording them one at a time", count=len(batch))
            for outcome in batch:
                try:
                    await self._record([outcome])
                except Exception:
                    log.exception("a result could not be recorded; its lease will end", delivery=outcome.delivery_id)
