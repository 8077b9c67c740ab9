"""Times as people type them into a form: Copenhagen's clock, no zone."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from flows.sentences import INVALID, Refused
from service.domain.local_time import COPENHAGEN, local

_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3])[.:]?([0-5][0-9])")


def typed_moment(text: str | None, now: datetime, *, field: str) -> datetime | None:
    """The moment that `2026-11-22T21:14` means in Copenhagen, None for no text; `Refused` for what is no time.

    An hour that comes twice is taken to be the later one that has been; a time that the spring clock change leaves out is
    refused (I10). Times in the future are for the work layer to judge.
    """
    if not text or not text.strip():
        return None
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        typed = None
    if typed is None or typed.tzinfo is not None or not 2000 <= typed.year <= 2100:
        raise Refused("The time cannot be read. Write it as 2026-11-22T21:14, or leave it out.", field=field, kind=INVALID)
    both = [typed.replace(tzinfo=COPENHAGEN, fold=fold).astimezone(UTC) for fold in (1, 0)]
    if all(moment.astimezone(COPENHAGEN).replace(tzinfo=None) != typed for moment in both):
        raise Refused("That time does not exist: the clocks were put forward over it. Choose another.", field=field, kind=INVALID)
    return next((moment for moment in both if moment <= now), both[-1])


def in_order(day: str, times: Sequence[str]) -> list[datetime | Refused | None]:
    """The moments of lines as they stand on paper: `day` is the first line's, `times` are clocks such as `21.14`; None for no time.

    A clock that goes back by more than twelve hours has passed midnight. Of an hour that comes twice the first is meant that is
    not before the line above (I10). What cannot be read is a `Refused`, to be shown at its line; `Refused` is raised for the day.
    """
    try:
        today = date.fromisoformat(day.strip())
    except ValueError as error:
        raise Refused("Give the day as year, month and day, such as 2026-12-24.", field="day", kind=INVALID) from error
    found: list[datetime | Refused | None] = []
    last: datetime | None = None
    for text in times:
        one = _after(last, today, text.strip()) if text.strip() else None
        if isinstance(one, datetime):
            last, today = one, local(one).date()
        found.append(one)
    return found


def _after(last: datetime | None, day: date, text: str) -> datetime | Refused:
    """The moment of one line that follows `last`."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return Refused("The time cannot be read. Write it as 21.14.", kind=INVALID)
    shown = datetime.combine(day, time(int(match[1]), int(match[2])))
    if last is not None and shown < local(last).replace(tzinfo=None) - timedelta(hours=12):
        shown += timedelta(days=1)
    both = [shown.replace(tzinfo=COPENHAGEN, fold=fold).astimezone(UTC) for fold in (0, 1)]
    there = [one for one in both if local(one).replace(tzinfo=None) == shown]
    if not there:
        return Refused("That time does not exist: the clocks were put forward over it. Choose another.", kind=INVALID)
    return next((one for one in there if last is None or one >= last), there[-1])


def as_typed(moment: datetime) -> str:
    """The moment as a form shows it: `2026-11-22T21:14`."""
    return local(moment).strftime("%Y-%m-%dT%H:%M")
