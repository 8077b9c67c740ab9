"""Quarters and years of measurement on Copenhagen's clock (S4, I10)."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from flows.sentences import Refused
from service.domain.local_time import COPENHAGEN, local

_QUARTER: Final = re.compile(r"(20\d\d)-?[QK]([1-4])", re.IGNORECASE)
_YEAR: Final = re.compile(r"20\d\d")
_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
GRACE: Final = timedelta(days=14)
"""How long after its quarter a delivery is asked for."""


def period_in(text: str, now: datetime, field: str = "period") -> str:
    """The period as it is stored (`2026`, `2026-Q3`, `2026-09`); `Refused` for another word, or a period that is not over."""
    tidy = text.strip()
    if not tidy:
        raise Refused("The period is empty. Write a year (2025), a quarter (2025-Q3) or a month (2025-09).", field=field)
    quarter, month = _QUARTER.fullmatch(tidy), _MONTH.fullmatch(tidy)
    if quarter:
        tidy = f"{quarter[1]}-Q{quarter[2]}"
    elif not month and not _YEAR.fullmatch(tidy):
        raise Refused(
            "{period} is no period. Write a year (2025), a quarter (2025-Q3) or a month (2025-09).", field=field, period=tidy[:40]
        )
    if local(now).date() < first_day_after(tidy):
        raise Refused("{period} is not over yet: its figure comes after {day}.", field=field, period=tidy, day=first_day_after(tidy))
    return tidy


def quarter_in(text: str, field: str = "quarter") -> str:
    """The quarter as it is stored; `Refused` for anything else."""
    found = _QUARTER.fullmatch(text.strip())
    if found is None:
        raise Refused("{quarter} is no quarter. Write it as 2026-Q3.", field=field, quarter=text.strip()[:40])
    return f"{found[1]}-Q{found[2]}"


def first_day(quarter: str) -> date:
    """The first day of a stored quarter."""
    return date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)


def first_day_after(period: str) -> date:
    """The first day on which a stored period is over."""
    year = int(period[:4])
    month = int(period[-1]) * 3 if "Q" in period else int(period[5:] or "12")
    return date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)


def quarter_before(now: datetime) -> str:
    """The last quarter that is over at `now`."""
    here = local(now).date()
    quarter = (here.month - 1) // 3
    return f"{here.year}-Q{quarter}" if quarter else f"{here.year - 1}-Q4"


def due_of(quarter: str) -> datetime:
    """When a quarter's deliveries are due: at noon, fourteen days after it ended."""
    day = first_day_after(quarter) + GRACE
    return datetime(day.year, day.month, day.day, 12, tzinfo=COPENHAGEN).astimezone(UTC)
