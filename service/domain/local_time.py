"""Times as people in the municipality write them: Copenhagen's clock, from moments in UTC (I10).

In the hour that comes twice when summer time ends, a time alone says too little: it is followed by which of the two it is.
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time

from flows.sentences import Sentence

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")
SUMMER: Final = Sentence("summer time")
WINTER: Final = Sentence("winter time")
_CALENDARS: Final = {"da": "da_DK", "en": "en_GB"}


class Voice(Protocol):
    """Says sentences in one language, `"da"` or `"en"`."""

    @property
    def language(self) -> str:
        """The language it says them in."""
        ...

    def say(self, sentence: Sentence, /) -> str:
        """The sentence in that language."""
        ...


def local(moment: datetime) -> datetime:
    """The moment on Copenhagen's clock; `ValueError` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a naive time has no place on a clock")
    return moment.astimezone(COPENHAGEN)


def comes_twice(moment: datetime) -> bool:
    """Whether Copenhagen's clock shows this hour and minute twice that day."""
    here = local(moment)
    return here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()


def clock(moment: datetime, voice: Voice) -> str:
    """`21.14`; in the hour that comes twice `02.30 sommertid` or `02.30 vintertid`."""
    here = local(moment)
    shown = _clock(here.hour, here.minute, _calendar(voice))
    if not comes_twice(moment):
        return shown
    return f"{shown} {voice.say(SUMMER if here.dst() else WINTER)}"


@lru_cache(maxsize=2 * 24 * 60)
def _clock(hour: int, minute: int, calendar: str) -> str:
    """Kept: a page may show hundreds of times, and making one takes longer than the rest of its line."""
    return format_time(time(hour, minute), "short", locale=calendar)


def day(moment: datetime | date, voice: Voice) -> str:
    """`22. november 2026`; a moment is taken to Copenhagen's day first."""
    return format_date(_local_date(moment), "long", locale=_calendar(voice))


def day_and_month(month: int, number: int, voice: Voice) -> str:
    """`1. juni`, of a day that comes each year."""
    return format_skeleton("MMMMd", datetime(2000, month, number, 12, tzinfo=UTC), locale=_calendar(voice))


def weekday_and_day(moment: datetime | date, voice: Voice) -> str:
    """`søndag den 22. november 2026`, as for a heading."""
    return format_date(_local_date(moment), "full", locale=_calendar(voice))


def weekday(moment: datetime | date, voice: Voice) -> str:
    """`søn. 22.`, as for a day of a calendar; a month begins with its name: `tirs. 1. dec.`."""
    shown = _local_date(moment)
    short_form = "EEE d. MMM" if shown.day == 1 else "EEE d."
    return format_date(shown, short_form if voice.language == "da" else short_form.replace(".", ""), locale=_calendar(voice))


def month(first: date | str, voice: Voice) -> str:
    """`november 2026`, of a day or of a day as ISO 8601 writes it."""
    shown = date.fromisoformat(first) if isinstance(first, str) else first
    return format_date(shown, "MMMM y", locale=_calendar(voice))


def full(moment: datetime, voice: Voice) -> str:
    """`22. november 2026 kl. 21.14`."""
    return voice.say(Sentence("{day} at {clock}", day=day(moment, voice), clock=clock(moment, voice)))


def short(moment: datetime, voice: Voice, *, beside: datetime) -> str:
    """The clock alone when `beside`, which the reader already sees, is on the same day; else the day too."""
    return clock(moment, voice) if _local_date(moment) == _local_date(beside) else full(moment, voice)


def exact(moment: datetime) -> str:
    """`2026-11-22 21:14:03+01:00`: for a spreadsheet, never ambiguous, no language."""
    return local(moment).isoformat(sep=" ", timespec="seconds")


def _local_date(moment: datetime | date) -> date:
    return local(moment).date() if isinstance(moment, datetime) else moment


def _calendar(voice: Voice) -> str:
    return _CALENDARS.get(voice.language, "en_GB")
