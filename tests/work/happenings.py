"""Everything that can happen to the whole procedure, each under a word: what people do, what providers do, and what machines suffer."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from typing import Final

from sqlalchemy import func, select

from actioncards.model import Plan
from contacts.roster import Rotation
from flows.incident import is_open
from flows.meeting import SUMMONING
from flows.sentences import Refused
from flows.vocabulary import AnswerKind, AnswerVia, CallOutVia, DeliveryState, IncidentState, Layer, Medium, NoticeKind, Rsvp
from service.bootstrap import Service
from service.store import timers
from service.store.tables import (
    DeliveryRow,
    DutyHandOverRow,
    DutyOverrideRow,
    DutyRotationRow,
    DutySwapRow,
    IncidentRow,
    MeetingRow,
    NoticeRow,
    TaskRow,
)
from service.work import assessment, deliveries, duty_entering, duty_hand_over, duty_swaps, meeting_room, meetings, rsvps, tasks
from service.work.callouts import CallOut, call_out
from service.work.closing import Correction, call_off, correct, evaluate, send_update
from service.work.decisions import decide, take_up_again
from service.work.levels import set_level
from service.work.timers import LATER, fire
from tests.work.moods import Killed, Mood, one_of
from tests.work.town import Town, build_service, odense, small
from tests.work.witness import Witness

CHIEF, NEXT, SECOND, HEAD = "parties.fab", "ssp_board.politi", "parties.fab/1", "duty_chief.chefvagt"
"""Who the roster names; the first two take turns as duty chief."""
PEOPLE: Final = (CHIEF, SECOND, HEAD, "fu.politi", "fu.politi/1", "fu.sundhed", "fu.boern_unge", NEXT, "housing_board.forperson")
AREAS: Final = ("vollsmose", "rising", "ejerslykke")
LEVELS: Final = ("red", "yellow")
CAUSES: Final = {"red": "skyderi", "yellow": "uro"}
WORDS: Final = ("1", "2", "3", "A1", "B2", "c3", "VAGT JA", "VAGT NEJ", "STOP", "START", "hvad?", "Forstået")
ALARMS: Final = ("ALARM VOLLSMOSE skyderi", "alarm rising", "ALARM", "Alarm ejerslykke brand")
MOST: Final = 3
"""Incidents in one story."""

HAPPENINGS: Final[dict[str, int]] = {
    **dict.fromkeys(("call_out", "alarm", "sms_alarm"), 2),
    **dict.fromkeys(("take", "to_briefing", "to_closed", "move", "cancel", "hold", "close", "decide"), 2),
    **dict.fromkeys(("to_alarm", "convene"), 5),
    **dict.fromkeys(("answer", "rsvp", "sms", "between"), 5),
    **dict.fromkeys(("level", "correct", "update", "evaluate", "task", "off_list", "report"), 1),
    **dict.fromkeys(("call_off", "override", "absence", "withdraw", "swap", "answer_swap", "take_over", "rotate"), 2),
    **dict.fromkeys(("send", "wait"), 8),
    **dict.fromkeys(("jump", "down", "crash", "lose_worker", "forget", "die", "twice", "react", "twice"), 2),
}
"""What may happen, and how many chances it has."""


@cache
def plan_for_anything() -> Plan:
    """The small plan with Odense's pace of updates."""
    return replace(small(), levels=odense().levels)


class Story:
    """One run: does what it is told, and lets the witness look after each step. `done` counts what was not refused."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.witness = Witness(town)
        self.done: Counter[str] = Counter()

    async def begin(self) -> None:
        """Two duty chiefs by turns, a second, and the head of SSP; the duty passes on in three days, at eight."""
        for layer, people in ((Layer.CHIEF, (CHIEF, NEXT)), (Layer.SECOND, (SECOND,)), (Layer.HEAD, (HEAD,))):
            await self.town.do(duty_entering.enter_rotation, Rotation(layer, self.ids(*people), date(2026, 11, 16), time(8, 0)))

    def ids(self, *people: str) -> tuple[int, ...]:
        return tuple(self.town.people[who] for who in people)

    async def step(self, what: str, n: int, m: int) -> None:
        """One thing happens, or is refused; nothing else may come of it."""
        with suppress(Refused):
            await getattr(self, what)(n, m)
            self.done[what] += 1
        await self.witness.look()

    # Triggers

    async def call_out(self, n: int, m: int) -> None:
        """F1: by the page, the API, an SMS or the phone."""
        await self._room()
        via, caller = list(CallOutVia)[n % 4], self.town.people[PEOPLE[3 + m % 3]]
        wanted = CallOut(AREAS[m % 3], "Skyderi", "fyns_politi", via, "Risiko.", caller_person=caller if m % 2 else None)
        await self.town.do(call_out, wanted)

    async def sms_alarm(self, n: int, m: int) -> None:
        await self._room()
        await self.town.writes(
            PEOPLE[n % len(PEOPLE)], ("ALARM VOLLSMOSE skyderi", "alarm rising", "ALARM", "Alarm ejerslykke brand")[m % 4]
        )

    async def alarm(self, n: int, m: int) -> None:
        await self._room()
        await self.town.alarm(LEVELS[n % 2], AREAS[m % 3])

    async def _room(self) -> None:
        if len(await self.incidents()) >= MOST:
            raise Refused("Enough for one story.")

    # The duty chief

    async def take(self, n: int, m: int) -> None:
        await self.town.do(assessment.take, await self.incident(n), self.town.people[PEOPLE[m % 5]] if m % 3 else None)

    async def to_alarm(self, n: int, m: int) -> None:
        level = LEVELS[m % 2]
        await self.town.do(assessment.to_alarm, await self.incident(n), assessment.ToAlarm(level, CAUSES[level]), self.town.people[CHIEF])

    async def to_briefing(self, n: int, _m: int) -> None:
        await self.town.do(assessment.to_briefing, await self.incident(n), assessment.Briefing("Stor kamp.", ("fu",)))

    async def to_closed(self, n: int, _m: int) -> None:
        await self.town.do(assessment.to_closed, await self.incident(n), "Falsk alarm.")

    async def level(self, n: int, m: int) -> None:
        await self.town.do(set_level, await self.incident(n), LEVELS[m % 2], "fordi")

    async def correct(self, n: int, m: int) -> None:
        await self.town.do(correct, await self.incident(n), Correction("rettet", area=AREAS[m % 3]))

    async def update(self, n: int, _m: int) -> None:
        await self.town.do(send_update, await self.incident(n), "nyt")

    async def call_off(self, n: int, _m: int) -> None:
        await self.town.do(call_off, await self.incident(n), "slut")

    async def evaluate(self, n: int, _m: int) -> None:
        await self.town.do(evaluate, await self.incident(n), "gik godt")

    async def task(self, n: int, m: int) -> None:
        async with self.town.service.store.read() as session:
            found = list(await session.scalars(select(TaskRow.id)))
        await self.town.do((tasks.do, tasks.decline, take_up_again)[n % 3], one_of(found, m))

    # Meetings

    async def convene(self, n: int, m: int) -> None:
        chosen = None if m % 3 else self.town.clock.now() + timedelta(minutes=m % 200)
        await self.town.do(meetings.convene, await self.incident(n), chosen)
        await self.between(0, m)

    async def move(self, n: int, m: int) -> None:
        await self.town.do(meetings.move, await self.meeting(n), self.town.clock.now() + timedelta(minutes=30 + 5 * (m % 60)))
        await self.between(m, n)

    async def cancel(self, n: int, _m: int) -> None:
        await self.town.do(meetings.cancel, await self.meeting(n), "fordi")

    async def hold(self, n: int, _m: int) -> None:
        await self.town.do(meeting_room.hold, await self.meeting(n))

    async def close(self, n: int, _m: int) -> None:
        await self.town.do(meeting_room.close, await self.meeting(n))

    async def decide(self, n: int, m: int) -> None:
        await self.town.do(decide, await self.meeting(n), "Lys tændes.", "fu", "politi", self.town.clock.now() + timedelta(minutes=m % 90))

    # Answers

    async def answer(self, n: int, m: int) -> None:
        await self.town.answer(await self.incident(n), PEOPLE[m % len(PEOPLE)], list(AnswerKind)[(n + m) % 3])

    async def rsvp(self, n: int, m: int) -> None:
        reply = rsvps.Reply(self.town.people[PEOPLE[3 + m % 4]], list(Rsvp)[(n + m) % 3], AnswerVia.LINK)
        await self.town.do(rsvps.take, await self.meeting(n), reply)

    async def sms(self, n: int, m: int) -> None:
        await self.town.writes(PEOPLE[n % len(PEOPLE)], WORDS[m % len(WORDS)])

    async def between(self, n: int, m: int) -> None:
        """Somebody answers just before the send (I5, hard case 4)."""
        medium = list(Medium)[n % 3]
        waiting = [d for d in await self.town.messages(medium=medium) if d.state == DeliveryState.QUEUED][: 1 + n % 9]
        for delivery in waiting[m % 2 :: 2]:
            with suppress(Refused):
                await self._answers_what_they_are_sent(delivery, m)
        await self.witness.look()
        await self.town.record([await self.town.outcome(c) for c in await self.town.claim(medium, 1 + n % 9)])

    async def _answers_what_they_are_sent(self, claimed: DeliveryRow, m: int) -> None:
        async with self.town.service.store.read() as session:
            notice = await session.get_one(NoticeRow, claimed.notice_id)
            found = await session.scalar(select(func.max(MeetingRow.id)).where(MeetingRow.incident_id == claimed.incident_id))
        if notice.kind == NoticeKind.HAND_OVER:
            await self.take_over(m, m)
        elif notice.kind in SUMMONING and found is not None:
            await self.town.do(rsvps.take, found, rsvps.Reply(claimed.person_id, list(Rsvp)[m % 3], AnswerVia.LINK))
        elif notice.kind == NoticeKind.ROSTER:
            await self.answer_swap(0, m)
        elif claimed.incident_id is not None:
            await self.town.answer(claimed.incident_id, claimed.person_id, list(AnswerKind)[m % 3])

    # The roster

    async def override(self, n: int, m: int) -> None:
        start = self.town.clock.now() + timedelta(hours=n % 100 - 4)
        layer, who = list(Layer)[m % 3], self.town.people[PEOPLE[m % len(PEOPLE)]]
        await self.town.do(duty_entering.enter_override, layer, start, start + timedelta(hours=1 + m % 40), who)
        await self.town.fire()
        await self.between(0, n)

    async def absence(self, n: int, m: int) -> None:
        start = self.town.clock.now() + timedelta(hours=n % 60 - 3)
        await self.town.do(duty_entering.enter_absence, self.town.people[PEOPLE[m % 4]], start, start + timedelta(hours=1 + m % 50))

    async def withdraw(self, n: int, m: int) -> None:
        how = (duty_entering.withdraw_override, duty_entering.put_back_override)[n % 2]
        await self.town.do(how, await self.newest(DutyOverrideRow, m))

    async def rotate(self, n: int, m: int) -> None:
        people = self.ids(*(PEOPLE[(n + k) % 5] for k in range(1 + m % 3)))
        first = (self.town.clock.now() - timedelta(days=m % 9)).date()
        await self.town.do(duty_entering.enter_rotation, Rotation(list(Layer)[m % 3], tuple(dict.fromkeys(people)), first, time(8, 0)))

    async def swap(self, n: int, m: int) -> None:
        now = self.town.clock.now()
        mine, theirs = now + timedelta(days=4 + 7 * (n % 2)), now + timedelta(days=4 + 7 * (m % 3))
        await self.town.do(duty_swaps.propose, (Layer.CHIEF, mine), ((Layer.CHIEF, Layer.SECOND)[m % 2], theirs))
        await self.between(0, m)

    async def answer_swap(self, n: int, m: int) -> None:
        how = (duty_swaps.accept, duty_swaps.decline, duty_swaps.withdraw)[m % 3]
        await self.town.do(how, await self.newest(DutySwapRow, n))

    async def take_over(self, n: int, _m: int) -> None:
        """The incoming chief says yes."""
        number = await self.newest(DutyHandOverRow, n % 2)
        async with self.town.service.store.read() as session:
            row = await session.get_one(DutyHandOverRow, number)
        await self.town.do(duty_hand_over.accept, number, row.person_id)

    async def off_list(self, n: int, m: int) -> None:
        await self.town.change(PEOPLE[n % len(PEOPLE)], active=m % 2 == 0)
        await self.town.do(duty_hand_over.arm)

    # Providers

    async def send(self, n: int, m: int) -> None:
        live = await self.town.claim(list(Medium)[n % 3], 1 + m % 12)
        await self.town.record([await self.town.outcome(c) for c in live])

    async def react(self, n: int, m: int) -> None:
        self.witness.moods[list(Medium)[n % 3]] = None if m % 2 else Mood(m)

    async def report(self, n: int, m: int) -> None:
        states = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.OPENED, DeliveryState.FAILED)
        given = [g.delivery for g in self.witness.given if g.arrived]
        await self.town.do(deliveries.report, one_of(given, n), "SM", states[m % 4], None, None)

    # Time and machines

    async def wait(self, n: int, _m: int) -> None:
        """Time passes as it should."""
        await self.town.wait(minutes=(0.4, 1, 3, 6, 12, 31, 70, 700)[n % 8])
        await self.witness.rest()

    async def jump(self, n: int, _m: int) -> None:
        """The clock leaps: everything that fell due meanwhile is due at once."""
        self.town.clock.move(minutes=(2, 10, 45, 200, 1500)[n % 5])
        await self.town.settle()
        await self.witness.rest()

    async def down(self, n: int, m: int) -> None:
        """Nobody runs for a while, then another process does; what was claimed is nobody's."""
        self.witness.lost |= {c.id for c in await self.town.claim(list(Medium)[n % 3], m % 4)} if m % 2 else set()
        await self._another()
        self.town.clock.move(minutes=(5, 40, 300, 2000, 9000)[n % 5])
        await self.town.settle()
        await self.witness.rest()

    async def crash(self, n: int, m: int) -> None:
        """The background runs for some turns of the loop and is killed at whatever it is doing; another process begins."""
        self.town.clock.move(seconds=m % 90)
        before = len(self.witness.given)
        working = asyncio.create_task(self.town.service.background.run())
        for _ in range(5 * (n % 100)):
            await asyncio.sleep(0)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        self.witness.lost |= {g.delivery for g in self.witness.given[before:]}
        await self._another()

    async def _another(self) -> None:
        before, self.town.service = self.town.service, build_service(self.town.url, self.town.clock, self.town.posts)
        await before.close()

    async def lose_worker(self, n: int, m: int) -> None:
        """Killed after claiming."""
        await self.town.claim(list(Medium)[n % 3], 1 + m % 4)

    async def forget(self, n: int, m: int) -> None:
        """Killed after the provider's yes and before our commit (hard case 1)."""
        for claimed in await self.town.claim(list(Medium)[n % 3], 1 + m % 4):
            await self.town.outcome(claimed)
            self.witness.lost.add(claimed.id)

    async def die(self, _n: int, _m: int) -> None:
        """Killed in the middle of a timer: nothing of it has happened, and it is due as before."""
        due = await self._due()
        with suppress(Killed):
            async with self.town.service.unit("system") as unit:
                await fire(unit, *due)
                raise Killed
        assert await self._due() == due

    async def twice(self, _n: int, _m: int) -> None:
        """Two workers see the same timer: one does it."""
        due = await self._due()
        others = [self.town.service]
        if not self.town.service.store.is_sqlite:
            others.append(build_service(self.town.url, self.town.clock, self.town.posts))
        fired = await asyncio.gather(*(self._fire(one, due) for one in (others * 2)[:2]))
        for other in others[1:]:
            await other.close()
        self.witness.fired[due[0]] += sum(fired)
        assert sum(fired) == 1, "one timer, and not once"
        assert not await self._fire(self.town.service, due), "a timer that was done is done again"

    async def _fire(self, service: Service, due: tuple[int, int | None]) -> bool:
        async with service.unit("system") as unit:
            return await fire(unit, *due)

    async def _due(self) -> tuple[int, int | None]:
        async with self.town.service.store.read() as session:
            due = await timers.find_due(session, self.town.clock.now(), LATER)
            soonest = await timers.next_due(session)
        if due is None and soonest is not None and soonest - self.town.clock.now() < timedelta(hours=3):
            self.town.clock.time = soonest
            return await self._due()
        if due is None:
            raise Refused("Nothing is due.")
        return due[0], due[1]

    # The end

    async def end(self) -> None:
        """Providers and clocks behave again; in the end every incident is over, and long afterwards none has said anything."""
        self.witness.moods = dict.fromkeys(Medium)
        await self.town.wait(hours=2.5)
        await self.witness.calls_go_on()
        await self.witness.nothing_waits()
        for row in await self.incidents():
            if row.state in (IncidentState.REPORTED, IncidentState.BRIEFED):
                await self.town.do(assessment.to_closed, row.id, "slut")
            elif is_open(IncidentState(row.state)):
                await self.town.do(call_off, row.id, "slut")
        await self.town.settle()
        await self.witness.look()
        self.town.clock.move(days=2)
        await self.town.settle()
        await self.town.wait(days=9)
        await self.witness.nothing_waits()
        await self.town.check()

    # Looking things up

    async def incidents(self) -> list[IncidentRow]:
        async with self.town.service.store.read() as session:
            return list(await session.scalars(select(IncidentRow).order_by(IncidentRow.id)))

    async def incident(self, n: int) -> int:
        """Mostly one that is open."""
        found = await self.incidents()
        running = [row for row in found if is_open(IncidentState(row.state))]
        return one_of([row.id for row in (running if running and n % 6 else found)], n)

    async def meeting(self, n: int) -> int:
        """Mostly the newest."""
        async with self.town.service.store.read() as session:
            found = list(await session.scalars(select(MeetingRow.id).order_by(MeetingRow.id)))
        return found[-1] if found and n % 5 else one_of(found, n)

    async def newest(self, table: type[DutyOverrideRow | DutySwapRow | DutyHandOverRow | DutyRotationRow], back: int) -> int:
        async with self.town.service.store.read() as session:
            found = list(await session.scalars(select(table.id).order_by(table.id.desc()).limit(3)))
        return one_of(found, back)
