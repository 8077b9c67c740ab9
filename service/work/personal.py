"""What somebody sees behind their own link: what they were told, what they answered, what they are asked to do.

Only words that were sent to them, and of the incident only what any tier may know (C4).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from actioncards.labels import Label
from actioncards.model import Level, Plan
from flows.card import is_pending
from flows.delivery import TOLD
from flows.incident import is_open
from flows.sentences import GONE, NOT_FOUND, Refused
from flows.vocabulary import AnswerKind, CardState, IncidentState, Medium, Mode, NoticeKind, TaskState
from service.store import alert_list, cards, incidents, outbox
from service.store.tables import AnswerRow, DeliveryRow, IncidentRow, NoticeTextRow, PersonRow, TaskRow
from service.work import decisions
from service.work.cards import LINK
from service.work.notices import MARKS
from service.work.plans import plan_of
from service.work.unit import Unit

ANSWER = "answer"
TASK = "task"
_READS_BEST = {Medium.SMS.value: 0, Medium.EMAIL.value: 1, Medium.VOICE.value: 2}


@dataclass(frozen=True, slots=True)
class Told:
    """One message as it was sent to them, without the link that led here."""

    at: datetime
    kind: NoticeKind
    text: str


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task of one of their seats; `token` opens its page."""

    title: str
    due_at: datetime
    state: TaskState
    token: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Of an incident what everybody who is told may know."""

    id: int
    mode: Mode
    open: bool
    level: Level | None
    area: str
    cause: Label | None
    occurred_at: datetime
    called_off_at: datetime | None
    sender: str


@dataclass(frozen=True, slots=True)
class Personal:
    """The page behind an answer link. `asked` says whether an answer is wanted of them, `call_out` that it is to take a call-out.

    `card` opens their action cards, with `card_steps` left to do; None when they have none.
    """

    person_id: int
    language: str
    name: str
    seats: tuple[str, ...]
    situation: Situation
    told: tuple[Told, ...]
    tasks: tuple[OwnTask, ...]
    asked: bool
    call_out: bool
    answer: AnswerKind | None
    minutes: int | None
    answered_at: datetime | None
    card: str | None
    card_steps: int


@dataclass(frozen=True, slots=True)
class TaskPage:
    """The page behind a task link: the words that go out, to whom, and until when. `place` is how the timeline names the seat.

    A task that warns nobody (a meeting's decision) has no `group`.
    """

    id: int
    title: str
    ready_text: str
    group: str | None
    seats: int
    due_at: datetime
    state: TaskState
    ended_at: datetime | None
    seat: str
    place: str
    situation: Situation


async def personal(unit: Unit, token: str) -> Personal:
    """What the answer link `token` shows; `Refused` when it is not valid (not found) or no longer works (gone)."""
    incident_id, person_id = unit.house.links.read(ANSWER, token)
    incident, plan = await _incident(unit, incident_id)
    person = await alert_list.person(unit.session, person_id)
    rows = await incidents.deliveries_of_person(unit.session, incident_id, person_id)
    if person is None or not rows:
        raise invalid()
    texts = await outbox.texts(unit.session, {row.text_id for row in rows})
    kinds = {texts[row.text_id][1].kind for row in rows}
    asked = NoticeKind.ALARM if incident.level else NoticeKind.CALL_OUT
    answer: AnswerRow | None = await incidents.newest_answer(unit.session, incident_id, person_id, asked)
    places = [(c.group_key, c.seat_key) for c in await incidents.seats(unit.session, incident_id) if person_id in c.people]
    tasks = await incidents.tasks_of_seats(unit.session, incident_id, _places(person))
    steps = await cards.steps_of_seats(unit.session, incident_id, _places(person))
    return Personal(
        person_id=person_id,
        language=person.language,
        name=person.name,
        seats=tuple(f"{plan.group(g).brief.da}, {plan.seat(g, s).label.da}" for g, s in places),
        situation=situation(plan, incident),
        told=_told(rows, {key: (words, NoticeKind(notice.kind)) for key, (words, notice) in texts.items()}),
        tasks=tuple(_own(unit, incident_id, row) for row in tasks if row.state == TaskState.OPEN),
        asked=asked.value in kinds,
        call_out=asked is NoticeKind.CALL_OUT,
        answer=AnswerKind(answer.kind) if answer else None,
        minutes=answer.minutes if answer else None,
        answered_at=answer.answered_at if answer else None,
        card=unit.house.links.token(LINK, incident_id, person_id) if steps else None,
        card_steps=sum(is_pending(CardState(step.state)) for step in steps),
    )


async def task_page(unit: Unit, token: str) -> TaskPage:
    """What the task link `token` shows; `Refused` as for an answer link."""
    incident_id, task_id = unit.house.links.read(TASK, token)
    row = await incidents.task(unit.session, task_id)
    if row is None or row.incident_id != incident_id:
        raise invalid()
    incident, plan = await _incident(unit, incident_id, needed_until=row.due_at if row.kind == decisions.KIND else None)
    group = plan.group(row.facts["group"]) if "group" in row.facts else None
    return TaskPage(
        id=row.id,
        title=row.title,
        ready_text=row.ready_text,
        group=group.label.da if group else None,
        seats=len(group.seats) if group else 0,
        due_at=row.due_at,
        state=TaskState(row.state),
        ended_at=row.ended_at,
        seat=plan.seat(row.group_key, row.seat_key).label.da,
        place=f"seat:{row.group_key}.{row.seat_key}",
        situation=situation(plan, incident),
    )


def situation(plan: Plan, incident: IncidentRow) -> Situation:
    """What everybody who is told may know of the incident."""
    return Situation(
        id=incident.id,
        mode=Mode(incident.mode),
        open=is_open(IncidentState(incident.state)),
        level=plan.levels.get(incident.level or ""),
        area=plan.area(incident.area).label.da,
        cause=plan.named_cause(incident.level, incident.cause),
        occurred_at=incident.occurred_at,
        called_off_at=incident.called_off_at,
        sender=plan.defaults.sender.da,
    )


async def _incident(unit: Unit, incident_id: int, *, needed_until: datetime | None = None) -> tuple[IncidentRow, Plan]:
    incident = await running(unit, incident_id, needed_until=needed_until)
    return incident, await plan_of(unit, incident)


async def running(unit: Unit, incident_id: int, *, needed_until: datetime | None = None) -> IncidentRow:
    """The incident that a link belongs to; `Refused` when there is none (not found) or its links work no longer (gone).

    The plan's hours run from the call-off, or from `needed_until` when that is later: a decision's deadline may be.
    """
    incident = await incidents.incident(unit.session, incident_id)
    if incident is None:
        raise invalid()
    plan = await plan_of(unit, incident)
    ended = incident.called_off_at
    if ended is not None and unit.now > max(ended, needed_until or ended) + timedelta(hours=plan.deadlines.link_valid_hours):
        raise Refused("The incident is over, and this link no longer works. Call the duty chief if you need to.", kind=GONE)
    return incident


def _told(rows: list[DeliveryRow], texts: dict[int, tuple[NoticeTextRow, NoticeKind]]) -> tuple[Told, ...]:
    """Each notice once, in the wording that reads best on a phone, newest first; only what has left the house."""
    best: dict[int, DeliveryRow] = {}
    for row in rows:
        if row.state in TOLD and (row.notice_id not in best or _READS_BEST[row.medium] < _READS_BEST[best[row.notice_id].medium]):
            best[row.notice_id] = row
    found = [
        Told(row.handed_at or row.created_at, texts[row.text_id][1], _without_link(texts[row.text_id][0].body)) for row in best.values()
    ]
    return tuple(sorted(found, key=lambda told: told.at, reverse=True))


def _without_link(body: str) -> str:
    return "\n".join(line for line in body.split("\n") if not any(mark in line for mark in MARKS)).strip()


def _places(person: PersonRow) -> list[tuple[str, str]]:
    return [(place.group_key, place.seat_key) for place in person.places if place.seat_key is not None]


def _own(unit: Unit, incident_id: int, row: TaskRow) -> OwnTask:
    return OwnTask(row.title, row.due_at, TaskState(row.state), unit.house.links.token(TASK, incident_id, row.id))


def invalid() -> Refused:
    """What a link that is none of ours is told, without saying why."""
    return Refused("This link is not valid. Open the link in the newest message, or call the duty chief.", kind=NOT_FOUND)
