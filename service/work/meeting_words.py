"""What a summons says: the meeting's facts in words, and its calendar entry."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_skeleton

from actioncards.facts import replies_of
from flows.vocabulary import Lane, Medium, NoticeKind
from service.domain import local_time
from service.domain.language import DANISH, translations
from service.exports.meeting_ics import CANCEL, REQUEST, Entry
from service.store import incidents
from service.store.tables import MeetingRow
from service.work.chief import shared_facts
from service.work.gathering import Gathering
from service.work.notices import MEETING_MARK, Notice, open_notice
from service.work.unit import Unit


async def facts_of(unit: Unit, g: Gathering) -> dict[str, str]:
    """The incident's facts and the meeting's, in the plan's words."""
    several = bool(await incidents.open_codes(unit.session) - {g.incident.code})
    return {
        **shared_facts(unit, g.incident, g.plan, several_open=several),
        **start_of(g.meeting),
        "meeting_link": g.meeting.link,
        **replies_of(g.plan, NoticeKind.MEETING, code=g.incident.code, by_sms=unit.house.can_reply, several_open=several),
    }


def start_of(meeting: MeetingRow) -> dict[str, str]:
    """When the meeting begins, as texts name it."""
    return {
        "meeting_day": day_of(meeting.starts_at),
        "meeting_time": local_time.clock(meeting.starts_at, translations().speaker(DANISH)),
    }


def day_of(moment: datetime) -> str:
    """`man. 23. nov.`: a day as a text message says it."""
    return format_skeleton("MMMEd", local_time.local(moment), locale="da_DK")


async def open_summons(unit: Unit, g: Gathering, kind: NoticeKind, media: Iterable[Medium]) -> Notice:
    """A notice about the meeting, in front of everything but the duty chief's own (I6); its e-mail carries the calendar entry."""
    usable = [(g.committee.tier, m) for m in media if m in unit.house.media]
    entry = lambda subject: entry_of(unit, g.meeting, kind, subject, g.plan.defaults.sender.da)  # noqa: E731 - one expression
    notice = await open_notice(
        unit,
        g.incident,
        g.plan,
        kind,
        await facts_of(unit, g),
        usable,
        Lane.SUMMONS,
        link=f"{unit.house.public_url}/m/{MEETING_MARK}",
        calendar=entry,
    )
    g.meeting.notices = [*g.meeting.notices, notice.row.id]
    return notice


def entry_of(unit: Unit, meeting: MeetingRow, kind: NoticeKind, summary: str, sender: str) -> dict[str, Any]:
    """The calendar entry as it is stored with the e-mail."""
    return Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        method=CANCEL if kind is NoticeKind.MEETING_CANCELLED else REQUEST,
        starts_at=meeting.starts_at.isoformat(),
        ends_at=meeting.ends_at.isoformat(),
        stamped_at=unit.now.isoformat(),
        summary=summary,
        location=meeting.link,
        organizer=unit.house.organizer,
        organizer_name=sender,
    ).stored()


def uid_of(unit: Unit) -> str:
    """A name for the calendar entry that no other has."""
    return f"{unit.house.salt()}@{urlsplit(unit.house.public_url).hostname or 'beredskab'}"
