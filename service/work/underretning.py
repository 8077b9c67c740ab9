"""The duty to notify (C3): that it was considered, by whom and to whom; what it says is never stored here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.free_text import checked_text
from flows.sentences import INVALID, Refused
from service.domain.timeline import JSON
from service.work.incident_row import incident_for_update
from service.work.record import record
from service.work.unit import Unit


class Outcome(StrEnum):
    """What came of considering it."""

    MADE = "made"
    NOT_NEEDED = "not_needed"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Consideration:
    """Who considered it, and, when one was made, to whom and when. No field for what it says: it goes to the municipality's own system."""

    outcome: Outcome
    by: str
    to: str = ""
    at: datetime | None = None


async def consider(unit: Unit, incident_id: int, what: Consideration) -> None:
    """Write down that an *underretning* was considered; `Refused` without who, or without to whom when one was made."""
    incident = await incident_for_update(unit, incident_id)
    by = checked_text(what.by, field="by", longest=120)
    to = checked_text(what.to, field="to", longest=120)
    if not by:
        raise Refused("Write who has considered it.", field="by", kind=INVALID)
    if what.outcome is Outcome.MADE and not to:
        raise Refused("Write to whom it was made.", field="to", kind=INVALID)
    if what.at is not None and what.at > unit.now:
        raise Refused("The time lies in the future. Give the time it happened, or leave it out.", field="at", kind=INVALID)
    data: dict[str, JSON] = {"outcome": what.outcome.value}
    personal: dict[str, JSON] = {"by": by}
    if to:
        personal["receiver"] = to
    await record(unit, incident.id, "underretning.considered", data, personal, occurred_at=what.at)
