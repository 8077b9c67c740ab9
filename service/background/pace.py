"""How fast a channel may be used: never more than its rate in any second, never more than its concurrency, nothing wasted."""

import asyncio
from collections import deque
from collections.abc import Callable

WINDOW = 1.004
"""Seconds that count as a second: a little more, since the provider's clock and the network are not ours."""


class Pace:
    """Hands out permits to send.

    `rate` is messages a second (None: as fast as it goes), `concurrency` how many may be under way at a time. A permit is taken
    with `take` and given back with `done`, which ends its place among those under way but not its place in the rate.
    """

    def __init__(self, rate: float | None, concurrency: int, now: Callable[[], float]) -> None:
        self._rate = rate
        self._free = concurrency
        self._concurrency = concurrency
        self._now = now
        self._sent: deque[float] = deque(maxlen=max(1, int(rate))) if rate else deque(maxlen=1)
        self._next = 0.0
        self._paused_until = 0.0
        self._freed = asyncio.Event()

    def pause(self, seconds: float) -> None:
        """The provider asked for a rest: no permit for that long."""
        self._paused_until = max(self._paused_until, self._now() + seconds)

    async def take(self, most: int) -> int:
        """Wait until at least one message may be sent; how many may be sent right now, at most `most`."""
        while True:
            while self._free <= 0:
                self._freed.clear()
                await self._freed.wait()
            wait = self._wait()
            if wait <= 0:
                return self._reserve(most)
            await asyncio.sleep(wait)

    def unused(self, count: int) -> None:
        """Give back permits that nothing was sent with."""
        for _ in range(count if self._rate else 0):
            self._sent.pop()
            self._next -= 1 / (self._rate or 1)
        self.done(count)

    def done(self, count: int = 1) -> None:
        """This many are no longer under way."""
        self._free += count
        self._freed.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._free == self._concurrency

    def _wait(self) -> float:
        """Seconds until the next message may go: spaced evenly, catching up when late, never over the rate in one window."""
        now = self._now()
        wait = self._paused_until - now
        if self._rate is None:
            return wait
        wait = max(wait, self._next - now)
        if len(self._sent) == self._sent.maxlen:
            wait = max(wait, self._sent[0] + self._window() - now)
        return wait

    def _window(self) -> float:
        assert self._rate
        return WINDOW * len(self._sent) / self._rate if self._rate >= 1 else WINDOW / self._rate

    def _reserve(self, most: int) -> int:
        if self._rate is None:
            count = min(most, self._free)
            self._free -= count
            return count
        now = self._now()
        self._sent.append(now)
        self._next = max(self._next + 1 / self._rate, now - 1)
        self._free -= 1
        return 1
