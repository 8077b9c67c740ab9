"""An incident's timeline as sentences for a page: the newest lines of the board, and the timeline read from the start."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from actioncards.labels import Label
from flows.sentences import Sentence
from service.domain import photo_proof
from service.domain.timeline import JSON, Entry, Salted, Verdict, verify
from service.exports.kinds import DELIVERIES
from service.exports.sentences import Known, actor, describe
from service.store import alert_list, incidents, photos, reports, timeline
from service.work.incident_row import incident_of
from service.work.plans import plan_of
from service.work.report import plan_names
from service.work.unit import Unit

_BUSY: Final = (
    DELIVERIES,
    "notice.queued",
    "deliveries.dropped",
    "deliveries.retried",
    "seat.answered",
    "seat.next_medium",
    "seat.stopped",
    "seat.skipped",
)
"""What the machinery writes all the time, or what the board shows anyway: it would push away what people did."""
_LOOKED_AT: Final = 20
"""How many entries are looked at for one line: enough that a wave of machinery does not empty the board."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """One entry: its number in the chain, when it happened and was entered, what and by whom.

    `photo` says whether its photo is there; None for an entry without one.
    """

    seq: int
    kind: str
    at: datetime
    entered_at: datetime
    text: Sentence
    who: Sentence
    photo: bool | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What the entries of one incident are told by: what its ids are called."""

    names: Mapping[str, str | Label]

    def entry(self, entry: Entry, personal: Mapping[str, Salted]) -> tuple[Sentence, Sentence]:
        """What happened, and who did it; what has been erased is said to be."""
        values = {key: salted.value for key, salted in personal.items()}
        known = Known(names=self.names, personal=values, erased=tuple(key for key in entry.digests if key not in values))
        return describe(entry.kind, entry.data, known), actor(entry.actor, known)


async def telling(unit: Unit, incident_id: int, entries: Iterable[Entry]) -> Telling:
    """What is needed to tell `entries` of one incident; `Refused` (not found)."""
    return Telling(await _names(unit, incident_id, list(entries)))


async def latest_lines(unit: Unit, incident_id: int, count: int) -> list[PageLine]:
    """The newest `count` things that people did or must know of, newest first."""
    found = await timeline.page(unit.session, incident_id, limit=count * _LOOKED_AT, newest_first=True)
    return (await _lines(unit, incident_id, [(e, p) for e, p in found if e.kind not in _BUSY]))[:count]


async def lines(unit: Unit, incident_id: int, *, after: int, limit: int) -> list[PageLine]:
    """Entries in chain order after `after`."""
    return await _lines(unit, incident_id, await timeline.page(unit.session, incident_id, after=after, limit=limit))


async def checked(unit: Unit, incident_id: int) -> Verdict:
    """Whether the stored chain is whole, from its first entry to its head, and every photo the one that was written (I7)."""
    found = await timeline.page(unit.session, incident_id)
    head = await timeline.head(unit.session, incident_id)
    entries = [entry for entry, _ in found]
    verdict = await asyncio.to_thread(verify, entries, {entry.seq: values for entry, values in found}, head)
    there: dict[int, dict[str, JSON]] = {}
    async for seq, whole, small in photos.pictures(unit.session, incident_id):
        there[seq] = await asyncio.to_thread(photo_proof.sums, whole, small)
    _, broken = photo_proof.prove(entries, there)
    return replace(verdict, broken=broken) if verdict.whole and broken else verdict


async def _lines(unit: Unit, incident_id: int, found: Iterable[tuple[Entry, dict[str, Salted]]]) -> list[PageLine]:
    pages = list(found)
    tell = await telling(unit, incident_id, [entry for entry, _ in pages])
    with_photo = {e.seq for e, _ in pages if photo_proof.named(e)}
    there = set(await photos.lines_with(unit.session, incident_id)) if with_photo else set()
    return [
        PageLine(e.seq, e.kind, e.occurred_at, e.entered_at, *tell.entry(e, personal), e.seq in there if e.seq in with_photo else None)
        for e, personal in pages
    ]


async def _names(unit: Unit, incident_id: int, entries: Iterable[Entry]) -> dict[str, str | Label]:
    incident = await incident_of(unit, incident_id)
    names: dict[str, str | Label] = dict(plan_names(await plan_of(unit, incident)))
    names |= {f"task:{task.id}": task.title for task in await incidents.tasks(unit.session, incident_id)}
    people: set[int] = set()
    actors: set[str] = set()
    for entry in entries:
        actors.add(entry.actor)
        if entry.actor.startswith("person:"):
            people.add(int(entry.actor.removeprefix("person:")))
        person = entry.data.get("person")
        if isinstance(person, int):
            people.add(person)
    names |= {f"person:{key}": row.name for key, row in (await alert_list.people_by_id(unit.session, people)).items()}
    return names | await reports.actor_names(unit.session, actors)
