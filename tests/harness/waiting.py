"""Waiting for something outside to be so: asked again until it is, and never longer than a deadline."""

import asyncio
import time
from collections.abc import Awaitable, Callable

_PAUSE_S = 0.02


class NeverHappened(AssertionError):
    """What was waited for did not come within its deadline."""


def until(check: Callable[[], bool], *, within_s: float, what: str) -> None:
    """Return as soon as `check` is true; `NeverHappened` naming `what` after `within_s` seconds."""
    deadline = time.monotonic() + within_s
    while not check():
        if time.monotonic() > deadline:
            raise NeverHappened(f"{what}: not within {within_s:g} s")
        time.sleep(_PAUSE_S)


async def eventually(check: Callable[[], Awaitable[bool]], *, within_s: float, what: str) -> None:
    """As `until`, for an asynchronous `check`; everything else on the loop goes on meanwhile."""
    deadline = time.monotonic() + within_s
    while not await check():
        if time.monotonic() > deadline:
            raise NeverHappened(f"{what}: not within {within_s:g} s")
        await asyncio.sleep(_PAUSE_S)
