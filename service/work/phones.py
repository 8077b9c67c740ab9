"""The sandbox's phones and mailboxes: they show the delivery rows themselves."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from flows.delivery import TOLD
from flows.vocabulary import DeliveryState, Medium
from service.store import outbox
from service.store import phones as rows
from service.work.notices import with_own_links
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """A message as the person sees it, with their own link in it."""

    delivery_id: int
    incident_id: int | None
    at: datetime
    state: DeliveryState
    subject: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A simulated phone or mailbox and its messages, the newest first."""

    medium: Medium
    address: str
    person_id: int
    name: str
    messages: tuple[PhoneMessage, ...]


async def phones(unit: Unit, *, limit: int) -> list[Phone]:
    """Phones and mailboxes with the newest `limit` messages that reached any of them, the latest used first."""
    found = await rows.received(unit.session, [s.value for s in TOLD], limit)
    words = await outbox.texts(unit.session, {row.text_id for row, _ in found})
    messages: defaultdict[tuple[str, str, int, str], list[PhoneMessage]] = defaultdict(list)
    for row, name in found:
        text, _ = words[row.text_id]
        body = with_own_links(unit.house.links, text.body, row.incident_id, row.person_id)
        at = row.delivered_at or row.accepted_at or row.created_at
        message = PhoneMessage(row.id, row.incident_id, at, DeliveryState(row.state), text.subject, body)
        messages[row.medium, row.address, row.person_id, name].append(message)
    return [Phone(Medium(medium), address, person, name, tuple(found)) for (medium, address, person, name), found in messages.items()]
