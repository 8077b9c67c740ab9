"""What a clock on a wall says, as one moment: also in the hour that does not exist and in the one that comes twice (I10)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which the clock in `zone` shows `at` on `day`.

    In the hour that comes twice it is the first of the two; in the hour that does not exist, the first moment after the gap.
    """
    shown = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    before = shown.replace(tzinfo=zone).astimezone(UTC)
    if before.astimezone(zone).replace(tzinfo=None) == shown:
        return before
    return _end_of_gap(shown.replace(tzinfo=zone, fold=1).astimezone(UTC), before, zone)


def shows(at: datetime, zone: ZoneInfo) -> date:
    """The day that a calendar on the wall in `zone` shows at a moment."""
    return at.astimezone(zone).date()


def rounded_up(at: datetime, step: timedelta) -> datetime:
    """`at`, or the first whole `step` after it; every zone in use differs from UTC by a multiple of five minutes."""
    over = (at - datetime(2000, 1, 1, tzinfo=UTC)) % step
    return at + (step - over) if over else at


def _end_of_gap(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The change of clocks lies after `early` and not after `late`; halving finds its second in a dozen steps."""
    new_offset = late.astimezone(zone).utcoffset()
    low, high = 0, round((late - early).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (early + timedelta(seconds=middle)).astimezone(zone).utcoffset() == new_offset:
            high = middle
        else:
            low = middle
    return early + timedelta(seconds=high)
