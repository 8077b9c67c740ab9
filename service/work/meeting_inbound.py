"""An SMS that answers a summons: a digit means the meeting while its summons is the newest thing asked; never a guess."""

from flows import meeting_replies, replies
from flows.free_text import without_cpr
from flows.meeting import ANSWERED
from flows.sentences import Sentence
from flows.vocabulary import AnswerKind, AnswerVia
from service.domain.words import RSVPS
from service.store import incidents
from service.store import meetings as rows
from service.store.tables import IncidentRow, MeetingRow, PersonRow
from service.work import rsvps
from service.work.heard import Heard
from service.work.record import record
from service.work.reply_words import registered
from service.work.unit import Unit


async def hear_rsvp(unit: Unit, person: PersonRow, text: str) -> Heard | None:
    """What `text` answers about a meeting; None when it is not about one, and the alarm's own reading is to be tried."""
    running = await incidents.asking(unit.session, person.id, await incidents.open_incidents_of(unit.session, person.id))
    asked = [(i, m) for i in running if (m := await asked_meeting(unit, i.id, person.id)) is not None]
    if not asked:
        return None
    answer = meeting_replies.read(text)
    if answer is None:
        return await _unclear(unit, person, text, asked[0][0]) if len(running) == 1 and not _is_about_the_alarm(text) else None
    meant = [(i, m) for i, m in asked if answer.code in (None, i.code)]
    if len(meant) != 1 or (answer.code is None and len(running) > 1):
        return None
    incident, meeting = meant[0]
    taken = await rsvps.take(unit, meeting.id, rsvps.Reply(person.id, answer.rsvp, AnswerVia.SMS))
    return Heard(taken.value, await registered(unit, person, incident, RSVPS[answer.rsvp]), incident.id)


async def asked_meeting(unit: Unit, incident_id: int, person_id: int) -> MeetingRow | None:
    """The meeting whose summons is the newest thing that the incident has asked this person."""
    meeting = await rows.open_meeting(unit.session, incident_id)
    latest = await rows.latest_asked(unit.session, incident_id, person_id, ANSWERED)
    return meeting if meeting and latest and latest.id in meeting.notices else None


def _is_about_the_alarm(text: str) -> bool:
    """*On my way, 10 min* can only answer the alarm."""
    reply = replies.read(text)
    return isinstance(reply, replies.Answer) and reply.kind is AnswerKind.ON_MY_WAY


async def _unclear(unit: Unit, person: PersonRow, text: str, incident: IncidentRow) -> Heard:
    await record(unit, incident.id, "reply.unclear", {"person": person.id}, {"text": without_cpr(text)[:500]})
    sentence = Sentence("Your answer about the meeting could not be read. Answer 1 joining, 2 my deputy comes, 3 cannot.")
    return Heard("unclear", sentence, incident.id)
