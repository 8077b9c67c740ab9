"""An incident's timeline as sentences for a page: the newest lines of the board, and the timeline read from the start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flows.sentences import Sentence
from service.domain.timeline import Entry, Salted, Verdict, verify
from service.exports.kinds import DELIVERIES
from service.exports.sentences import Known, actor, describe
from service.store import alert_list, incidents, reports, timeline
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
    """One entry: its number in the chain, when it happened and was entered, what and by whom; `personal` when a name was in it."""

    seq: int
    kind: str
    at: datetime
    entered_at: datetime
    text: Sentence
    who: Sentence


@dataclass(frozen=True, slots=True)
class Telling:
    """What the entries of one incident are told by: what its ids are called."""

    names: Mapping[str, str]

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
    """Whether the stored chain is whole, from its first entry to its head (I7)."""
    found = await timeline.page(unit.session, incident_id)
    head = await timeline.head(unit.session, incident_id)
    return verify([entry for entry, _ in found], {entry.seq: values for entry, values in found}, head)


async def _lines(unit: Unit, incident_id: int, found: Iterable[tuple[Entry, dict[str, Salted]]]) -> list[PageLine]:
    pages = list(found)
    tell = await telling(unit, incident_id, [entry for entry, _ in pages])
    return [PageLine(e.seq, e.kind, e.occurred_at, e.entered_at, *tell.entry(e, personal)) for e, personal in pages]


async def _names(unit: Unit, incident_id: int, entries: Iterable[Entry]) -> dict[str, str]:
    incident = await incident_of(unit, incident_id)
    names = plan_names(await plan_of(unit, incident))
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
