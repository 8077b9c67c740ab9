"""How each person stands in an incident: what goes to them already, and what they have answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flows.seat import Reach
from flows.vocabulary import AnswerKind, Medium, NoticeKind
from service.store import incidents
from service.store.tables import AnswerRow, IncidentRow, PersonRow
from service.work.notices import usable_media
from service.work.unit import Unit


@dataclass(slots=True)
class Standing:
    """The alarm's messages and the newest answers of some people in one incident."""

    incident: IncidentRow
    used: defaultdict[int, set[Medium]]
    failed: defaultdict[int, set[Medium]]
    answers: dict[int, AnswerRow]

    def reach(self, unit: Unit, person_id: int, person: PersonRow | None, media: Iterable[Medium]) -> Reach:
        """The person as the seat's flow sees them. Someone who is no longer there at all cannot be told, and holds nobody up."""
        if person is None:
            return Reach(person_id, ())
        used, over = frozenset(self.used[person_id]), set(self.failed[person_id])
        if person.sms_opted_out_at:
            over.add(Medium.SMS)
        answer = self.answers.get(person_id)
        return Reach(
            person_id,
            usable_media(unit, person, media, self.incident),
            used,
            frozenset(used & over),
            None if answer is None else answer.kind != AnswerKind.CANNOT,
        )


async def standing_of(unit: Unit, incident: IncidentRow, people: Collection[int], asked: NoticeKind) -> Standing:
    """How these people stand now towards what they are `asked`: the alarm, or a call-out of the duty chief."""
    used: defaultdict[int, set[Medium]] = defaultdict(set)
    open_on: defaultdict[int, set[Medium]] = defaultdict(set)
    for sent in await incidents.alarms_sent(unit.session, incident.id, people, asked):
        used[sent.person_id].add(Medium(sent.medium))
        if not sent.over:
            open_on[sent.person_id].add(Medium(sent.medium))
    failed = defaultdict(set, {person: media - open_on[person] for person, media in used.items()})
    return Standing(incident, used, failed, await incidents.newest_answers_of(unit.session, incident.id, people, asked))
