"""A summons by phone call: what a key means, and what is said when the summons no longer holds (F5, hard case 14)."""

from typing import Final

from flows.incident import is_open
from flows.sentences import Refused, Sentence
from flows.vocabulary import AnswerVia, IncidentState, Rsvp
from service.store import meetings as rows
from service.store.tables import DeliveryRow, IncidentRow, NoticeRow
from service.work import rsvps
from service.work.invitations import still_summons
from service.work.unit import Unit

KEYS: Final = {"1": Rsvp.JOINING, "2": Rsvp.DEPUTY, "3": Rsvp.CANNOT}

_REGISTERED: Final = {
    Rsvp.JOINING: Sentence("Registered: you join the meeting. Its link is in the text message."),
    Rsvp.DEPUTY: Sentence("Registered: your deputy is summoned now."),
    Rsvp.CANNOT: Sentence("Registered: nobody comes for your seat."),
}
_OVERTAKEN: Final = Sentence("This summons no longer holds. Open the link in the newest text message.")


async def overtaken(unit: Unit, notice: NoticeRow, incident: IncidentRow) -> Sentence | None:
    """What is said instead of a summons whose meeting is over, cancelled or moved; None while it holds."""
    holds = is_open(IncidentState(incident.state)) and await still_summons(unit, incident.id, notice.id)
    return None if holds else _OVERTAKEN


async def press(unit: Unit, row: DeliveryRow, notice: NoticeRow, incident: IncidentRow, digit: str) -> Sentence | None:
    """Take a key as the answer it means; None for a key that means nothing. Never raises for anything a phone can send."""
    rsvp = KEYS.get(digit)
    if rsvp is None:
        return None
    meeting = next((m for m in await rows.meetings_of(unit.session, incident.id) if notice.id in m.notices), None)
    if meeting is None or (meeting.summons_id is not None and notice.id < meeting.summons_id):
        return _OVERTAKEN
    try:
        taken = await rsvps.take(unit, meeting.id, rsvps.Reply(row.person_id, rsvp, AnswerVia.VOICE))
    except Refused as refused:
        return refused.sentence
    return _OVERTAKEN if taken is rsvps.Taken.TOO_LATE else _REGISTERED[rsvp]
