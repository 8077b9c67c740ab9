"""An SMS from a phone: an answer, the provider's own word, or a question back; never a guess (hard cases 10-12)."""

from dataclasses import replace
from typing import Final

from contacts.phone import to_e164
from flows import duty_words, replies
from flows.call_out import is_call_out, without_drill_word
from flows.free_text import without_cpr
from flows.incident import is_open
from flows.sentences import Refused, Sentence
from flows.vocabulary import AnswerVia, IncidentState
from service.domain import words
from service.store import alert_list, incidents
from service.store.tables import IncidentRow, PersonRow
from service.work import answers, duty_replies, reply_words
from service.work.call_out_sms import call_out_by_sms
from service.work.exercises import Drill
from service.work.heard import Heard
from service.work.meeting_inbound import hear_rsvp
from service.work.opt_out import opt_in, opt_out
from service.work.participants import in_exercise, is_exercise
from service.work.record import record
from service.work.strangers import answer_stranger
from service.work.unit import Unit

_NOTHING: Final = Heard("nothing to answer", Sentence("There is nothing to answer just now. In danger call 112."))


async def hear(unit: Unit, sender: str, text: str) -> Heard:
    """Read one SMS from `sender`. Never raises for anything a phone can send."""
    person = await _person(unit, sender)
    if person is None:
        return await answer_stranger(unit, sender, text)
    heard = await _by_its_word(unit, person, sender, text) or await _reply(unit, person, text)
    return replace(await _marked(unit, heard), language=person.language)


async def _marked(unit: Unit, heard: Heard) -> Heard:
    """What is written back about an exercise says so first (I9)."""
    about = await incidents.incident(unit.session, heard.incident_id) if heard.incident_id is not None else None
    return replace(heard, reply=in_exercise(heard.reply)) if heard.reply is not None and is_exercise(about) else heard


async def _by_its_word(unit: Unit, person: PersonRow, sender: str, text: str) -> Heard | None:
    """What begins with a word of its own can mean nothing else: `VAGT JA`, `ALARM VOLLSMOSE`.

    Whoever has been taken off the list can still answer what they were asked, but call nobody out.
    """
    about_duty = duty_words.read(text)
    if about_duty is not None:
        return Heard(*await duty_replies.hear(unit, person, yes=about_duty))
    text, drill = without_drill_word(text)
    if is_call_out(text):
        if not person.active:
            return await answer_stranger(unit, sender, text)
        called = await call_out_by_sms(unit, person, text, Drill() if drill else None)
        return Heard(called.outcome, called.reply, called.incident_id)
    return None


async def _reply(unit: Unit, person: PersonRow, text: str) -> Heard:
    match replies.read(text):
        case replies.OptOut():
            return Heard("opted out", None, await opt_out(unit, person.id))
        case replies.OptIn():
            return Heard("opted in", None, await opt_in(unit, person.id))
        case _ if (heard := await hear_rsvp(unit, person, text)) is not None:
            return heard
        case replies.Answer() as answer:
            return await _answer(unit, person, answer, text)
        case _:
            return await _unclear(unit, person, text)


async def _person(unit: Unit, sender: str) -> PersonRow | None:
    try:
        return await alert_list.by_mobile(unit.session, to_e164(sender, field="from"))
    except Refused:
        return None


async def _answer(unit: Unit, person: PersonRow, answer: replies.Answer, text: str) -> Heard:
    running = await incidents.open_incidents_of(unit.session, person.id)
    if answer.code is None:
        meant = await incidents.asking(unit.session, person.id, running)
    else:
        meant = [i for i in running if i.code == answer.code]
    if len(meant) > 1:
        return await _ask_back(unit, person, meant, text)
    if not meant:
        return await _too_late(unit, person, answer, running, text)
    taken = await answers.take(unit, meant[0].id, answers.Reply(person.id, answer.kind, AnswerVia.SMS, answer.minutes))
    return Heard(taken.value, await reply_words.registered(unit, person, meant[0], words.ANSWERS[answer.kind]), meant[0].id)


async def _too_late(unit: Unit, person: PersonRow, answer: replies.Answer, running: list[IncidentRow], text: str) -> Heard:
    """Note it where it belongs, in the incident that has ended; a letter that none of the person's has had is asked back."""
    ended = await incidents.latest_ended_of(unit.session, person.id, answer.code)
    if ended is None or (answer.code is None and await _is_old_news(unit, person, ended)):
        return await _ask_back(unit, person, running, text, answer.code) if running else _NOTHING
    await answers.take(unit, ended.id, answers.Reply(person.id, answer.kind, AnswerVia.SMS, answer.minutes))
    return Heard("too late", await reply_words.too_late(unit, ended, running), ended.id)


async def _is_old_news(unit: Unit, person: PersonRow, ended: IncidentRow) -> bool:
    """Whether something newer runs that has asked this person nothing yet, and the end is long past."""
    latest = await incidents.latest_incident_of(unit.session, person.id)
    newer = latest is not None and is_open(IncidentState(latest.state))
    return newer and (ended.called_off_at or ended.reported_at) <= unit.now - reply_words.LATELY


async def _ask_back(unit: Unit, person: PersonRow, running: list[IncidentRow], text: str, code: str | None = None) -> Heard:
    await incidents.lock(unit.session, [i.id for i in running])
    for incident in running:
        await _note(unit, incident, person, text)
    back = await reply_words.which(unit, running, code)
    return Heard("ask back", in_exercise(back) if all(is_exercise(i) for i in running) else back)


async def _unclear(unit: Unit, person: PersonRow, text: str) -> Heard:
    running = await incidents.asking(unit.session, person.id, await incidents.open_incidents_of(unit.session, person.id))
    if not running:
        return _NOTHING
    if len(running) > 1:
        return await _ask_back(unit, person, running, text)
    await incidents.lock(unit.session, [running[0].id])
    await _note(unit, running[0], person, text)
    return Heard("unclear", Sentence("Your answer could not be read. Answer 1 seen, 2 on my way, 3 cannot."), running[0].id)


async def _note(unit: Unit, incident: IncidentRow, person: PersonRow, text: str) -> None:
    """Keep what was written, but never a CPR number (I8): a phone's message cannot be sent back to be mended."""
    await record(unit, incident.id, "reply.unclear", {"person": person.id}, {"text": without_cpr(text)[:500], **_name(person)})


def _name(person: PersonRow) -> dict[str, dict[str, str]]:
    return {f"person:{person.id}": {"name": person.name}}
