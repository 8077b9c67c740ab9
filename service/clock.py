"""The only file that reads the clock (I10). Everything else takes `now` as an argument."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time the service decides by."""

    def now(self) -> datetime:
        """The present, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock: what live mode runs on."""

    def now(self) -> datetime:
        """The present, aware and in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """The machine's clock plus an offset that only grows: sandbox mode's fast-forward."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """The present plus the offset, aware and in UTC."""
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> timedelta:
        """How far the clock stands ahead of the machine's."""
        return self._offset

    def move_to_offset(self, offset: timedelta) -> None:
        """Stand `offset` ahead of the machine; a smaller offset than the present one is ignored, time never goes back."""
        self._offset = max(self._offset, offset)

    def move_to(self, moment: datetime) -> None:
        """Stand at `moment`, unless it has passed already."""
        self.move_to_offset(moment - datetime.now(UTC))


class StandingClock:
    """Stands still until it is moved: a tabletop's, where hours pass in seconds."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Where it stands, aware and in UTC."""
        return self._moment

    def move_to(self, moment: datetime) -> None:
        """Stand at `moment`, unless it has passed already."""
        self._moment = max(self._moment, moment)
