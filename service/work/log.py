"""Log entries: what a person saw or decided, also when it is entered late."""

from datetime import datetime
from typing import Final

from flows.free_text import checked_text
from flows.incident import INCIDENT
from flows.sentences import INVALID, Refused
from flows.vocabulary import IncidentState, IncidentTrigger
from service.work.incident_row import incident_for_update
from service.work.record import record
from service.work.unit import Unit

LONGEST_ENTRY: Final = 4000


async def add_entry(unit: Unit, incident_id: int, text: str, occurred_at: datetime | None = None) -> None:
    """Write a line in the incident's log; a late entry carries both when it happened and when it was entered."""
    incident = await incident_for_update(unit, incident_id)
    INCIDENT.after(IncidentState(incident.state), IncidentTrigger.LOG)
    text = checked_text(text, field="text", longest=LONGEST_ENTRY)
    if not text:
        raise Refused("The entry is empty. Write what happened.", field="text", kind=INVALID)
    if occurred_at is not None and occurred_at > unit.now:
        raise Refused("The time lies in the future. Give the time it happened, or leave it out.", field="occurred_at", kind=INVALID)
    await record(unit, incident_id, "log", {}, {"text": text}, occurred_at=occurred_at)
