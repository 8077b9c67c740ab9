"""What a meeting decided is still to be done when the incident is over, and nobody hears of it any more (F6, F7)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from flows.sentences import Refused
from flows.vocabulary import NoticeKind, TaskState
from service.store.tables import MeetingRow, TaskRow
from service.work import closing, decisions, meeting_room, meetings, tasks
from service.work.evaluation import evaluation_of
from service.work.open_points import open_points
from service.work.personal import TASK, personal, task_page
from tests.work.town import Town, a_town, odense

OWNER = "fu.boern_unge"


@pytest.fixture
async def town(migrated_url: str) -> AsyncIterator[Town]:
    """With all six seats of the committee."""
    async with a_town(migrated_url, plan=odense()) as town:
        yield town
        await town.check()


async def decided(town: Town, *, days: int = 11) -> tuple[int, int]:
    """An incident that is called off after its committee has met, and the decision that is due so many days after."""
    incident = await town.alarm()
    await town.settle()
    made = await town.do(meetings.convene, incident)
    assert isinstance(made, MeetingRow)
    await town.do(meeting_room.hold, made.id)
    group, seat = OWNER.split(".")
    task = await town.do(decisions.decide, made.id, "Møde med skolen", group, seat, town.clock.now() + timedelta(days=days))
    assert isinstance(task, TaskRow)
    await town.do(meeting_room.close, made.id)
    await town.settle()
    await town.do(closing.call_off, incident, "Der er ro.")
    await town.settle()
    return incident, task.id


async def the_task(town: Town, incident: int, number: int) -> TaskRow:
    return next(task for task in await town.tasks(incident) if task.id == number)


async def said(town: Town, incident: int) -> int:
    return len(await town.messages(incident))


async def test_a_decision_outlives_the_call_off_and_its_deadline_says_nothing(town: Town) -> None:
    incident, number = await decided(town)
    assert (await the_task(town, incident, number)).state == TaskState.OPEN
    assert number not in {entry.data["task"] for entry in await town.entries(incident, "task.cancelled")}
    assert not await town.open_timers(incident)
    before = await said(town, incident)
    await town.wait(days=12)
    assert await said(town, incident) == before
    async with town.service.reading() as unit:
        [shown] = (await evaluation_of(unit, incident)).decisions
        assert shown.id in {task.id for task in (await open_points(unit, incident)).tasks}
    assert (shown.title, shown.seat, shown.state, shown.overdue) == ("Møde med skolen", "Børn og Unge", TaskState.OPEN, True)


async def test_its_owner_and_the_chief_still_say_that_it_is_done_or_was_not_after_all(town: Town) -> None:
    incident, number = await decided(town)
    before = await said(town, incident)
    await town.wait(days=10)
    token = town.service.house.links.token(TASK, incident, number)
    async with town.service.reading("link") as unit:
        page = await task_page(unit, token)
    assert (page.state, page.situation.open) == (TaskState.OPEN, False)
    await town.do(tasks.do, number, actor=page.place)
    assert (await the_task(town, incident, number)).state == TaskState.DONE
    await town.do(decisions.take_up_again, number, actor=page.place)
    assert (await the_task(town, incident, number)).state == TaskState.OPEN
    await town.do(tasks.decline, number, "Skolen har selv talt med dem.")
    assert (await the_task(town, incident, number)).state == TaskState.DECLINED
    assert not await town.open_timers(incident)
    await town.wait(days=3)
    assert await said(town, incident) == before
    assert not await town.entries(incident, "chief.unreachable")


async def test_the_owners_link_works_as_long_after_the_deadline_as_others_after_the_call_off(town: Town) -> None:
    incident, number = await decided(town)
    token = town.service.house.links.token(TASK, incident, number)
    town.clock.move(days=12)
    async with town.service.reading("link") as unit:
        assert (await task_page(unit, token)).title == "Møde med skolen"
    town.clock.move(days=30)
    with pytest.raises(Refused):
        async with town.service.reading("link") as unit:
            await task_page(unit, token)


async def test_the_owners_own_page_still_names_it(town: Town) -> None:
    incident, _ = await decided(town, days=1)
    assert await town.messages(incident, kind=NoticeKind.DECISION)
    async with town.service.reading("link") as unit:
        page = await personal(unit, town.service.house.links.token("answer", incident, town.people[OWNER]))
    assert [task.title for task in page.tasks] == ["Møde med skolen"]
