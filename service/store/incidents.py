"""Queries of incidents, the calling of seats, answers and tasks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from flows.delivery import ASKING, TOLD
from flows.meeting import ANSWERED
from flows.vocabulary import DeliveryState, IncidentState, NoticeKind
from service.store.tables import AnswerRow, DeliveryRow, IncidentRow, NoticePartRow, NoticeRow, PlaceRow, SeatCallRow, TaskRow
from service.store.turns import LETTERS, take_turn

_CLOSED = (IncidentState.CALLED_OFF.value, IncidentState.EVALUATED.value, IncidentState.CLOSED.value)


async def incident(session: AsyncSession, incident_id: int, *, lock: bool = False) -> IncidentRow | None:
    """One incident; `lock` holds it for this transaction so that decisions about it queue up.

    Not so tightly that rows which only refer to it must wait: a timeline entry is written while the incident is held.
    """
    return await session.get(IncidentRow, incident_id, with_for_update={"key_share": True} if lock else None, populate_existing=lock)


async def lock(session: AsyncSession, ids: Iterable[int | None], *, shared: bool = False) -> None:
    """Hold these incidents for this transaction, lowest first; `shared` with others who decide nothing about them.

    Whoever changes anything of an incident holds its row first, then deliveries and timers, then the timeline's head: so nobody
    waits for someone who waits for them. Who only carries out what is decided (writes a part of a list, records that a message was
    taken) shares the row: neither waits for the other, and no decision falls meanwhile.
    """
    wanted = {i for i in ids if i is not None}
    if wanted:
        rows = select(IncidentRow.id).where(IncidentRow.id.in_(wanted)).order_by(IncidentRow.id)
        await session.execute(rows.with_for_update(read=shared, key_share=not shared))


async def lock_letters(session: AsyncSession) -> None:
    """Let nobody else choose an incident's letter until this transaction ends: two alarms at the same moment get two letters."""
    await take_turn(session, LETTERS)


async def open_codes(session: AsyncSession) -> set[str]:
    """The letters of the incidents that still run."""
    return set(await session.scalars(select(IncidentRow.code).where(IncidentRow.state.not_in(_CLOSED))))


@dataclass(frozen=True, slots=True)
class LetterUse:
    """How many running incidents have a letter, and when the last one that has ended with it did (None: none has)."""

    running: int
    ended: datetime | None


async def letters_used(session: AsyncSession) -> dict[str, LetterUse]:
    """How each letter that any incident has had is used."""
    is_closed = IncidentRow.state.in_(_CLOSED)
    running = func.sum(case((is_closed, 0), else_=1))
    ended = func.max(case((is_closed, func.coalesce(IncidentRow.called_off_at, IncidentRow.reported_at))))
    rows = await session.execute(select(IncidentRow.code, running, ended).group_by(IncidentRow.code))
    return {code: LetterUse(count, last) for code, count, last in rows}


async def page(session: AsyncSession, *, before: int | None, limit: int, only_open: bool = False) -> list[IncidentRow]:
    """Incidents, newest first, with ids below `before`."""
    query = select(IncidentRow).order_by(IncidentRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(IncidentRow.id < before)
    if only_open:
        query = query.where(IncidentRow.state.not_in(_CLOSED))
    return list(await session.scalars(query))


async def running_in(session: AsyncSession, area: str, mode: str) -> tuple[int, ...]:
    """The incidents with an alarm that run in the area in that mode, the newest first."""
    query = select(IncidentRow.id).where(IncidentRow.area == area, IncidentRow.mode == mode, IncidentRow.level.is_not(None))
    return tuple(await session.scalars(query.where(IncidentRow.state.not_in(_CLOSED)).order_by(IncidentRow.id.desc())))


async def seats(session: AsyncSession, incident_id: int) -> list[SeatCallRow]:
    """Every seat that is or was called in the incident, in the order they were begun."""
    return list(await session.scalars(select(SeatCallRow).where(SeatCallRow.incident_id == incident_id).order_by(SeatCallRow.id)))


async def seat(session: AsyncSession, seat_call_id: int) -> SeatCallRow | None:
    """One seat's calling as it stands now."""
    return await session.get(SeatCallRow, seat_call_id, populate_existing=True)


async def newest_answers(session: AsyncSession, incident_id: int) -> dict[tuple[int, str], AnswerRow]:
    """The answer that stands, by person and the kind of notice it answers."""
    newest = select(func.max(AnswerRow.id)).where(AnswerRow.incident_id == incident_id).group_by(AnswerRow.person_id, AnswerRow.asked)
    return {(row.person_id, row.asked): row for row in await session.scalars(select(AnswerRow).where(AnswerRow.id.in_(newest)))}


async def newest_answer(session: AsyncSession, incident_id: int, person_id: int, asked: NoticeKind) -> AnswerRow | None:
    """The answer of one person to that kind of notice that stands."""
    return (await newest_answers_of(session, incident_id, [person_id], asked)).get(person_id)


async def open_incidents_of(session: AsyncSession, person_id: int) -> list[IncidentRow]:
    """Running incidents that have sent this person a message, oldest first: what an answer with a letter could mean.

    News for whoever called the duty chief out (F1) asks nothing.
    """
    query = select(IncidentRow).where(IncidentRow.id.in_(_told(person_id)), IncidentRow.state.not_in(_CLOSED))
    return list(await session.scalars(query.order_by(IncidentRow.id)))


async def asking(session: AsyncSession, person_id: int, running: list[IncidentRow]) -> list[IncidentRow]:
    """Those of a person's `running` incidents that ask them for an answer: what a bare `1` could mean.

    A briefing asks for none (F13), nor does an update; where nothing asks, an answer can be about whatever they were told.
    """
    asked = set(await session.scalars(_told(person_id, ANSWERED)))
    return [incident for incident in running if incident.id in asked] or running


async def incidents_lately_of(session: AsyncSession, person_id: int, since: datetime) -> set[int]:
    """Incidents that have sent this person a message, and run or have ended after `since`."""
    lately = or_(IncidentRow.state.not_in(_CLOSED), IncidentRow.called_off_at > since)
    return set(await session.scalars(select(IncidentRow.id).where(IncidentRow.id.in_(_told(person_id)), lately)))


async def latest_ended_of(session: AsyncSession, person_id: int, code: str | None = None) -> IncidentRow | None:
    """The incident that ended last of those, with this letter or any, that have sent this person a message."""
    query = select(IncidentRow).where(IncidentRow.id.in_(_told(person_id)), IncidentRow.state.in_(_CLOSED))
    query = query.where(IncidentRow.code == code) if code is not None else query
    return await session.scalar(query.order_by(IncidentRow.called_off_at.desc(), IncidentRow.id.desc()).limit(1))


def _told(person_id: int, kinds: Collection[NoticeKind] | None = None) -> Select[int | None]:
    """The incidents that have sent this person a notice of these kinds, or any but news for a caller."""
    told = select(DeliveryRow.incident_id).where(DeliveryRow.person_id == person_id, DeliveryRow.state.not_in(("queued", "dropped")))
    meant = NoticeRow.kind.in_(kinds) if kinds is not None else NoticeRow.kind != NoticeKind.CALL_OUT_NEWS.value
    return told.join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id).where(DeliveryRow.incident_id.is_not(None), meant)


async def open_ids_with(session: AsyncSession, person_id: int) -> list[int]:
    """Running incidents that have written any message to this person, sent yet or not; oldest first."""
    written = select(DeliveryRow.incident_id).where(DeliveryRow.person_id == person_id)
    query = select(IncidentRow.id).where(IncidentRow.id.in_(written), IncidentRow.state.not_in(_CLOSED))
    return list(await session.scalars(query.order_by(IncidentRow.id)))


async def latest_incident_of(session: AsyncSession, person_id: int) -> IncidentRow | None:
    """The newest incident, open or closed, that has sent this person a message."""
    told = select(func.max(DeliveryRow.incident_id)).where(DeliveryRow.person_id == person_id)
    return await session.scalar(select(IncidentRow).where(IncidentRow.id == told.scalar_subquery()))


async def was_told(session: AsyncSession, incident_id: int, person_id: int) -> bool:
    """Whether the incident has written any message to this person."""
    return (
        await session.scalar(
            select(DeliveryRow.id).where(DeliveryRow.incident_id == incident_id, DeliveryRow.person_id == person_id).limit(1)
        )
        is not None
    )


async def deliveries_of_person(session: AsyncSession, incident_id: int, person_id: int, *, lock: bool = False) -> list[DeliveryRow]:
    """One person's deliveries in an incident, oldest first."""
    query = select(DeliveryRow).where(DeliveryRow.incident_id == incident_id, DeliveryRow.person_id == person_id).order_by(DeliveryRow.id)
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    return list(await session.scalars(query))


async def deliveries(session: AsyncSession, incident_id: int, *, after: int = 0, limit: int = 500) -> list[DeliveryRow]:
    """Deliveries of an incident in id order."""
    return list(
        await session.scalars(
            select(DeliveryRow).where(DeliveryRow.incident_id == incident_id, DeliveryRow.id > after).order_by(DeliveryRow.id).limit(limit)
        )
    )


async def delivery_counts(session: AsyncSession, incident_id: int) -> dict[str, int]:
    """How many deliveries stand in each state."""
    rows = await session.execute(
        select(DeliveryRow.state, func.count()).where(DeliveryRow.incident_id == incident_id).group_by(DeliveryRow.state)
    )
    return dict(rows.all())


async def notices(session: AsyncSession, incident_id: int) -> list[NoticeRow]:
    """Every decision of the incident to tell people something, oldest first."""
    return list(await session.scalars(select(NoticeRow).where(NoticeRow.incident_id == incident_id).order_by(NoticeRow.id)))


async def tasks(session: AsyncSession, incident_id: int) -> list[TaskRow]:
    """The incident's tasks, the most pressing first."""
    return list(await session.scalars(select(TaskRow).where(TaskRow.incident_id == incident_id).order_by(TaskRow.due_at, TaskRow.id)))


async def task(session: AsyncSession, task_id: int, *, lock: bool = False) -> TaskRow | None:
    """One task."""
    return await session.get(TaskRow, task_id, with_for_update=lock or None, populate_existing=lock)


async def tasks_of_seats(session: AsyncSession, incident_id: int, places: list[tuple[str, str]]) -> list[TaskRow]:
    """The tasks of these (group, seat) places in the incident."""
    if not places:
        return []
    any_place = or_(*((TaskRow.group_key == group) & (TaskRow.seat_key == seat) for group, seat in places))
    return list(await session.scalars(select(TaskRow).where(TaskRow.incident_id == incident_id, any_place).order_by(TaskRow.id)))


async def was_spoken_to(session: AsyncSession, incident_id: int, person_id: int) -> bool:
    """Whether a message of the incident has reached this person, or may have."""
    spoken = select(DeliveryRow.id).where(
        DeliveryRow.incident_id == incident_id, DeliveryRow.person_id == person_id, DeliveryRow.state.in_([s.value for s in TOLD])
    )
    return await session.scalar(spoken.limit(1)) is not None


async def groups_told(session: AsyncSession, incident_id: int) -> set[str]:
    """The open groups whose members the incident has told, or was telling."""
    groups = await session.scalars(select(NoticePartRow.group_key).where(NoticePartRow.incident_id == incident_id).distinct())
    return {group for group in groups if group is not None}


async def close_parts(session: AsyncSession, incident_id: int, now: datetime, *, kinds: Collection[str] | None = None) -> None:
    """Mark every list of the incident that is still being written, of these kinds of notice, as ended."""
    query = update(NoticePartRow).where(NoticePartRow.incident_id == incident_id, NoticePartRow.done_at.is_(None))
    if kinds is not None:
        notices = select(NoticeRow.id).where(NoticeRow.incident_id == incident_id, NoticeRow.kind.in_(kinds))
        query = query.where(NoticePartRow.notice_id.in_(notices))
    await session.execute(query.values(done_at=now).execution_options(synchronize_session="fetch"))


async def newest_answers_of(
    session: AsyncSession, incident_id: int, people: Collection[int], asked: NoticeKind | None = None
) -> dict[int, AnswerRow]:
    """The answer that stands of each of these people, to that kind of notice or to any."""
    newest = select(func.max(AnswerRow.id)).where(AnswerRow.incident_id == incident_id, AnswerRow.person_id.in_(people))
    if asked is not None:
        newest = newest.where(AnswerRow.asked == asked.value)
    rows = await session.scalars(select(AnswerRow).where(AnswerRow.id.in_(newest.group_by(AnswerRow.person_id))))
    return {row.person_id: row for row in rows}


async def alarms_of(session: AsyncSession, incident_id: int, people: Collection[int]) -> list[DeliveryRow]:
    """The messages that asked these people for an answer, oldest first."""
    alarms = select(NoticeRow.id).where(NoticeRow.incident_id == incident_id, NoticeRow.kind.in_(ASKING))
    query = select(DeliveryRow).where(DeliveryRow.notice_id.in_(alarms), DeliveryRow.person_id.in_(people))
    return list(await session.scalars(query.order_by(DeliveryRow.id)))


async def notice_under_way(session: AsyncSession, notice_id: int, person_id: int) -> bool:
    """Whether a message of this notice is still on its way to the person, or has reached them."""
    ended = [s.value for s in (DeliveryState.FAILED, DeliveryState.DROPPED, DeliveryState.UNCERTAIN)]
    query = select(DeliveryRow.id).where(
        DeliveryRow.notice_id == notice_id, DeliveryRow.person_id == person_id, DeliveryRow.state.not_in(ended)
    )
    return await session.scalar(query.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Sent:
    """How one person's alarm stands on one medium: `over` when it will not arrive that way any more."""

    person_id: int
    medium: str
    over: bool


async def alarms_sent(session: AsyncSession, incident_id: int, people: Collection[int], kind: NoticeKind) -> list[Sent]:
    """On which media notices of `kind` (the alarm, a call-out) go, or went, to each of these people.

    What was dropped before it was sent is not among them.
    """
    alarms = select(NoticeRow.id).where(NoticeRow.incident_id == incident_id, NoticeRow.kind == kind.value)
    rows = await session.execute(
        select(DeliveryRow.person_id, DeliveryRow.medium, DeliveryRow.state, DeliveryRow.leased_until).where(
            DeliveryRow.incident_id == incident_id,
            DeliveryRow.notice_id.in_(alarms),
            DeliveryRow.person_id.in_(people),
            DeliveryRow.state != DeliveryState.DROPPED.value,
        )
    )
    given_up = DeliveryState.UNCERTAIN.value
    return [Sent(p, m, s == DeliveryState.FAILED or (s == given_up and lease is None)) for p, m, s, lease in rows]


async def open_group_counts(session: AsyncSession, incident_id: int, group: str, area: str | None) -> tuple[int, int]:
    """How many of an open group have been written to in the incident, and how many of those have answered."""
    members = select(PlaceRow.person_id).where(PlaceRow.group_key == group)
    if area:
        members = members.where(PlaceRow.area_key == area)
    told = select(func.count(DeliveryRow.person_id.distinct())).where(
        DeliveryRow.incident_id == incident_id, DeliveryRow.person_id.in_(members)
    )
    answered = select(func.count(AnswerRow.person_id.distinct())).where(
        AnswerRow.incident_id == incident_id, AnswerRow.person_id.in_(members)
    )
    return await session.scalar(told) or 0, await session.scalar(answered) or 0


async def is_writing(session: AsyncSession, incident_id: int) -> bool:
    """Whether a long list of the incident is still being written."""
    open_part = select(NoticePartRow.id).where(NoticePartRow.incident_id == incident_id, NoticePartRow.done_at.is_(None))
    return await session.scalar(open_part.limit(1)) is not None
