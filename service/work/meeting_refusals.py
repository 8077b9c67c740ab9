"""A time for the meeting that the rules refuse is a decision not made, and stands in the timeline (F5, F8)."""

from typing import Final

from flows.free_text import without_cpr
from flows.sentences import Refused
from service.domain.language import DANISH, translations
from service.store import incidents
from service.store import meetings as rows
from service.work.record import record
from service.work.unit import Unit

_LONGEST: Final = 40


async def note_refused(
    unit: Unit, refused: Refused, wanted: str | None, *, incident_id: int | None = None, meeting_id: int | None = None
) -> None:
    """Record that `wanted`, as it was written, was refused as a start for the incident's meeting, or for the meeting to move.

    Called in a unit of its own: the one that was refused has changed nothing. A refusal that is not about the time, or about
    no incident that exists, is not recorded.
    """
    if refused.field != "start":
        return
    if meeting_id is not None and (meeting := await rows.meeting(unit.session, meeting_id)) is not None:
        incident_id = meeting.incident_id
    if incident_id is None or await incidents.incident(unit.session, incident_id, lock=True) is None:
        return
    reason = translations().translate(refused.sentence, DANISH)
    await record(unit, incident_id, "meeting.refused", {}, {"wanted": without_cpr(wanted or "-")[:_LONGEST], "reason": reason})
