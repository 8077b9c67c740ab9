"""Tell people something: the words of a notice, and one message a person (I1, I12, P6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from actioncards.model import ANY_LEVEL, Plan, Template
from actioncards.texts import as_sent
from flows.vocabulary import Medium, Mode, NoticeKind, Tier
from service.domain.links import Links
from service.domain.timeline import JSON
from service.store.audience import Written
from service.store.outbox import add_delivery, texts_of_notice
from service.store.tables import IncidentRow, NoticeRow, NoticeTextRow, PersonRow
from service.work.participants import takes_part
from service.work.record import record
from service.work.unit import Unit

LINK_MARK: Final = "\ue000"
"""Stands for each person's own link in stored words; a private-use character that no keyboard writes."""
MEETING_MARK: Final = "\ue001"
"""Stands for each person's own link to the incident's meeting."""
SHARED_MARK: Final = "\ue002"
"""Stands for each representative's own link to the cleared answers."""
SHARED: Final = "cks"
"""The purpose of that link."""

_PURPOSES: Final[Mapping[str, str]] = {LINK_MARK: "answer", MEETING_MARK: "meeting", SHARED_MARK: SHARED}
MARKS: Final = tuple(_PURPOSES)


def with_own_links(links: Links, body: str, incident_id: int | None, person_id: int) -> str:
    """Stored words as one person gets them."""
    for mark, purpose in _PURPOSES.items():
        if mark in body:
            body = body.replace(mark, links.token(purpose, incident_id or 0, person_id))
    return body


def usable_media(unit: Unit, person: PersonRow, media: Iterable[Medium], incident: IncidentRow | None) -> tuple[Medium, ...]:
    """Those of `media` on which this person can be told now: a channel stands behind it and there is an address.

    Whoever does not take part in an exercise cannot be told of it on anything (I9). `incident` is None for what belongs to none.
    """
    if not person.active or not takes_part(incident, person.id):
        return ()
    return tuple(m for m in media if m in unit.house.media and address_of(person, m) is not None)


def address_of(person: PersonRow, medium: Medium) -> str | None:
    """Where the person is told on `medium`; None without one, and for SMS after the person's own STOP."""
    if medium is Medium.SMS:
        return None if person.sms_opted_out_at else person.mobile
    return person.email if medium is Medium.EMAIL else person.phone or person.mobile


@dataclass(slots=True)
class Notice:
    """A notice being told: its row, its words by (tier, medium), and what has been written so far."""

    row: NoticeRow
    texts: dict[tuple[Tier, Medium], int]
    lane: int
    written: list[Written] = field(default_factory=list)

    async def tell(self, unit: Unit, person: PersonRow, medium: Medium, tier: Tier, seat_call_id: int | None = None) -> bool:
        """Queue this notice to a person; False when they already have it on that medium or it has no words for it.

        Also for whoever does not take part in the exercise that it belongs to (I9).
        """
        address, text_id = address_of(person, medium), self.texts.get((tier, medium))
        if address is None or text_id is None or not takes_part(await self._incident(unit), person.id):
            return False
        delivery_id = await add_delivery(
            unit.session,
            incident_id=self.row.incident_id,
            notice_id=self.row.id,
            text_id=text_id,
            person_id=person.id,
            seat_call_id=seat_call_id,
            medium=medium,
            address=address,
            lane=self.lane,
            now=unit.now,
        )
        if delivery_id is None:
            return False
        self.written.append(Written(delivery_id, person.id, medium.value, address, person.name, person.organisation))
        return True

    async def _incident(self, unit: Unit) -> IncidentRow | None:
        return await unit.session.get(IncidentRow, self.row.incident_id) if self.row.incident_id is not None else None

    async def record(self, unit: Unit, part: int | None = None) -> None:
        """Put what was queued since last time into the timeline."""
        if self.written:
            await record_queued(unit, self.row, self.written, part)
            self.written = []
            unit.wake()


async def open_notice(
    unit: Unit,
    incident: IncidentRow | None,
    plan: Plan,
    kind: NoticeKind,
    facts: Mapping[str, str],
    combos: Iterable[tuple[Tier, Medium]],
    lane: int,
    template_for: Callable[[Tier, Medium], Template] | None = None,
    link: str | None = None,
    calendar: Callable[[str], dict[str, Any]] | None = None,
) -> Notice:
    """Write a notice and its words for each (tier, medium) that it will be told on; `Refused` when a text cannot be made.

    `template_for` gives other words than the plan's for this kind: a detour's ready text (F3). `link` leads elsewhere than to
    each person's own answer page. `calendar` makes the calendar entry of an e-mail from its subject. Without an incident the house's
    mode marks the words (I9).
    """
    level = incident.level if incident else None
    row = NoticeRow(
        incident_id=incident.id if incident else None,
        kind=kind.value,
        level=level,
        created_at=unit.now,
        actor=unit.actor,
        facts=dict(facts),
    )
    unit.session.add(row)
    await unit.session.flush()
    facts = {**facts, "link": link or f"{unit.house.public_url}/a/{LINK_MARK}"}
    rows: dict[tuple[Tier, Medium], NoticeTextRow] = {}
    for tier, medium in dict.fromkeys(combos):
        template = template_for(tier, medium) if template_for else plan.template(level or ANY_LEVEL, kind, tier, medium)
        words = as_sent(plan, template, facts, now=unit.now, mode=Mode(incident.mode) if incident else unit.house.mode)
        entry = calendar(words.subject or "") if calendar and medium is Medium.EMAIL else None
        rows[tier, medium] = NoticeTextRow(
            notice_id=row.id, tier=tier.value, medium=medium.value, subject=words.subject, body=words.text, calendar=entry
        )
    unit.session.add_all(rows.values())
    await unit.session.flush()
    return Notice(row, {key: text_row.id for key, text_row in rows.items()}, lane)


async def reopen_notice(unit: Unit, notice_id: int, lane: int) -> Notice:
    """A notice written earlier, to tell one more person the same words."""
    row = await unit.session.get_one(NoticeRow, notice_id)
    found = await texts_of_notice(unit.session, notice_id)
    return Notice(row, {(Tier(t.tier), Medium(t.medium)): t.id for t in found}, lane)


async def record_queued(unit: Unit, notice: NoticeRow, written: Iterable[Written], part: int | None = None) -> None:
    """The timeline's line about messages queued: ids in the chain, names and addresses beside it."""
    rows = list(written)
    data: dict[str, JSON] = {
        "notice": notice.id,
        "kind": notice.kind,
        "count": len(rows),
        "part": part,
        "deliveries": [[w.id, w.person_id, w.medium] for w in rows],
    }
    personal: dict[str, JSON] = {
        f"person:{w.person_id}": {"name": w.name, "organisation": w.organisation, "address": w.address} for w in rows
    }
    await record(unit, notice.incident_id, "notice.queued", data, personal)
