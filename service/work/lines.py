"""An incident's timeline as sentences, for a page: the newest lines of the board."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.sentences import Sentence
from service.domain.timeline import Entry, Salted
from service.exports.sentences import Known, actor, describe
from service.store import incidents, reports, timeline
from service.work.plans import plan_of
from service.work.report import plan_names
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line: when it happened, when it was entered, what, by whom, and the entry's number in the chain."""

    seq: int
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
    """What is needed to tell `entries` of one incident."""
    incident = await incidents.incident(unit.session, incident_id)
    assert incident is not None
    actors = await reports.actor_names(unit.session, {entry.actor for entry in entries})
    return Telling({**plan_names(await plan_of(unit, incident)), **actors})


async def latest_lines(unit: Unit, incident_id: int, count: int) -> list[PageLine]:
    """The newest `count` lines, newest first."""
    found = await timeline.page(unit.session, incident_id, limit=count, newest_first=True)
    tell = await telling(unit, incident_id, [entry for entry, _ in found])
    return [PageLine(entry.seq, entry.occurred_at, entry.entered_at, *tell.entry(entry, personal)) for entry, personal in found]
