"""An SMS from a phone: an answer, the provider's own word, or a question back; never a guess (hard cases 10-12)."""

from contacts.phone import to_e164
from flows import replies
from flows.incident import is_open
from flows.sentences import Refused, Sentence
from flows.vocabulary import AnswerVia, IncidentState
from service.store import alert_list, incidents
from service.store.tables import IncidentRow, PersonRow
from service.work import answers, deliveries
from service.work.heard import Heard
from service.work.meeting_inbound import hear_rsvp
from service.work.record import record
from service.work.unit import Unit


async def hear(unit: Unit, sender: str, text: str) -> Heard:
    """Read one SMS from `sender`. Never raises for anything a phone can send."""
    person = await _person(unit, sender)
    if person is None:
        return Heard("unknown sender")
    match replies.read(text):
        case replies.OptOut():
            latest = await incidents.latest_incident_of(unit.session, person.id)
            await deliveries.opt_out(unit, person.id, latest.id if latest else None)
            return Heard("opted out", None, latest.id if latest else None)
        case replies.OptIn():
            latest = await incidents.latest_incident_of(unit.session, person.id)
            await deliveries.opt_in(unit, person.id, latest.id if latest else None)
            return Heard("opted in", None, latest.id if latest else None)
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
    meant = [i for i in running if answer.code is None or i.code == answer.code]
    if len(meant) > 1 or (running and not meant):
        return await _ask_back(unit, person, running, text)
    if not meant:
        return await _too_late(unit, person, answer)
    taken = await answers.take(unit, meant[0].id, answers.Reply(person.id, answer.kind, AnswerVia.SMS, answer.minutes))
    return Heard(taken.value, Sentence("Registered: {kind}.", kind=Sentence(answer.kind.value)), meant[0].id)


async def _too_late(unit: Unit, person: PersonRow, answer: replies.Answer) -> Heard:
    latest = await incidents.latest_incident_of(unit.session, person.id)
    if latest is None or is_open(IncidentState(latest.state)):
        return Heard("nothing to answer", Sentence("There is nothing to answer just now. In danger call 112."))
    await answers.take(unit, latest.id, answers.Reply(person.id, answer.kind, AnswerVia.SMS, answer.minutes))
    return Heard("too late", Sentence("The incident is called off. Your answer is noted."), latest.id)


async def _ask_back(unit: Unit, person: PersonRow, running: list[IncidentRow], text: str) -> Heard:
    for incident in running:
        await record(unit, incident.id, "reply.unclear", {"person": person.id}, {"text": text[:500]})
    example = ", ".join(f"{i.code}1" for i in running)
    return Heard("ask back", Sentence("More than one incident is open. Answer with the letter, for example {example}.", example=example))


async def _unclear(unit: Unit, person: PersonRow, text: str) -> Heard:
    running = await incidents.open_incidents_of(unit.session, person.id)
    if not running:
        return Heard("nothing to answer", Sentence("There is nothing to answer just now. In danger call 112."))
    if len(running) > 1:
        return await _ask_back(unit, person, running, text)
    await record(unit, running[0].id, "reply.unclear", {"person": person.id}, {"text": text[:500]})
    return Heard("unclear", Sentence("Your answer could not be read. Answer 1 seen, 2 on my way, 3 cannot."), running[0].id)
