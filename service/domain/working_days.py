"""Which days are working days in Denmark: not Saturdays and Sundays, not public holidays (F8, I10)."""

from datetime import date
from functools import cache

import holidays


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def is_working_day(day: date) -> bool:
    """Whether offices are open that day."""
    return day.weekday() < 5 and day not in _holidays(day.year)
