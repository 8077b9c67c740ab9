"""The sandbox's people and their phones: what each received and wrote back, the newest first."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flows.sentences import INVALID, NOT_FOUND, Refused
from flows.vocabulary import Medium
from service.store import alert_list, incidents, outbox
from service.store import handsets as rows
from service.store.tables import DeliveryRow
from service.work import voice
from service.work.inbox import hear_sandbox
from service.work.phones import phones
from service.work.unit import Unit

_LINK: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing on a screen. `mine` was written by the phone's owner, `back` is what the service answered to it.

    `path` is the page of a link in the text; `code` the incident's letter, for answering when several are open.
    """

    at: datetime
    medium: Medium
    text: str
    subject: str | None = None
    address: str = ""
    delivery_id: int | None = None
    path: str | None = None
    code: str | None = None
    mine: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class Handset:
    """One person's phone and mailbox."""

    person_id: int
    name: str
    number: str | None
    email: str | None
    messages: tuple[Message, ...]


async def handsets(unit: Unit, limit: int) -> list[Handset]:
    """Everybody who got one of the newest `limit` messages, the latest used first."""
    threads: defaultdict[int, list[Message]] = defaultdict(list)
    names: dict[int, str] = {}
    codes: dict[int, str] = {}
    for phone in await phones(unit, limit=limit):
        names[phone.person_id] = phone.name
        for got in phone.messages:
            if got.incident_id is not None and got.incident_id not in codes:
                incident = await incidents.incident(unit.session, got.incident_id)
                codes[got.incident_id] = incident.code if incident else ""
            link = _LINK.search(got.text)
            path = link.group().removeprefix(unit.house.public_url) if link and link.group().startswith(unit.house.public_url) else None
            code = codes.get(got.incident_id) if got.incident_id is not None else None
            message = Message(got.at, phone.medium, got.text, got.subject, phone.address, got.delivery_id, path, code)
            threads[phone.person_id].append(message)
    people = await alert_list.people_by_id(unit.session, threads.keys())
    by_number = {p.mobile: p.id for p in people.values() if p.mobile}
    for sent in await rows.written(unit.session, limit):
        person = by_number.get(sent.number)
        if person is not None:
            threads[person].append(Message(sent.at, Medium.SMS, sent.text, mine=True))
            if sent.reply:
                threads[person].append(Message(sent.at, Medium.SMS, sent.reply, back=True))
    found = [
        Handset(key, names[key], people[key].mobile, people[key].email, tuple(sorted(thread, key=_newest, reverse=True)))
        for key, thread in threads.items()
    ]
    return sorted(found, key=lambda h: (h.messages[0].at, h.person_id), reverse=True)


def _newest(message: Message) -> tuple[datetime, int]:
    """What was written back stands above what it answers."""
    return message.at, (message.delivery_id or 0) or (2 if message.back else 1)


async def send(unit: Unit, number: str, text: str) -> str:
    """An SMS from that phone; returns what it was read as."""
    if not text.strip():
        raise Refused("The message is empty. Write something.", field="text", kind=INVALID)
    return (await hear_sandbox(unit, number, text)).outcome


async def press(unit: Unit, delivery_id: int, digit: str) -> int:
    """A key pressed during a call; returns whose phone it was. `Refused` for no such call or no such key."""
    row: DeliveryRow | None = await outbox.delivery_for_update(unit.session, delivery_id)
    if row is None or row.medium != Medium.VOICE or row.incident_id is None:
        raise Refused("There is no such call.", kind=NOT_FOUND)
    if (await voice.press(unit, delivery_id, digit)).listen:
        raise Refused("Press 1, 2 or 3.", field="digit", kind=INVALID)
    return row.person_id
