"""A meeting as a calendar entry that Outlook takes: iTIP REQUEST and CANCEL (RFC 5545, 5546).

Times are in UTC. The same `uid` for ever; `sequence` is one higher at each change and for the cancellation. Nobody is asked to answer
in the calendar (RSVP=FALSE): such an answer would go to a mailbox that nobody reads, and look like one that counts.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Self

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"
PUBLISH: Final = "PUBLISH"

_PRODUCT: Final = "-//Beredskab//Beredskab//DA"


@dataclass(frozen=True, slots=True)
class Entry:
    """The calendar entry as it is stored with a notice: everything but who it is sent to. Moments are ISO 8601 in UTC."""

    uid: str
    sequence: int
    method: str
    starts_at: str
    ends_at: str
    stamped_at: str
    summary: str
    location: str
    organizer: str
    organizer_name: str

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """The entry that `stored` made."""
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


def calendar(entry: Entry, *, description: str, attendee: str | None = None, attendee_name: str = "") -> bytes:
    """The calendar file for one attendee (an e-mail address); without one it is a file to keep (`PUBLISH`)."""
    method = entry.method if attendee else PUBLISH
    file = Calendar()
    file.add("prodid", _PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    file.add_component(_event(entry, description, attendee, attendee_name))
    return bytes(file.to_ical())


def _event(entry: Entry, description: str, attendee: str | None, attendee_name: str) -> Event:
    cancelled = entry.method == CANCEL
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    for name, moment in (("dtstamp", entry.stamped_at), ("dtstart", entry.starts_at), ("dtend", entry.ends_at)):
        event.add(name, datetime.fromisoformat(moment).astimezone(UTC))
    event.add("last-modified", datetime.fromisoformat(entry.stamped_at).astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("description", description)
    event.add("location", entry.location)
    event.add("url", entry.location)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("priority", 1)
    event.add("x-microsoft-cdo-busystatus", "FREE" if cancelled else "BUSY")
    event.add("organizer", _address(entry.organizer, entry.organizer_name))
    if attendee:
        event.add("attendee", _attendee(attendee, attendee_name), encode=False)
    return event


def _attendee(address: str, name: str) -> vCalAddress:
    attendee = _address(address, name or address)
    for parameter, value in (("CUTYPE", "INDIVIDUAL"), ("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "FALSE")):
        attendee.params[parameter] = vText(value)
    return attendee


def _address(address: str, name: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{address}")
    made.params["CN"] = vText(name.replace('"', "'"))
    return made
