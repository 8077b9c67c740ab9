"""What a phone call says, and what a key pressed in it means (F2, hard case 14)."""

from dataclasses import dataclass
from typing import Final

from flows.delivery import ASKING
from flows.incident import is_open
from flows.meeting import SUMMONING
from flows.sentences import Refused, Sentence
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, IncidentState, Medium, NoticeKind, SeatState
from service.store import alert_list, incidents, outbox
from service.store.tables import DeliveryRow, IncidentRow, NoticeRow
from service.work import answers, deliveries, summons_call
from service.work.participants import in_exercise, is_exercise
from service.work.unit import Unit

KEYS: Final = {"1": AnswerKind.SEEN, "2": AnswerKind.ON_MY_WAY, "3": AnswerKind.CANNOT}
VOICEMAIL: Final = "voicemail"

_REGISTERED: Final = {
    AnswerKind.SEEN: Sentence("Registered: you have heard the message. Open the link in the text message."),
    AnswerKind.ON_MY_WAY: Sentence("Registered: you are on your way. Open the link in the text message."),
    AnswerKind.CANNOT: Sentence("Registered: you cannot. Your deputy is called now."),
}
_TAKEN: Final = {
    AnswerKind.SEEN: Sentence("Registered: you have taken the call-out. Open the link in the text message and assess it."),
    AnswerKind.ON_MY_WAY: Sentence("Registered: you have taken the call-out. Open the link in the text message and assess it."),
    AnswerKind.CANNOT: Sentence("Registered: you cannot. The next on duty is called now."),
}
_LATE: Final = Sentence("The incident is over. Your answer is noted.")
_OVER: Final = Sentence("The incident is over. You need not do anything.")
_HEARD: Final = Sentence("Registered: you have heard the message.")
_NO_CALL: Final = Sentence("This call is no longer known here. In danger call 112.")


@dataclass(frozen=True, slots=True)
class Say:
    """What is said: stored words, or a sentence of the service; `listen` while a key is waited for, else the call ends."""

    words: str | None = None
    sentence: Sentence | None = None
    listen: bool = False


def _marked(say: Say, incident: IncidentRow | None) -> Say:
    """A sentence of the service's own begins with the exercise's word, as the stored words do (I9)."""
    return Say(sentence=in_exercise(say.sentence), listen=say.listen) if say.sentence and is_exercise(incident) else say


async def pick_up(unit: Unit, delivery_id: int | None) -> Say:
    """What the call says now: its words, or that it is needed no more. A call that nobody knows is told so, and ends."""
    found = await _call(unit, delivery_id)
    if found is None:
        return Say(sentence=_NO_CALL)
    return _marked(await _said(unit, *found), found[2])


async def _said(unit: Unit, row: DeliveryRow, notice: NoticeRow, incident: IncidentRow | None) -> Say:
    if incident is not None and not is_open(IncidentState(incident.state)) and notice.kind in ASKING:
        return Say(sentence=_OVER)
    if incident is not None and notice.kind in SUMMONING and (said := await summons_call.overtaken(unit, notice, incident)):
        return Say(sentence=said)
    taker = await _taker(unit, row, notice)
    if taker is not None:
        return Say(sentence=Sentence("{name} has taken the call-out already. You need not do anything.", name=taker))
    words, _ = (await outbox.texts(unit.session, [row.text_id]))[row.text_id]
    return Say(words=words.body, listen=True)


async def press(unit: Unit, delivery_id: int | None, digit: str) -> Say:
    """Take a key as the answer it means; the answer is committed with this unit of work before anybody hears *registered*.

    A wrong key, or none, repeats the words. Never raises for anything a phone can send.
    """
    found = await _call(unit, delivery_id)
    if found is None:
        return Say(sentence=_NO_CALL)
    return _marked(await _pressed(unit, *found, digit), found[2])


async def _pressed(unit: Unit, row: DeliveryRow, notice: NoticeRow, incident: IncidentRow | None, digit: str) -> Say:
    if incident is not None and notice.kind in ASKING:
        return await _answer(unit, row, notice, incident, digit)
    if incident is not None and notice.kind in SUMMONING:
        said = await summons_call.press(unit, row, notice, incident, digit)
        return Say(sentence=said) if said else await _said(unit, row, notice, incident)
    if digit != "1":
        return await _said(unit, row, notice, incident)
    await deliveries.report(unit, row.id, row.provider_id, DeliveryState.OPENED, None, None)
    return Say(sentence=_HEARD)


async def machine(unit: Unit, delivery_id: int | None, provider_id: str | None) -> str:
    """A voicemail or a fax picked up: never an answer, nothing is said to it, and the next way is taken at once."""
    if await _call(unit, delivery_id) is None or delivery_id is None:
        return "unknown delivery"
    return await deliveries.report(unit, delivery_id, provider_id, DeliveryState.FAILED, VOICEMAIL, "answered by a machine")


async def _answer(unit: Unit, row: DeliveryRow, notice: NoticeRow, incident: IncidentRow, digit: str) -> Say:
    kind = KEYS.get(digit)
    if kind is None:
        return await _said(unit, row, notice, incident)
    try:
        taken = await answers.take(unit, incident.id, answers.Reply(row.person_id, kind, AnswerVia.VOICE))
    except Refused as refused:
        return Say(sentence=refused.sentence)
    if taken is answers.Taken.TOO_LATE:
        return Say(sentence=_LATE)
    return Say(sentence=(_TAKEN if notice.kind == NoticeKind.CALL_OUT else _REGISTERED)[kind])


async def _taker(unit: Unit, row: DeliveryRow, notice: NoticeRow) -> str | None:
    """Who has taken the call-out that this call is about, if it is somebody else."""
    if notice.kind != NoticeKind.CALL_OUT or row.seat_call_id is None:
        return None
    call = await incidents.seat(unit.session, row.seat_call_id)
    if call is None or call.state != SeatState.ANSWERED or call.answered_by in (None, row.person_id):
        return None
    person = (await alert_list.people_by_id(unit.session, [call.answered_by])).get(call.answered_by) if call.answered_by else None
    return person.name if person else None


async def _call(unit: Unit, delivery_id: int | None) -> tuple[DeliveryRow, NoticeRow, IncidentRow | None] | None:
    row = await unit.session.get(DeliveryRow, delivery_id) if delivery_id is not None else None
    if row is None or row.medium != Medium.VOICE:
        return None
    notice = await unit.session.get_one(NoticeRow, row.notice_id)
    return row, notice, await incidents.incident(unit.session, row.incident_id) if row.incident_id else None
