"""How fast a channel may be used: never more than its rate in any second, never more than its concurrency, nothing wasted."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

WINDOW: Final = 1.002
"""Seconds that count as a second: a little more, since the provider's clock is not ours."""
LEAD: Final = 0.05
"""With a rate, a permit is given this many seconds before its message may leave: taking it from the outbox takes a while."""
AHEAD: Final = 0.1
"""Without a rate, permits cover this many seconds of work more than can be under way, so that no connection ever waits for the outbox."""
CREDIT: Final = 1.0
"""Seconds by which a held-up sender may be behind and still catch up."""
DOUBT: Final = 0.25
"""Seconds by which a message may be thought to reach the provider later than it left us."""
_FEW: Final = 5
_NOW: Final = 0.0001
"""Seconds that are not worth a sleep."""


@dataclass(slots=True, eq=False)
class Departure:
    """A message that has left: when, and how many seconds later its answer came."""

    at: float
    took: float | None = None


class Pace:
    """Hands out permits to send, and says when each message may leave.

    `rate` is messages a second (None: as fast as it goes), `concurrency` how many may be under way at a time. A permit is taken with
    `take`; its message leaves with `depart` and gives it back with `done`, or it goes back by `unused`.

    A provider counts messages when they arrive, and the road is not always equally long. What came back later than the quickest
    lately is taken to have arrived that much later, and counts from then.
    """

    def __init__(self, rate: float | None, concurrency: int, now: Callable[[], float]) -> None:
        self._rate, self._concurrency, self._now = rate, concurrency, now
        self._span = WINDOW * max(1, int(rate)) / rate if rate else 0.0
        self._departed: deque[Departure] = deque(maxlen=max(1, int(rate or 1)))
        self._round_trips: deque[float] = deque(maxlen=50)
        self._next = 0.0
        self._lull = True
        self._held = self._waiting = 0
        self._speed, self._done, self._since = 0.0, 0, now()
        self._paused_until = 0.0
        self._freed = asyncio.Event()
        self._in_line = asyncio.Lock()

    def pause(self, seconds: float) -> None:
        """The provider asked for a rest: no permit and no departure for that long."""
        self._paused_until = max(self._paused_until, self._now() + seconds)

    async def take(self, most: int) -> int:
        """Wait until it is worth while to look for messages; for how many, at most `most`."""
        if self._lull:
            self._next, self._lull = max(self._next, self._now()), False
        while True:
            room = self._room()
            if room <= 0:
                self._freed.clear()
                await self._freed.wait()
                continue
            wait = self._until_permit()
            if wait <= _NOW:
                count = min(most, room, self._slots())
                self._held += count
                self._waiting += count
                return count
            await asyncio.sleep(wait)

    def unused(self, count: int) -> None:
        """Give back permits for which there was no message; time without messages is no credit."""
        if count:
            self._held -= count
            self._waiting -= count
            self._lull = True
            self._freed.set()

    async def depart(self) -> Departure:
        """Wait for the moment at which one more message may leave: spaced evenly, later catching up, never over the rate."""
        async with self._in_line:
            while (wait := self._until_departure()) > _NOW:  # noqa: ASYNC110 - a moment in time, not an event
                await asyncio.sleep(wait)
            departure = Departure(self._now())
            self._waiting -= 1
            if self._rate is not None:
                self._departed.append(departure)
                self._next = max(self._next + 1 / self._rate, departure.at - CREDIT)
            return departure

    def done(self, departure: Departure) -> None:
        """Its answer came, or will not come: it is no longer under way."""
        departure.took = self._now() - departure.at
        self._round_trips.append(departure.took)
        self._held -= 1
        self._done += 1
        if self._room() > 0:
            self._freed.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._held == 0

    @property
    def speed(self) -> float:
        """Messages a second, lately; 0 with a rate, and before anything was sent."""
        return self._speed if self._rate is None else 0.0

    def _room(self) -> int:
        """How many permits there are."""
        ahead = int(self._measured() * AHEAD) if self._rate is None else 0
        return self._concurrency + ahead - self._held

    def _measured(self) -> float:
        """Messages a second, lately."""
        elapsed = self._now() - self._since
        if elapsed >= AHEAD:
            self._speed, self._done, self._since = self._done / elapsed, 0, self._now()
        return self._speed

    def _until_permit(self) -> float:
        wait = self._paused_until - self._now()
        if self._rate is None:
            return wait
        return max(wait, self._until_departure() + self._waiting / self._rate - LEAD)

    def _slots(self) -> int:
        """How many messages may leave within the lead."""
        if self._rate is None:
            return self._concurrency + int(self._speed * AHEAD)
        ahead = LEAD - max(0.0, self._until_departure()) - self._waiting / self._rate
        return 1 + int(max(0.0, ahead) * self._rate)

    def _until_departure(self) -> float:
        now = self._now()
        wait = max(self._paused_until, self._next) - now
        if self._rate is not None and len(self._departed) == self._departed.maxlen:
            wait = max(wait, self._arrived(self._departed[0], now) + self._span - now)
        return wait

    def _arrived(self, departure: Departure, now: float) -> float:
        """When a message reached the provider, at the latest that is likely."""
        usual = min(self._round_trips) if len(self._round_trips) >= _FEW else 0.0
        took = departure.took if departure.took is not None else now - departure.at
        return departure.at + min(max(0.0, took - usual), DOUBT)
