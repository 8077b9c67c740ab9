"""What a screen on the wall shows beside the board: what has been announced, and what waits for it (C1)."""

from dataclasses import dataclass
from datetime import datetime

from flows.vocabulary import AnnouncementState
from service.store import announcements
from service.work.unit import Unit

_OUT = (AnnouncementState.RELEASING, AnnouncementState.RELEASED)
_WAITING = (AnnouncementState.SUBMITTED, AnnouncementState.CLEARED)


@dataclass(frozen=True, slots=True)
class Announced:
    """How many announcements are out and when the last one went, how many wait, and whether everything outward is on hold."""

    out: int
    last_at: datetime | None
    waiting: int
    held: bool


async def announced(unit: Unit, incident_id: int) -> Announced:
    """How outward communication of the incident stands."""
    rows = await announcements.of_incident(unit.session, incident_id)
    out = [row.released_at for row in rows if row.state in _OUT and row.released_at is not None]
    held = await announcements.open_hold(unit.session, incident_id) is not None
    return Announced(len(out), max(out, default=None), sum(row.state in _WAITING for row in rows), held)
