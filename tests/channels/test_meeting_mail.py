"""The summons as a mail that Outlook reads as a meeting: from the decision to a real SMTP server."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from icalendar import Calendar

from flows.vocabulary import AnswerVia, Medium, Rsvp
from service.background.runner import Background
from service.channels.smtp import SmtpEmail
from service.domain.smtp_url import parse_smtp_url
from service.store.tables import MeetingRow
from service.work import meetings, rsvps
from tests.channels.test_smtp import MESSAGE, channel_to, read
from tests.harness.waiting import eventually
from tests.standins.mail_server import Mailbox, mail_server
from tests.work.town import Town, a_town


async def test_the_calendar_is_the_last_alternative_with_its_method() -> None:
    async with mail_server() as box, channel_to(box) as channel:
        await channel.send(replace(MESSAGE, calendar=b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n", calendar_method="CANCEL"))
    mail = read(box)
    assert mail.get_content_type() == "multipart/alternative"
    parts = list(cast("list[EmailMessage]", mail.get_payload()))
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    assert parts[-1].get_param("method") == "CANCEL"
    assert parts[-1].get_content_charset() == "utf-8"
    assert b"\r\nMETHOD:CANCEL\r\n" in cast("bytes", parts[-1].get_payload(decode=True))


def calendars(box: Mailbox, to: str) -> list[Calendar]:
    """The calendar files that one address was sent, oldest first."""
    found = []
    for _, recipient, mail in box.mails:
        if recipient.strip("<>") == to:
            for part in message_from_bytes(mail, policy=default).walk():
                if part.get_content_type() == "text/calendar":
                    found.append(cast("Calendar", Calendar.from_ical(cast("bytes", part.get_payload(decode=True)))))
    return found


async def test_a_summons_its_change_and_its_end_are_one_entry_in_the_calendar(migrated_url: str) -> None:
    """F5: the same UID, a higher SEQUENCE, then CANCEL; each to the one who is invited."""
    async with mail_server() as box, a_town(migrated_url) as town:
        channel = SmtpEmail(parse_smtp_url(f"smtp://127.0.0.1:{box.port}"), "Chefvagten <vagt@example.org>")
        background = Background(town.service.store, town.clock, town.service.house, [channel])
        incident = await town.alarm()
        made = await town.do(meetings.convene, incident)
        assert isinstance(made, MeetingRow)
        await _mailed(background, town, box, 1)
        await town.do(rsvps.take, made.id, rsvps.Reply(town.people["fu.politi"], Rsvp.JOINING, AnswerVia.LINK))
        await town.do(meetings.move, made.id, made.starts_at + timedelta(minutes=15))
        await _mailed(background, town, box, 2)
        await town.do(meetings.cancel, made.id)
        await _mailed(background, town, box, 3)
        await channel.aclose()
    events = [(str(c["METHOD"]), c.walk("VEVENT")[0]) for c in calendars(box, "fu.politi@test.invalid")]
    assert [method for method, _ in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(event["UID"]) for _, event in events}) == 1
    assert [int(event["SEQUENCE"]) for _, event in events] == [0, 1, 2]
    assert all(str(event["ATTENDEE"]) == "mailto:fu.politi@test.invalid" for _, event in events)
    assert str(events[0][1]["SUMMARY"]).startswith("SANDKASSE FU-møde")
    assert events[1][1].decoded("DTSTART") - events[0][1].decoded("DTSTART") == timedelta(minutes=15)
    assert "/m/" in str(events[0][1]["DESCRIPTION"])


async def _mailed(background: Background, town: Town, box: Mailbox, count: int) -> None:
    running = asyncio.create_task(background.run())
    try:
        await eventually(lambda: _has(box, count), within_s=60, what=f"{count} calendar entries arrived")
        await eventually(lambda: _recorded(town, count), within_s=60, what="the mail server's yes is recorded")
    finally:
        running.cancel()


async def _has(box: Mailbox, count: int) -> bool:
    return len(calendars(box, "fu.politi@test.invalid")) >= count


async def _recorded(town: Town, count: int) -> bool:
    mails = await town.messages(who="fu.politi", medium=Medium.EMAIL)
    return sum(d.accepted_at is not None for d in mails) >= count
