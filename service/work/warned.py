"""Who was told what in an incident, and what they answered: the first table of an exported timeline (I4, I7)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from actioncards.model import Plan
from flows.meeting import SUMMONING
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, Medium, NoticeKind, Rsvp
from service.domain.timeline import Entry, Salted
from service.exports.report import Warned
from service.store import incidents, reports
from service.store import meetings as meeting_rows
from service.store.tables import DeliveryRow
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class _Said:
    """What a person answered to one message."""

    at: datetime
    kind: AnswerKind | Rsvp
    via: AnswerVia
    minutes: int | None = None


async def warned_of(unit: Unit, incident_id: int, plan: Plan, pages: Sequence[tuple[Entry, dict[str, Salted]]]) -> tuple[Warned, ...]:
    """Every message of the incident in the order they were queued; `pages` is its timeline."""
    said = await _answers(unit, incident_id, [entry for entry, _ in pages])
    names = _names_when_told(values for _, values in pages)
    places = {
        person: plan.seat(call.group_key, call.seat_key).label.da
        for call in reversed(await incidents.seats(unit.session, incident_id))
        for person in call.people
    }
    return tuple(
        _row(delivery, NoticeKind(kind), names, places, said.of(delivery, kind))
        for delivery, kind in await reports.deliveries_with_kind(unit.session, incident_id)
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers that stand: to the alarm by person and kind of notice, to meetings by meeting, time of the meeting and person."""

    to_alarms: dict[tuple[int, str], _Said]
    to_meetings: dict[tuple[int, int, int], _Said]
    meeting_of: dict[int, int]
    moved: dict[int, list[datetime]]

    def of(self, delivery: DeliveryRow, kind: str) -> _Said | None:
        """The answer to this message; a yes to one time of a meeting is none to another."""
        meeting = self.meeting_of.get(delivery.notice_id)
        if kind not in SUMMONING or meeting is None:
            return self.to_alarms.get((delivery.person_id, kind))
        moves = sum(at <= delivery.created_at for at in self.moved[meeting])
        return self.to_meetings.get((meeting, moves, delivery.person_id))


async def _answers(unit: Unit, incident_id: int, entries: Iterable[Entry]) -> _Answers:
    newest = await incidents.newest_answers(unit.session, incident_id)
    to_alarms = {key: _Said(row.answered_at, AnswerKind(row.kind), AnswerVia(row.via), row.minutes) for key, row in newest.items()}
    meetings = await meeting_rows.meetings_of(unit.session, incident_id)
    moved: defaultdict[int, list[datetime]] = defaultdict(list)
    to_meetings: dict[tuple[int, int, int], _Said] = {}
    for entry in entries:
        if entry.kind == "meeting.moved":
            moved[_number(entry, "meeting")].append(entry.entered_at)
        elif entry.kind == "meeting.answer":
            meeting = _number(entry, "meeting")
            said = _Said(entry.occurred_at, Rsvp(str(entry.data["rsvp"])), AnswerVia(str(entry.data["via"])))
            to_meetings[meeting, len(moved[meeting]), _number(entry, "person")] = said
    return _Answers(to_alarms, to_meetings, {notice: row.id for row in meetings for notice in row.notices}, moved)


def _number(entry: Entry, key: str) -> int:
    return int(str(entry.data[key]))


def _names_when_told(pages: Iterable[dict[str, Salted]]) -> dict[int, tuple[str, str]]:
    """Name and organisation of each person as they stood when they were first named; what has been erased is not brought back.

    Some entries name a person without their organisation: it is the first one that any entry gives.
    """
    found: dict[int, tuple[str, str]] = {}
    for values in pages:
        for key, salted in values.items():
            if key.startswith("person:") and isinstance(salted.value, dict):
                person = int(key.removeprefix("person:"))
                name, organisation = found.get(person, ("", ""))
                found[person] = (name or str(salted.value.get("name", "")), organisation or str(salted.value.get("organisation", "")))
    return found


def _row(
    delivery: DeliveryRow, kind: NoticeKind, names: dict[int, tuple[str, str]], places: dict[int, str], answer: _Said | None
) -> Warned:
    name, organisation = names.get(delivery.person_id, ("", ""))
    return Warned(
        person=name or f"person:{delivery.person_id}",
        organisation=organisation,
        place=places.get(delivery.person_id, ""),
        medium=Medium(delivery.medium),
        notice=kind,
        state=DeliveryState(delivery.state),
        sent_at=delivery.handed_at,
        accepted_at=delivery.accepted_at,
        delivered_at=delivery.delivered_at,
        answered_at=answer.at if answer else None,
        answer=answer.kind if answer else None,
        minutes=answer.minutes if answer else None,
        via=answer.via if answer else None,
    )
