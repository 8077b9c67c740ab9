"""A claimed delivery as its channel gets it: the stored words, with the person's own link in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actioncards.texts import as_html
from flows.vocabulary import Medium
from service.channels.protocol import Outgoing
from service.exports.meeting_ics import REQUEST, Entry, calendar
from service.store.outbox import Claim, texts
from service.work.notices import with_own_links
from service.work.unit import House


@dataclass(frozen=True, slots=True)
class Words:
    """The stored words of one notice on one medium."""

    subject: str | None
    body: str
    calendar: Mapping[str, Any] | None


async def words_of(session: AsyncSession, text_ids: set[int]) -> dict[int, Words]:
    """The words behind `text_id`s."""
    return {number: Words(row.subject, row.body, row.calendar) for number, (row, _) in (await texts(session, text_ids)).items()}


def outgoing(house: House, channel: str, claimed: Claim, words: Words) -> Outgoing:
    """What the channel of that name is to send."""
    text = with_own_links(house.links, words.body, claimed.incident_id, claimed.person_id)
    medium = Medium(claimed.medium)
    entry = Entry.of(words.calendar) if words.calendar and medium is Medium.EMAIL else None
    return Outgoing(
        delivery_id=claimed.id,
        attempt=claimed.attempts,
        medium=medium,
        address=claimed.address,
        subject=words.subject,
        text=text,
        html=as_html(text) if medium is Medium.EMAIL else None,
        callback_url=f"{house.public_url}/webhooks/{channel}/{claimed.id}",
        calendar=calendar(entry, description=text, attendee=claimed.address) if entry else None,
        calendar_method=entry.method if entry else REQUEST,
    )
