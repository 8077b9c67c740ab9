"""A witness of the whole procedure: notes who answered what, what was handed to providers, and what ended; and judges by it.

It looks at the engine's rows for what an answer belongs to, but the rules it holds them to are its own: nobody is paged after
their answer, nothing due is lost, nothing fires twice, closed stays closed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select

from flows.call_out import LONGEST_PAUSE
from flows.incident import is_open
from flows.meeting import COMING, SUMMONING
from flows.vocabulary import (
    AnswerKind,
    DeliveryState,
    HandOverState,
    IncidentState,
    Medium,
    NoticeKind,
    SeatState,
    SwapState,
    TaskState,
)
from service.channels.errors import ChannelError, Uncertain
from service.channels.protocol import Outgoing, Receipt
from service.store.tables import (
    AnswerRow,
    Base,
    CallOutRow,
    DeliveryRow,
    DutyHandOverRow,
    DutyRotationRow,
    DutySwapRow,
    IncidentRow,
    InvitationRow,
    MeetingRow,
    NoticeRow,
    NoticeTextRow,
    TaskRow,
    TimelineEntryRow,
    TimerRow,
    UpdateDueRow,
)
from service.work.duty import on_duty
from tests.work.town import Town

Row = TypeVar("Row", bound=Base)

LAST_WORDS = ("call_off", "meeting_cancelled", "minutes")
"""Go with the end of an incident, also when they have to be tried again."""
ONCE = ("callout.round", "meeting.held", "meeting.closed", "meeting.cancelled", "incident.called_off", "callout.assessed")
"""Steps that come once: by these facts of theirs."""
WAITING = ("queued", "handed_over")


@dataclass(frozen=True, slots=True)
class Given:
    """A message that a provider got, and whether it may have arrived: yes, no, or nobody knows."""

    delivery: int
    arrived: bool
    doubtful: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Fence:
    """This person has answered: nothing of what `asks` matches may be given to a provider from `since` on."""

    person: int
    since: int
    thing: str
    asks: Callable[[NoticeRow, str], bool]


class Witness:
    """Stands at the providers' doors. `look` after every step; `rest` when everything has come to rest."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.given: list[Given] = []
        self.fences: list[Fence] = []
        self.ended: dict[int, datetime] = {}
        self.fired: Counter[int] = Counter()
        self.lost: set[int] = set()
        """Deliveries whose result no process has recorded: those may be sent twice."""
        self.moods: dict[Medium, Callable[[Outgoing], Receipt] | None] = dict.fromkeys(Medium)
        self._judged = 0
        self._known: set[tuple[str, int]] = set()
        for medium, post in town.posts.items():
            post.react = lambda message, medium=medium: self._take(medium, message)

    def _take(self, medium: Medium, message: Outgoing) -> Receipt:
        mood = self.moods[medium]
        try:
            receipt = mood(message) if mood else Receipt(f"x{message.delivery_id}", DeliveryState.ACCEPTED)
        except ChannelError as error:
            doubtful = isinstance(error, Uncertain)
            self.given.append(Given(message.delivery_id, doubtful, doubtful, self.town.clock.now()))
            raise
        self.given.append(Given(message.delivery_id, arrived=True, doubtful=False, at=self.town.clock.now()))
        return receipt

    async def look(self) -> None:
        """Judge what was given since the last look, then what waits."""
        async with self.town.service.store.read() as session:
            self.notices = {n.id: n for n in await session.scalars(select(NoticeRow))}
            self.deliveries = {d.id: d for d in await session.scalars(select(DeliveryRow))}
            self.texts = {t.id: t.body for t in await session.scalars(select(NoticeTextRow))}
            self.incidents = {i.id: i for i in await session.scalars(select(IncidentRow))}
            self.meetings = {m.id: m for m in await session.scalars(select(MeetingRow))}
            self.timers = [t for t in await session.scalars(select(TimerRow)) if t.done_at is None]
            self.entries = list(await session.scalars(select(TimelineEntryRow).order_by(TimelineEntryRow.id)))
        self._judge_given()
        await self._note_answers()
        self._note_ends()
        self._nothing_twice()
        self._closed_stays_closed()
        await self._each_wait_has_its_timer()

    # Nobody is paged after their answer

    def _judge_given(self) -> None:
        for number, given in enumerate(self.given[self._judged :], start=self._judged):
            delivery = self.deliveries[given.delivery]
            notice, body = self.notices[delivery.notice_id], self.texts[delivery.text_id]
            for fence in self.fences:
                if fence.person == delivery.person_id and fence.since <= number and fence.asks(notice, body):
                    raise AssertionError(f"person {fence.person} is paged after their answer to {fence.thing}: {notice.kind} {body!r}")
            self._judge_ended(notice, given.at)
        self._judged = len(self.given)

    async def _note_answers(self) -> None:
        """What has been answered since the last look."""
        async with self.town.service.store.read() as session:
            answers = list(await session.scalars(select(AnswerRow)))
            hand_overs = list(await session.scalars(select(DutyHandOverRow).where(DutyHandOverRow.state == HandOverState.ACCEPTED.value)))
            answered = [s.value for s in (SwapState.ACCEPTED, SwapState.DECLINED)]
            swaps = list(await session.scalars(select(DutySwapRow).where(DutySwapRow.state.in_(answered))))
            tasks = list(await session.scalars(select(TaskRow).where(TaskRow.state.in_([TaskState.DONE.value, TaskState.DECLINED.value]))))
        for row in answers:
            self._fence("answer", row.id, row.person_id, _asked(row.asked, row.incident_id))
        for entry in self.entries:
            if entry.kind == "meeting.answer":
                meeting = self.meetings[entry.data["meeting"]]
                self._fence("rsvp", entry.id, entry.data["person"], _summons(meeting.id, frozenset(meeting.notices), self))
            if entry.kind == "meeting.moved" and self._is_new("moved", entry.id):
                self.fences = [f for f in self.fences if f.thing != f"rsvp {entry.data['meeting']}"]
        for one in hand_overs:
            self._fence("hand_over", one.id, one.person_id, _written_before("hand_over", max(self.notices, default=0)))
        for swap in swaps:
            self._fence(
                "swap",
                swap.id,
                swap.second_person,
                _asks_for_swap(f"/{self.town.service.house.links.token('swap', swap.id, swap.second_person)}"),
            )
        for task in tasks:
            for person in {d.person_id for d in self.deliveries.values()}:
                self._fence(f"task of {person}", task.id, person, _task(task.id))

    def _fence(self, what: str, number: int, person: int, asks: tuple[str, Callable[[NoticeRow, str], bool]]) -> None:
        if self._is_new(what, number):
            self.fences.append(Fence(person, len(self.given), asks[0], asks[1]))

    def _is_new(self, what: str, number: int) -> bool:
        found = (what, number) not in self._known
        self._known.add((what, number))
        return found

    # Nothing fires twice

    def _nothing_twice(self) -> None:
        arrivals: dict[int, list[Given]] = {}
        for given in self.given:
            if given.arrived:
                arrivals.setdefault(given.delivery, []).append(given)
        for delivery, times in arrivals.items():
            assert len(times) <= 2, f"delivery {delivery} was sent {len(times)} times"
            assert len(times) < 2 or times[0].doubtful or delivery in self.lost, f"delivery {delivery} was sent twice, and nobody doubted"
        once = Counter((d.notice_id, d.person_id, d.medium) for d in self.deliveries.values())
        assert not [key for key, count in once.items() if count > 1], "one notice, one person, one medium, and yet two messages"
        live = [d for d in self.deliveries.values() if d.state != "dropped" and self.notices[d.notice_id].kind == "alarm"]
        alarms = Counter((d.incident_id, d.person_id, d.medium) for d in live)
        assert not [key for key, count in alarms.items() if count > 1], "alarmed twice on one medium"
        assert not [timer for timer, count in self.fired.items() if count > 1], "a timer fired twice"
        steps = Counter(
            (e.incident_id, e.kind, e.data.get("meeting"), e.data.get("round"), e.data.get("outcome"))
            for e in self.entries
            if e.kind in ONCE
        )
        assert not [step for step, count in steps.items() if count > 1], "a step was taken twice"
        open_ones = Counter((t.kind, t.subject_id) for t in self.timers)
        assert not [key for key, count in open_ones.items() if count > 1], "two timers for one thing"

    # Closed stays closed

    def _note_ends(self) -> None:
        for number, row in self.incidents.items():
            if not is_open(IncidentState(row.state)) and number not in self.ended:
                self.ended[number] = self.town.clock.now()

    def _judge_ended(self, notice: NoticeRow, at: datetime) -> None:
        ended = self.ended.get(notice.incident_id or 0)
        if ended is None or at < ended:
            return
        told_at_the_end = notice.created_at >= ended or notice.kind in LAST_WORDS
        assert told_at_the_end, f"incident {notice.incident_id} speaks after its end: {notice.kind} of {notice.created_at}"

    def _closed_stays_closed(self) -> None:
        for number, ended in self.ended.items():
            assert not is_open(IncidentState(self.incidents[number].state)), "a closed incident has opened again"
            assert not [t for t in self.timers if t.incident_id == number], "something falls due in a closed incident"
            later = [n.kind for n in self.notices.values() if n.incident_id == number and n.created_at > ended]
            assert not later, f"written after the end of incident {number}: {later}"

    # Nothing due is lost

    async def _each_wait_has_its_timer(self) -> None:
        """What waits for a time has a timer that will bring it on (I2)."""
        waits = {(t.kind, t.subject_id) for t in self.timers}
        for number, row in self.incidents.items():
            for call in await self.town.seats(number):
                assert (call.state == SeatState.TRYING) == (("seat", call.id) in waits), f"seat {call.seat_key}: {call.state}"
                if row.state == IncidentState.REPORTED and call.state == SeatState.UNREACHABLE:
                    assert ("call_out", call.id) in waits, "nobody answered, and nobody will be called again"
        for meeting in self.meetings.values():
            assert (meeting.state in COMING) == (("meeting", meeting.id) in waits), f"meeting {meeting.id}: {meeting.state}"
        for invitation in await self._rows(InvitationRow):
            assert (invitation.due_at is not None) == (("invitation", invitation.id) in waits), f"invitation {invitation.seat_key}"
        open_ones = {number for number in self.incidents if number not in self.ended}
        expected = {("update", row.incident_id) for row in await self._rows(UpdateDueRow) if row.incident_id in open_ones}
        expected |= {("duty_swap", row.id) for row in await self._rows(DutySwapRow) if row.state == SwapState.PROPOSED}
        waiting = (HandOverState.SENT, HandOverState.REMINDED)
        expected |= {("duty_reminder", row.id) for row in await self._rows(DutyHandOverRow) if row.state in waiting}
        tasks = [row for row in await self._rows(TaskRow) if row.state == TaskState.OPEN and row.kind != "decision"]
        expected |= {("task", row.id) for row in tasks}
        if [row for row in await self._rows(DutyRotationRow) if row.withdrawn_at is None]:
            expected |= {("duty_hand_over", 0), ("duty_check", 0)}
        assert expected <= waits, f"nothing will bring these on: {expected - waits}"

    async def _rows(self, table: type[Row]) -> list[Row]:
        async with self.town.service.store.read() as session:
            return list(await session.scalars(select(table)))

    async def rest(self) -> None:
        """Everything that was due has been done: nothing is late, and the roster's chief is the one who was told."""
        await self.look()
        now = self.town.clock.now()
        assert not [t.kind for t in self.timers if t.due_at <= now], "due, and not done"
        assert not [d.id for d in self.deliveries.values() if d.state == "queued" and d.due_at <= now], "due, and not sent"
        late = [m.id for m in self.meetings.values() if m.state in COMING and m.starts_at <= now]
        assert not late, "a meeting's start has passed unseen"
        async with self.town.service.reading() as unit:
            duty = await on_duty(unit)
            told = await unit.session.scalar(select(DutyHandOverRow).order_by(DutyHandOverRow.id.desc()).limit(1))
            proposed = await unit.session.scalars(select(DutySwapRow).where(DutySwapRow.state == SwapState.PROPOSED.value))
            assert not [s.id for s in proposed if s.lapses_at <= now], "a swap outlived its time"
        if duty.by_roster:
            assert told is not None
            assert told.person_id == duty.people[0].id, "somebody has the duty and has not been told"

    async def calls_go_on(self) -> None:
        """F2: a call-out that nobody has taken calls somebody at least once an hour, unless all have said that they cannot."""
        await self.look()
        for number, row in self.incidents.items():
            if row.state != IncidentState.REPORTED or any(c.state == SeatState.ANSWERED for c in await self.town.seats(number)):
                continue
            async with self.town.service.reading() as unit:
                people = (await on_duty(unit)).people
                call_out = await unit.session.scalar(select(CallOutRow).where(CallOutRow.incident_id == number))
                assert call_out is not None
                cannot = AnswerRow.kind == AnswerKind.CANNOT.value
                refused = set(await unit.session.scalars(select(AnswerRow.person_id).where(AnswerRow.incident_id == number, cannot)))
            if not [p for p in people if p.id not in refused and (p.email or p.phone or (p.mobile and not p.sms_opted_out_at))]:
                continue
            pages = [g.at for g in self.given if self._is_page(g, number)]
            assert pages, f"call-out {number} has called nobody"
            assert self.town.clock.now() - max(pages) <= timedelta(minutes=LONGEST_PAUSE), f"call-out {number} has gone silent"

    def _is_page(self, given: Given, incident: int) -> bool:
        notice = self.notices[self.deliveries[given.delivery].notice_id]
        return notice.kind == NoticeKind.CALL_OUT and notice.incident_id == incident

    async def nothing_waits(self) -> None:
        """At the end of everything: no message waits, and no seat is called for ever."""
        await self.rest()
        waiting = [(d.id, d.state, self.notices[d.notice_id].kind) for d in self.deliveries.values() if d.state in WAITING]
        assert not waiting, f"due, and lost: {waiting}"


Asks = tuple[str, Callable[[NoticeRow, str], bool]]


def _asked(kind: str, incident: int) -> Asks:
    return f"{kind} of incident {incident}", lambda notice, _: notice.kind == kind and notice.incident_id == incident


def _summons(meeting: int, notices: frozenset[int], witness: Witness) -> Asks:
    """Also what summons to the same meeting later: until it is moved, the answer stands."""

    def asks(notice: NoticeRow, _: str) -> bool:
        return notice.kind in SUMMONING and notice.id in notices | set(witness.meetings[meeting].notices)

    return f"rsvp {meeting}", asks


def _written_before(kind: str, newest: int) -> Asks:
    return kind, lambda notice, _: notice.kind == kind and notice.id <= newest


def _asks_for_swap(link: str) -> Asks:
    return "swap", lambda notice, body: notice.kind == NoticeKind.ROSTER and link in body


def _task(number: int) -> Asks:
    return f"task {number}", lambda notice, _: notice.kind == NoticeKind.TASK and notice.facts.get("task_id") == str(number)
