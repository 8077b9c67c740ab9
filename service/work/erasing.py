"""Erase what an incident that has ended holds of words, names and addresses; its timeline stays whole without them (I7)."""

from dataclasses import dataclass
from typing import Final

from flows.free_text import checked_text
from flows.incident import is_open
from flows.sentences import CONFLICT, INVALID, Refused
from flows.vocabulary import DeliveryState, IncidentState
from service.store import erasing, incidents
from service.work import decisions
from service.work.incident_row import incident_for_update
from service.work.record import record
from service.work.unit import Unit

LONGEST_REASON: Final = 500
UNNAMED: Final = "(slettet)"
"""What a decision is called whose words are gone; in the plan's language, as all that the plan's people write."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went: lines of the timeline that lost values, and photos."""

    lines: int
    photos: int


async def erase(unit: Unit, incident_id: int, reason: str) -> Erased:
    """Erase it for good, with a line in the timeline that says who did so and why.

    What was counted, timed and decided stays, and the chain can be verified as before. `Refused` while the incident is open or
    has messages under way, or without a reason. Copies of the database and exported files are not reached, nor what stands in
    another incident's timeline; afterwards `Store.scrub` takes the deleted bytes out of an SQLite file.
    """
    incident = await incident_for_update(unit, incident_id)
    reason = checked_text(reason, field="reason", longest=LONGEST_REASON)
    if not reason:
        raise Refused("Write why it is erased: the reason stands in the timeline.", field="reason", kind=INVALID)
    if is_open(IncidentState(incident.state)):
        raise Refused("The incident is still open. Call it off, or close it, before anything is erased.", kind=CONFLICT)
    counts = await incidents.delivery_counts(unit.session, incident_id)
    if any(counts.get(state) for state in (DeliveryState.QUEUED, DeliveryState.HANDED_OVER)):
        raise Refused("Messages of the incident are still on their way. Wait until they have gone out.", kind=CONFLICT)
    rows = await erasing.erase(unit.session, incident_id, decisions=decisions.KIND, unnamed=UNNAMED)
    gone = Erased(lines=rows["timeline_personal"], photos=rows["photo"])
    await record(unit, incident_id, "incident.erased", {"lines": gone.lines, "photos": gone.photos}, {"reason": reason})
    return gone
