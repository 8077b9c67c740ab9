"""A sandbox at its fullest: an alarm for which five hundred people were called, and five thousand entries in its timeline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import insert, select, update

from actioncards.model import Step
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, NoticeKind, SeatState
from service.bootstrap import build
from service.domain.timeline import Fact, Head, chained, prepare
from service.settings import read_settings
from service.store import incidents, timeline
from service.store.tables import (
    AnswerRow,
    DeliveryRow,
    PersonRow,
    PlaceRow,
    SeatCallRow,
    TimelineEntryRow,
    TimelineHeadRow,
    TimelinePersonalRow,
)
from service.work.answers import Reply, take
from service.work.incidents import Alarm, raise_alarm
from service.work.plans import in_force
from service.work.unit import Unit
from tests.pages.sandboxes import seeded

LEVEL, AREA, CAUSE = "red", "vollsmose", "skyderi"
PEOPLE: Final = 500
ENTRIES: Final = 5_000
_KINDS: Final = (AnswerKind.SEEN, AnswerKind.ON_MY_WAY, AnswerKind.CANNOT)


@dataclass(frozen=True)
class Crowd:
    """What was put into the database: the users' passwords and the incident's number."""

    passwords: Mapping[str, str]
    incident: int


async def crowded(database_url: str, people: int = PEOPLE, entries: int = ENTRIES) -> Crowd:
    """Fill a migrated, empty database. A third of the seats has answered, everyone in them; a third is being tried; a third is silent."""
    passwords = await seeded(database_url)
    service = build(read_settings(database_url=database_url))
    try:
        async with service.unit("system") as unit:
            await _people(unit, people)
        async with service.unit("system") as unit:
            incident = (await raise_alarm(unit, Alarm(LEVEL, AREA, CAUSE, "Flere skud er hørt ved centret."))).id
        async with service.unit("system") as unit:
            calls = [call for call in await incidents.seats(unit.session, incident) if call.people]
            await _all_told(unit, incident, calls)
            for call in calls[::3]:
                await _answered(unit, call)
            for call in calls[1::3]:
                call.position = len(call.people) // 2
            for call in calls[2::3]:
                call.state, call.position, call.due_at = SeatState.UNREACHABLE, len(call.people) - 1, None
        async with service.unit("system") as unit:
            await _log(unit, incident, entries)
    finally:
        await service.close()
    return Crowd(passwords, incident)


async def _people(unit: Unit, people: int) -> None:
    """Deputies for every seat that is called at once, until there are so many on the list."""
    _, plan = await in_force(unit.session, unit.house)
    seats = [(a.group.key, seat.key) for a in plan.audience(LEVEL, AREA) if a.step is Step.AT_ONCE for seat in a.group.seats]
    first = max(await unit.session.scalars(select(PersonRow.id))) + 1
    numbers = range(first, first + people)
    await unit.session.execute(insert(PersonRow), [_person(number) for number in numbers])
    rows = [
        {"person_id": number, "group_key": group, "seat_key": seat, "area_key": None, "position": 10 + at // len(seats)}
        for at, number in enumerate(numbers)
        for group, seat in [seats[at % len(seats)]]
    ]
    await unit.session.execute(insert(PlaceRow), rows)


def _person(number: int) -> dict[str, object]:
    return {
        "id": number,
        "name": f"Test Opdigtet Person {number}",
        "title": "Afdelingsleder",
        "organisation": "Børne- og Ungeforvaltningen",
        "mobile": f"+4520{number:06d}",
        "email": f"person.{number}@example.org",
        "language": "da",
        "invented": True,
        "active": True,
    }


async def _all_told(unit: Unit, incident: int, calls: Iterable[SeatCallRow]) -> None:
    """Everybody has been told as the first of each seat was."""
    told = list(await unit.session.scalars(select(DeliveryRow).where(DeliveryRow.incident_id == incident)))
    known = {row.person_id for row in told}
    rows = []
    for row in told:
        row.state, row.accepted_at, row.delivered_at = DeliveryState.DELIVERED, unit.now, unit.now
    for call in calls:
        for row in [row for row in told if row.seat_call_id == call.id]:
            like = {column.key: getattr(row, column.key) for column in DeliveryRow.__table__.columns if column.key != "id"}
            rows += [like | {"person_id": person} for person in call.people if person not in known]
        known |= set(call.people)
    await unit.session.execute(insert(DeliveryRow), rows)


async def _answered(unit: Unit, call: SeatCallRow) -> None:
    """Everybody in the seat has answered: the first as people do, the others are written beside."""
    first, *others = call.people
    await take(unit, call.incident_id, Reply(first, AnswerKind.SEEN, AnswerVia.LINK))
    like = {"incident_id": call.incident_id, "asked": NoticeKind.ALARM, "minutes": None, "via": AnswerVia.LINK, "actor": unit.actor}
    like |= {"answered_at": unit.now, "entered_at": unit.now}
    rows = [like | {"person_id": person, "kind": _KINDS[at % len(_KINDS)]} for at, person in enumerate(others)]
    await unit.session.execute(insert(AnswerRow), rows)


async def _log(unit: Unit, incident: int, entries: int) -> None:
    """Lines in the log until the timeline has so many entries, chained as any other and written at once."""
    head = await timeline.locked_head(unit.session, incident)
    rows, personal = [], []
    for number in range(head.seq + 1, entries + 1):
        words = f"Linje {number}: politiet er til stede ved Bøgeparken, beboerne er roligere, og skolen er orienteret."
        ready = prepare(Fact("log", unit.now - timedelta(seconds=entries - number), unit.actor, {}, {"text": words}), unit.house.salt)
        entry = chained(head, incident, ready, unit.now)
        head = Head(entry.seq, entry.hash)
        rows.append({column: getattr(entry, column) for column in ("incident_id", "seq", "kind", "occurred_at", "entered_at", "actor")})
        rows[-1] |= {"data": dict(entry.data), "digests": dict(entry.digests), "previous": entry.previous, "hash": entry.hash}
        personal.append({"values": {key: list(salted) for key, salted in ready.personal.items()}})
    await unit.session.execute(insert(TimelineEntryRow), rows)
    ids = await unit.session.scalars(
        select(TimelineEntryRow.id)
        .where(TimelineEntryRow.incident_id == incident, TimelineEntryRow.seq >= rows[0]["seq"])
        .order_by(TimelineEntryRow.seq)
    )
    await unit.session.execute(
        insert(TimelinePersonalRow), [values | {"entry_id": number} for values, number in zip(personal, ids, strict=True)]
    )
    await unit.session.execute(update(TimelineHeadRow).where(TimelineHeadRow.incident_id == incident).values(seq=head.seq, hash=head.hash))
