"""The roster as a calendar: each day and who is on duty in it, from the weeks that the roster's page has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from flows.sentences import Sentence
from flows.wall_clock import moment, shows
from service.domain.local_time import COPENHAGEN
from service.work.duty_view import Slot, Week

COMING_WEEKS: Final = 5
"""Shown when no month is asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on duty in a day; `since` and `until` are where the duty begins or ends within it, None at the day's own edges."""

    layer: Sentence
    name: object
    gap: bool
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; `outside` the month that is asked for."""

    day: date
    entries: tuple[Entry, ...]
    holiday: str
    is_today: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weeks of seven days from Monday; `month` is the first day of the month asked for, None for the coming weeks."""

    month: date | None
    weeks: tuple[tuple[int, tuple[Day, ...]], ...]
    before: str
    after: str


def asked_month(text: str) -> date | None:
    """The first day of `2026-11`; None for anything else."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if 2000 <= first.year <= 2100 else None


def calendar(weeks: Sequence[Week], month: date | None, now: datetime) -> Calendar:
    """The weeks of `month`, or the coming ones."""
    today = shows(now, COPENHAGEN)
    start = month or today.replace(day=1)
    following = (start + timedelta(days=31)).replace(day=1)
    used = [week for week in weeks if week.monday < following] if month else list(weeks[:COMING_WEEKS])
    return Calendar(
        month,
        tuple((week.number, tuple(_day(week, week.monday + timedelta(days=n), month, today) for n in range(7))) for week in used),
        _name(start - timedelta(days=1)),
        _name(following),
    )


def _day(week: Week, day: date, month: date | None, today: date) -> Day:
    begin, end = moment(day, time(0), COPENHAGEN), moment(day + timedelta(days=1), time(0), COPENHAGEN)
    entries = tuple(_entry(slot, begin, end) for slot in week.slots if slot.start < end and begin < slot.end)
    holiday = ", ".join(name for when, name in week.holidays if when == day)
    return Day(day, entries, holiday, day == today, month is not None and (day.year, day.month) != (month.year, month.month))


def _entry(slot: Slot, begin: datetime, end: datetime) -> Entry:
    since = slot.start if slot.start > begin else None
    return Entry(slot.layer, slot.name, slot.gap, since, slot.end if slot.end < end else None)


def _name(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"
