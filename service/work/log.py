"""Log entries: what a person saw or decided, also when it is entered late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flows.free_text import checked_text
from flows.incident import INCIDENT
from flows.sentences import INVALID, Refused
from flows.vocabulary import IncidentState, IncidentTrigger
from service.domain.photo_proof import sums
from service.domain.pictures import Picture
from service.work import photos
from service.work.incident_row import incident_for_update
from service.work.record import record
from service.work.unit import Unit

LONGEST_ENTRY: Final = 4000


class WrongLines(Refused):
    """Some lines cannot be written, so none was; `faults` has what is wrong, each with its field, such as `text-3`."""

    def __init__(self, faults: Sequence[Refused]) -> None:
        super().__init__("Nothing has been written yet: {count} of the lines must be mended first.", count=len(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stood on paper; `number` names its fields when it is refused. `occurred_at` None: it had no time."""

    number: int
    text: str
    occurred_at: datetime | None


async def add_entry(unit: Unit, incident_id: int, text: str, occurred_at: datetime | None = None, picture: Picture | None = None) -> None:
    """Write a line in the incident's log; a late entry carries both when it happened and when it was entered.

    Its photo is kept beside the timeline, and the line holds the photo's checksum (I7).
    """
    await _loggable(unit, incident_id)
    text = _checked(text, occurred_at, unit.now)
    data = sums(picture.jpeg, picture.small) if picture else {}
    await record(unit, incident_id, "log", data, {"text": text}, occurred_at=occurred_at)
    if picture:
        await photos.keep(unit, incident_id, picture)


def faults_of(lines: Sequence[Line], now: datetime) -> list[Refused]:
    """What is wrong with each line, with its field, such as `text-3` or `time-3`; empty when all can be written."""
    faults: list[Refused] = []
    for line in lines:
        if line.occurred_at is None:
            faults.append(Refused("Give the time that stands on the paper.", field=f"time-{line.number}", kind=INVALID))
        try:
            _checked(line.text, line.occurred_at, now)
        except Refused as refused:
            where = "text" if refused.field == "text" else "time"
            told = refused.sentence
            faults.append(Refused(told.text, field=f"{where}-{line.number}", kind=refused.kind, **told.params))
    return faults


async def add_entries(unit: Unit, incident_id: int, lines: Sequence[Line]) -> int:
    """Write what was kept on paper, each line with its true time, in the order it happened; returns how many.

    All lines or none: `WrongLines` names every line that cannot be written.
    """
    await _loggable(unit, incident_id)
    if faults := faults_of(lines, unit.now):
        raise WrongLines(faults)
    if not lines:
        raise Refused("There is no line to write. Fill in a time and what happened.", field="text-1", kind=INVALID)
    for line in sorted(lines, key=lambda one: one.occurred_at or unit.now):
        await record(unit, incident_id, "log", {}, {"text": _checked(line.text, line.occurred_at, unit.now)}, occurred_at=line.occurred_at)
    return len(lines)


async def _loggable(unit: Unit, incident_id: int) -> None:
    incident = await incident_for_update(unit, incident_id)
    INCIDENT.after(IncidentState(incident.state), IncidentTrigger.LOG)


def _checked(text: str, occurred_at: datetime | None, now: datetime) -> str:
    text = checked_text(text, field="text", longest=LONGEST_ENTRY)
    if not text:
        raise Refused("The entry is empty. Write what happened.", field="text", kind=INVALID)
    if occurred_at is not None and occurred_at > now:
        raise Refused("The time lies in the future. Give the time it happened, or leave it out.", field="occurred_at", kind=INVALID)
    return text
