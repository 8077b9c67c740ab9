"""An event loop whose time jumps to the next moment at which something happens, so that an hour of waiting takes an instant."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")


class VirtualTime:
    """Seconds that pass only while everybody waits."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> float:
        return self.seconds


class _Selector(selectors.SelectSelector):
    def __init__(self, time: VirtualTime) -> None:
        super().__init__()
        self._time = time

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits for something that never comes"
            self._time.seconds += max(0.0, timeout)
        return ready


def in_virtual_time(story: Callable[[VirtualTime], Awaitable[T]]) -> T:
    """Run `story` to its end, with the time it may look at."""
    time = VirtualTime()
    loop = asyncio.SelectorEventLoop(_Selector(time))
    loop.time = time.now  # type: ignore[method-assign] # the loop's own clock is what jumps
    try:
        return loop.run_until_complete(_begun(story, time))
    finally:
        loop.close()


async def _begun(story: Callable[[VirtualTime], Awaitable[T]], time: VirtualTime) -> T:
    return await story(time)
