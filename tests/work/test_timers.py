"""What falls due happens exactly once, whoever looks, and one failure holds up nobody (I1, I2)."""

import asyncio

import pytest
from sqlalchemy import select

from flows.vocabulary import NoticeKind
from service.store import timers
from service.store.tables import TimerRow
from service.work import timers as work
from tests.work.town import Town, build_service


async def fire_all(town: Town, service: object = None) -> None:
    """One worker: does what is due until nothing is."""
    while True:
        async with town.service.store.read() as session:
            due = await timers.find_due(session, town.clock.now())
        if due is None:
            return
        async with (service or town.service).unit("system") as unit:  # type: ignore[union-attr]
            await work.fire(unit, *due)


async def test_each_step_happens_once_though_four_workers_look(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    others = [build_service(town.url, town.clock, town.posts) for _ in range(3)] if not town.service.store.is_sqlite else []
    town.clock.move(minutes=2)
    await asyncio.gather(*(fire_all(town, one) for one in (town.service, *others)), fire_all(town))
    for other in others:
        await other.close()
    steps = await town.entries(incident, "seat.next_medium")
    called = [c for c in await town.seats(incident) if c.group_key != "parties"]
    assert len(steps) == len({e.data["seat"] for e in steps}) == len(called)
    for call in called:
        assert [d.medium for d in await town.messages(incident, who=call.people[0], kind=NoticeKind.ALARM)] == ["sms", "email"]


async def test_a_timer_that_fails_is_set_aside_and_the_others_go_on(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    async with town.service.store.write() as session:
        session.add(TimerRow(kind="unknown", subject_id=1, due_at=town.clock.now(), incident_id=incident, attempts=0))
    town.clock.move(minutes=2)
    background = town.service.background
    waits = []
    for _ in range(40):
        async with town.service.store.read() as session:
            before = (await session.scalar(select(TimerRow).where(TimerRow.kind == "unknown"))).attempts  # type: ignore[union-attr]
        if not await background._fire():
            break
        async with town.service.store.read() as session:
            timer = await session.scalar(select(TimerRow).where(TimerRow.kind == "unknown"))
        assert timer is not None
        if timer.attempts > before:
            waits.append((timer.due_at - town.clock.now()).total_seconds())
            assert timer.trouble
    assert waits == [2]
    assert (await town.messages(incident, who="fu.politi"))[-1].medium == "email"
    for expected in (4, 8, 16):
        town.clock.move(seconds=300)
        while await background._fire():
            pass
        async with town.service.store.read() as session:
            timer = await session.scalar(select(TimerRow).where(TimerRow.kind == "unknown"))
        assert timer is not None
        assert (timer.due_at - town.clock.now()).total_seconds() == expected


async def test_a_timer_cancelled_by_an_answer_at_the_same_moment_does_nothing(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    town.clock.move(minutes=2)
    async with town.service.store.read() as session:
        due = await timers.find_due(session, town.clock.now())
    assert due is not None
    for call in await town.seats(incident):
        await town.answer(incident, call.people[0])
    async with town.service.unit("system") as unit:
        assert await work.fire(unit, *due) is False
    assert not await town.entries(incident, "seat.next_medium")


async def test_what_fails_half_way_leaves_nothing_behind(town: Town) -> None:
    """I1: the timer's effects and the timer itself are one transaction."""
    incident = await town.alarm()
    await town.settle()
    town.clock.move(minutes=2)
    salt = town.service.house.salt
    object.__setattr__(town.service.house, "salt", lambda: "short")
    async with town.service.store.read() as session:
        due = await timers.find_due(session, town.clock.now())
    assert due is not None
    with pytest.raises(ValueError, match="salt"):
        async with town.service.unit("system") as unit:
            await work.fire(unit, *due)
    object.__setattr__(town.service.house, "salt", salt)
    assert not await town.messages(incident, medium=None, who="fu.politi", kind=NoticeKind.CHIEF_ALERT)
    assert {d.medium for d in await town.messages(incident, kind=NoticeKind.ALARM)} == {"sms"}
    await town.settle()
    assert (await town.messages(incident, who="fu.politi"))[-1].medium == "email"
