"""A person's duties as an iCalendar feed: UTC times, the same UID for the same duty each time it is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

REFRESH: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CalendarDuty:
    """One duty: `key` is stable while the duty's layer, person and beginning are; texts are in the reader's language."""

    key: str
    start: datetime
    end: datetime
    title: str
    notes: str


def feed(name: str, duties: Sequence[CalendarDuty], written_at: datetime, address: str) -> bytes:
    """The calendar as bytes (UTF-8); `name` is what the calendar is called, `address` the roster page."""
    calendar = Calendar()
    calendar.add("prodid", "-//Beredskab//Duty roster//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", f"PT{int(REFRESH.total_seconds()) // 3600}H")
    for duty in duties:
        calendar.add_component(_event(duty, written_at, address))
    return bytes(calendar.to_ical())


def _event(duty: CalendarDuty, written_at: datetime, address: str) -> Event:
    event = Event()
    event.add("uid", f"{duty.key}@beredskab")
    event.add("dtstamp", written_at)
    event.add("dtstart", duty.start)
    event.add("dtend", duty.end)
    event.add("summary", duty.title)
    event.add("description", duty.notes)
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
