"""The simulated people of a tabletop: who answers what after how long, and a duty chief who does what the scenario expects.

All of it is drawn from one seed, in an order that nothing but the scenario decides.
"""

import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import select

from actioncards.model import Plan
from actioncards.scenario import Act, Begins, Scenario
from flows.sentences import Refused
from flows.vocabulary import AnswerKind, AnswerVia, CardTrigger, NoticeKind, Rsvp, TaskState
from service.store import cards as card_rows
from service.store import exercises, incidents, meetings
from service.store.tables import DeliveryRow, NoticeRow
from service.work import answers, assessment, cards, closing, levels, log, meeting_room, rsvps, tasks
from service.work import meetings as meeting_work
from service.work.unit import Unit

Deed = Callable[[Unit], Awaitable[object]]

MEETING_MINUTES: Final = 25
DONE_PERCENT: Final = 80
"""Of a hundred tasks and steps of action cards, how many are done before their deadline."""


@dataclass
class Players:
    """What the simulated people mean to do, and when. `look` finds what they have been asked since; `due` gives what is due."""

    plan: Plan
    scenario: Scenario
    random: Random
    incident_id: int = 0
    _agenda: list[tuple[datetime, int, str, Deed]] = field(default_factory=list)
    _number: "itertools.count[int]" = field(default_factory=itertools.count)
    _seen: set[tuple[str, int]] = field(default_factory=set)

    @property
    def chief(self) -> str:
        """The simulated duty chief, as the timeline names who did it."""
        return f"seat:{self.plan.duty_chief.group}.{self.plan.duty_chief.seat}"

    def next_due(self) -> datetime | None:
        """When somebody means to do something next."""
        return self._agenda[0][0] if self._agenda else None

    def due(self, now: datetime) -> tuple[str, Deed] | None:
        """Who does what now; None when nobody does."""
        if not self._agenda or self._agenda[0][0] > now:
            return None
        _, _, actor, deed = heapq.heappop(self._agenda)
        return actor, deed

    def begin(self, now: datetime) -> None:
        """What the duty chief means to do from the beginning: the end."""
        self._plan(now + timedelta(minutes=self.scenario.ends_minutes), self.chief, self._call_off)

    async def look(self, unit: Unit) -> None:
        """See what has been asked of whom since the last look, and decide what comes of it and when."""
        await self._asked(unit)
        await self._called_out(unit)
        await self._injects(unit)
        await self._deadlines(unit)
        await self._meetings(unit)

    def _plan(self, at: datetime, actor: str, deed: Deed) -> None:
        heapq.heappush(self._agenda, (at, next(self._number), actor, deed))

    def _new(self, what: str, number: int) -> bool:
        if (what, number) in self._seen:
            return False
        self._seen.add((what, number))
        return True

    def _minutes(self, least: float, most: float) -> timedelta:
        return timedelta(seconds=round(self.random.uniform(least * 60, most * 60)))

    async def _asked(self, unit: Unit) -> None:
        """Each message that asks for an answer, once: many answer, some cannot, some are silent."""
        kinds = (NoticeKind.ALARM, NoticeKind.CALL_OUT, NoticeKind.MEETING)
        query = (
            select(DeliveryRow.id, DeliveryRow.person_id, NoticeRow.kind)
            .join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
            .where(DeliveryRow.incident_id == self.incident_id, DeliveryRow.handed_at.is_not(None), NoticeRow.kind.in_(kinds))
            .order_by(DeliveryRow.id)
        )
        for delivery, person, kind in (await unit.session.execute(query)).all():
            if self._new("message", delivery):
                self._answer(unit.now, person, NoticeKind(kind))

    def _answer(self, now: datetime, person: int, kind: NoticeKind) -> None:
        how, roll = self.scenario.answers, self.random.randrange(100)
        at = now + self._minutes(how.least_minutes, how.most_minutes)
        on_my_way = self.random.choice((None, 10, 20))
        if roll < how.silent_percent:
            return
        cannot = roll < how.silent_percent + how.cannot_percent
        if kind is NoticeKind.MEETING:
            self._plan(at, f"person:{person}", self._rsvp(person, Rsvp.CANNOT if cannot else Rsvp.JOINING))
            return
        answer = AnswerKind.CANNOT if cannot else AnswerKind.ON_MY_WAY if on_my_way else AnswerKind.SEEN
        self._plan(at, f"person:{person}", self._reply(person, answer, None if cannot else on_my_way))

    def _reply(self, person: int, kind: AnswerKind, minutes: int | None) -> Deed:
        async def deed(unit: Unit) -> object:
            return await answers.take(unit, self.incident_id, answers.Reply(person, kind, AnswerVia.LINK, minutes))

        return deed

    def _rsvp(self, person: int, said: Rsvp) -> Deed:
        async def deed(unit: Unit) -> object:
            meeting = await meetings.open_meeting(unit.session, self.incident_id)
            return await rsvps.take(unit, meeting.id, rsvps.Reply(person, said, AnswerVia.LINK)) if meeting else None

        return deed

    async def _called_out(self, unit: Unit) -> None:
        """Once somebody on duty has taken the call-out, it is assessed."""
        if self.scenario.begins is not Begins.CALL_OUT or ("assessed", 0) in self._seen:
            return
        calls = await incidents.seats(unit.session, self.incident_id)
        if any(c.group_key == self.plan.duty_chief.group and c.answered_at is not None for c in calls) and self._new("assessed", 0):
            choice = assessment.ToAlarm(self.scenario.level, self.scenario.cause)

            async def deed(unit: Unit) -> object:
                return await assessment.to_alarm(unit, self.incident_id, choice)

            self._plan(unit.now + timedelta(minutes=self.scenario.assess_minutes), self.chief, deed)

    async def _injects(self, unit: Unit) -> None:
        """What each inject expects is done: most often in time."""
        known = {inject.key: inject for inject in self.scenario.injects}
        for row in await exercises.injects(unit.session, self.incident_id):
            expected = known[row.key].expect
            if row.given_at is None or expected.act is None or expected.within_minutes is None or not self._new("inject", row.id):
                continue
            within = expected.within_minutes
            at = unit.now + self._minutes(0.3 * within, 1.15 * within)
            self._plan(at, self.chief, self._act(expected.act, expected.level, known[row.key].title.da))

    def _act(self, act: Act, level: str | None, why: str) -> Deed:
        async def deed(unit: Unit) -> object:
            match act:
                case Act.UPDATE:
                    return await closing.send_update(unit, self.incident_id, f"Status: {why}.")
                case Act.MEETING:
                    return await meeting_work.convene(unit, self.incident_id)
                case Act.LEVEL:
                    return await levels.set_level(unit, self.incident_id, level or self._other_level(), why)
                case Act.LOG:
                    await log.add_entry(unit, self.incident_id, f"Set: {why}.")
                    return None
                case Act.CALL_OFF:
                    return await self._call_off(unit)

        return deed

    def _other_level(self) -> str:
        return next((key for key in self.plan.levels if key != self.scenario.level), self.scenario.level)

    async def _deadlines(self, unit: Unit) -> None:
        """Tasks and steps of action cards: most are done before their deadline, the others are left to fall overdue."""
        for task in await incidents.tasks(unit.session, self.incident_id):
            if self._new("task", task.id) and self._does():
                self._plan(self._before(unit.now, task.due_at), f"seat:{task.group_key}.{task.seat_key}", self._do_task(task.id))
        for step in await card_rows.steps(unit.session, self.incident_id):
            if self._new("step", step.id) and self._does():
                self._plan(self._before(unit.now, step.due_at), f"seat:{step.group_key}.{step.seat_key}", self._do_step(step.id))

    def _does(self) -> bool:
        return self.random.randrange(100) < DONE_PERCENT

    def _before(self, now: datetime, due_at: datetime) -> datetime:
        minutes = max(1.0, (due_at - now).total_seconds() / 60)
        return now + self._minutes(0.2 * minutes, 0.95 * minutes)

    def _do_task(self, task_id: int) -> Deed:
        async def deed(unit: Unit) -> object:
            task = await incidents.task(unit.session, task_id)
            return await tasks.do(unit, task_id) if task is not None and task.state == TaskState.OPEN else None

        return deed

    def _do_step(self, step_id: int) -> Deed:
        async def deed(unit: Unit) -> object:
            return await cards.tick(unit, step_id, CardTrigger.DO)

        return deed

    async def _meetings(self, unit: Unit) -> None:
        """A meeting that has begun is closed after a while, with its minutes."""
        for meeting in await meetings.meetings_of(unit.session, self.incident_id):
            if meeting.held_at is not None and self._new("meeting", meeting.id):
                self._plan(unit.now + timedelta(minutes=MEETING_MINUTES), self.chief, self._close(meeting.id))

    def _close(self, meeting_id: int) -> Deed:
        async def deed(unit: Unit) -> object:
            return await meeting_room.close(unit, meeting_id)

        return deed

    async def _call_off(self, unit: Unit) -> object:
        self._agenda.clear()
        try:
            return await closing.call_off(unit, self.incident_id, self.scenario.title.da)
        except Refused:  # a call-out that nobody has taken is closed, not called off
            return await assessment.to_closed(unit, self.incident_id, self.scenario.title.da)
