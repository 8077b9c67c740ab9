"""Danish holidays, with the days that most workplaces keep as one, and the working days between them (F8, I10)."""

from datetime import date
from functools import cache
from typing import Final

import holidays

_CATEGORIES: Final = ("public", "optional")


def danish_holidays(first: date, last: date) -> list[tuple[date, str]]:
    """`(day, Danish name)` of each holiday from `first` to `last`, in order; Christmas Eve and New Year's Eve among them."""
    found = [entry for year in range(first.year, last.year + 1) for entry in _of_year(year)]
    return [(day, name) for day, name in found if first <= day <= last]


def is_working_day(day: date) -> bool:
    """Whether offices are open that day: not on Saturdays, Sundays and holidays."""
    return day.weekday() < 5 and not danish_holidays(day, day)


@cache
def _of_year(year: int) -> tuple[tuple[date, str], ...]:
    return tuple(sorted(holidays.country_holidays("DK", years=year, categories=_CATEGORIES, language="da").items()))
