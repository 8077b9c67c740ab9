"""A meeting in Outlook's calendar: what RFC 5545 and 5546 ask for, whatever is written into it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from service.exports.meeting_ics import CANCEL, REQUEST, Entry, calendar

SUMMER_NIGHT = "2027-03-28T00:30:00+00:00"


def entry(method: str = REQUEST, sequence: int = 0, summary: str = "ØVELSE FU-møde: RØD ALARM Vollsmose") -> Entry:
    return Entry(
        uid="abc@beredskab.example.org",
        sequence=sequence,
        method=method,
        starts_at=SUMMER_NIGHT,
        ends_at="2027-03-28T01:30:00+00:00",
        stamped_at="2027-03-27T23:55:00+00:00",
        summary=summary,
        location="https://moede.example.dk/beredskab-x",
        organizer="beredskab@example.org",
        organizer_name="SSP-chefvagten, Odense",
    )


def read(file: bytes) -> tuple[Calendar, Event]:
    made = Calendar.from_ical(file)
    assert isinstance(made, Calendar)
    [event] = made.walk("VEVENT")
    assert isinstance(event, Event)
    return made, event


def test_a_request_has_what_outlook_needs() -> None:
    made, event = read(calendar(entry(), description="Du indkaldes.", attendee="aase@example.dk"))
    assert (made["METHOD"], made["VERSION"]) == ("REQUEST", "2.0")
    assert made["PRODID"]
    assert {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "ATTENDEE", "STATUS"} <= set(event)
    assert str(event["ORGANIZER"]) == "mailto:beredskab@example.org"
    assert str(event["ATTENDEE"]) == "mailto:aase@example.dk"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["STATUS"] == "CONFIRMED"


def test_times_are_in_utc_also_on_the_night_the_clocks_change() -> None:
    file = calendar(entry(), description="", attendee="a@example.dk")
    assert b"DTSTART:20270328T003000Z" in file
    assert b"VTIMEZONE" not in file
    assert read(file)[1].decoded("DTSTART") == datetime(2027, 3, 28, 0, 30, tzinfo=UTC)


def test_a_cancellation_keeps_the_uid_with_a_higher_sequence() -> None:
    before = read(calendar(entry(), description="", attendee="a@example.dk"))[1]
    made, event = read(calendar(entry(CANCEL, 1), description="", attendee="a@example.dk"))
    assert (made["METHOD"], event["STATUS"], event["UID"]) == ("CANCEL", "CANCELLED", before["UID"])
    assert int(event["SEQUENCE"]) > int(before["SEQUENCE"])


def test_a_file_to_keep_asks_nobody() -> None:
    made, event = read(calendar(entry(), description=""))
    assert made["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event


@given(st.text(max_size=200), st.text(max_size=400))
def test_nothing_that_is_written_adds_a_line_of_its_own(summary: str, description: str) -> None:
    storable = summary.encode("utf-8", "replace").decode()
    file = calendar(entry(summary=storable), description=description.encode("utf-8", "replace").decode(), attendee="a@example.dk")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    _, event = read(file)
    assert str(event["UID"]) == "abc@beredskab.example.org"
    assert len([line for line in file.split(b"\r\n") if line.startswith(b"ATTENDEE")]) == 1
