"""Move the sandbox's clock: not in one leap, but from one due moment to the next, so that everything happens in its order."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from flows.wall_clock import rounded_up
from service.background.runner import Background
from service.clock import MovableClock
from service.store import due
from service.store.engine import Store
from service.store.settings import read_setting, write_setting
from service.store.signals import DUE

OFFSET: Final = "sandbox_clock_offset"
SECOND: Final = timedelta(seconds=1)
LOOK_SECONDS: Final = 0.01
MOST_STEPS: Final = 10_000


class FastForward:
    """The sandbox's time machine; live mode has none."""

    def __init__(self, store: Store, clock: MovableClock, background: Background) -> None:
        self._store, self._clock, self._background = store, clock, background
        self._one_at_a_time = asyncio.Lock()

    async def next_due(self) -> datetime | None:
        """The next moment at which anything falls due."""
        async with self._store.read() as session:
            return await due.next_moment(session)

    async def to(self, moment: datetime) -> datetime:
        """Let everything that falls due until `moment` happen at its own time; the clock then stands there.

        It stands on a whole second, as everything that waits ends on one: two minutes on is never just short of two minutes' wait.
        """
        moment = rounded_up(moment, SECOND)
        async with self._one_at_a_time:
            for _ in range(MOST_STEPS):
                await self._settle()
                first = await self.next_due()
                if first is None or first > moment:
                    break
                await self._move(first)
            await self._move(moment)
            await self._settle()
            return self._clock.now()

    async def _move(self, moment: datetime) -> None:
        self._clock.move_to(moment)
        async with self._store.write() as session:
            await write_setting(session, OFFSET, str(self._clock.offset.total_seconds()))
        self._store.signals.publish([DUE])

    async def _settle(self) -> None:
        """Wait until what is due has been done; the background does it, here or in another process."""
        while not await self._background.quiet():  # noqa: ASYNC110 - see below
            await asyncio.sleep(LOOK_SECONDS)  # the one that works may be another process: there is no event to wait for


async def stored_offset(store: Store) -> float:
    """Seconds that the sandbox's clock was ahead when it was last moved."""
    async with store.read() as session:
        return float(await read_setting(session, OFFSET) or 0)
