"""Whether the background still goes around: each of its loops says so, and readiness asks who has fallen silent."""

from collections.abc import Callable
from typing import Final

SILENT_AFTER: Final = 60.0
"""Seconds without a beat after which a loop is taken to be stuck; woken by the tick, each goes around about twice a second."""


class Pulse:
    """The last beat of each loop, by its name."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._beats: dict[str, float] = {}

    def beat(self, name: str, rests: float = 0.0) -> None:
        """This loop has come around; it now rests on purpose for `rests` seconds."""
        self._beats[name] = self._monotonic() + rests

    def silent(self) -> list[str]:
        """The loops that have not come around for `SILENT_AFTER` seconds, by name."""
        now = self._monotonic()
        return sorted(name for name, at in self._beats.items() if now - at > SILENT_AFTER)
