"""F3's detour: the housing board is warned by the head of BoligSocialt Hus, with one button, a deadline and a fallback."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actioncards.model import Fallback
from flows.sentences import CONFLICT, Refused
from flows.vocabulary import DeliveryState, NoticeKind, SeatState, TaskState
from service.channels.errors import Permanent
from service.channels.protocol import Outgoing, Receipt
from service.store.tables import MeetingRow, PersonRow, PlaceRow, TaskRow
from service.work import meeting_room, meetings
from service.work.closing import Correction, call_off, correct, send_update
from service.work.decisions import decide, take_up_again
from service.work.levels import set_level
from service.work.tasks import decline, do
from tests.work.town import SMS, START, Town, a_town, small

HEAD = "ssp_board.boligsocialt_hus"
BOARD = ("housing_board.forperson", "housing_board.naestforperson_civica")


async def board_told(town: Town, incident: int) -> list[str]:
    return [await town.words(d) for who in BOARD for d in await town.messages(incident, who=who, kind=NoticeKind.ALARM)]


async def chief_told(town: Town, incident: int) -> list[str]:
    return [await town.words(d) for d in await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)]


async def test_the_head_gets_the_task_with_a_ready_text_a_deadline_and_a_link_of_its_own(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    [task] = await town.tasks(incident)
    assert (task.state, (task.due_at - START).total_seconds()) == (TaskState.OPEN, 15 * 60)
    told = await town.messages(incident, kind=NoticeKind.TASK)
    assert {(d.person_id, d.medium) for d in told} == {(town.people[HEAD], "sms"), (town.people[HEAD], "email")}
    words = await town.words(told[0])
    token = town.service.house.links.token("task", incident, task.id)
    assert f"/t/{token}" in words
    assert "21.15" in words
    assert not await board_told(town, incident)


async def test_one_press_warns_the_board_in_the_heads_words_and_its_seats_are_called(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    [task] = await town.tasks(incident)
    await town.do(do, task.id, actor="person:1")
    await town.settle()
    words = await board_told(town, incident)
    assert len(words) == 2
    assert all("Hilsen chefen for BoligSocialt Hus" in w for w in words)
    await town.wait(minutes=15)
    [deputy] = [d for d in await town.messages(incident, who=f"{BOARD[0]}/1") if d.medium == "sms"]
    assert "Hilsen chefen for BoligSocialt Hus" in await town.words(deputy)
    assert not [d for d in await town.messages(incident, kind=NoticeKind.CHIEF_ALERT) if "Frist" in await town.words(d)]


async def test_only_a_text_message_asks_for_digits(town: Town) -> None:
    """Nobody reads an answer to an e-mail: it leads to the link, also when several incidents are open."""
    await town.alarm("yellow", "rising")
    incident = await town.alarm()
    await town.settle()
    [task] = await town.tasks(incident)
    holder = (await town.person(BOARD[0])).mobile

    def react(message: Outgoing) -> Receipt:
        if message.address == holder:
            raise Permanent("21211")
        return Receipt("yes", DeliveryState.ACCEPTED)

    town.posts[SMS].react = react
    await town.do(do, task.id, actor="person:1")
    await town.settle()
    [by_mail] = [await town.words(d) for d in await town.messages(incident, who=BOARD[0], kind=NoticeKind.ALARM) if d.medium == "email"]
    assert "Svar: " not in by_mail
    assert "Hilsen chefen for BoligSocialt Hus. Svar på linket:\nhttps://" in by_mail
    [by_sms] = [await town.words(d) for d in await town.messages(incident, who=BOARD[1], kind=NoticeKind.ALARM) if d.medium == "sms"]
    assert "Svar: B1 set, B2 på vej, B3 kan ikke" in by_sms


async def test_it_is_done_once(town: Town) -> None:
    incident = await town.alarm()
    [task] = await town.tasks(incident)
    await town.do(do, task.id)
    for again in (do, decline, take_up_again):  # what it has sent is out: that is not undone
        with pytest.raises(Refused) as refused:
            await town.do(again, task.id)
        assert refused.value.kind == CONFLICT
    await town.settle()
    assert len(await board_told(town, incident)) == 2


async def test_a_lapse_warns_the_board_anyway_and_tells_the_chief(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=14.9)
    assert not await board_told(town, incident)
    await town.wait(minutes=0.2)
    assert len(await board_told(town, incident)) == 2
    [task] = await town.tasks(incident)
    assert task.state == TaskState.LAPSED
    said = "Fristen kl. 21.15 er overskredet for opgaven: varsl den boligsociale bestyrelse. Systemet har selv sendt varslet."
    assert [said in words for words in await chief_told(town, incident) if "varsl den" in words] == [True]


async def test_a_no_brings_the_fallback_at_once(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    [task] = await town.tasks(incident)
    await town.do(decline, task.id, "Jeg er syg.")
    await town.settle()
    assert len(await board_told(town, incident)) == 2
    [words] = await chief_told(town, incident)
    assert "BoligSocialt Hus, chef har sagt nej til opgaven: varsl den boligsociale bestyrelse. Systemet har selv sendt" in words
    assert "overskredet" not in words, "it is long until the deadline"


async def test_a_decision_that_its_owner_declines_is_told_to_the_chief_as_declined(town: Town) -> None:
    """F6, I12: long before its deadline, so nothing is said of that."""
    incident = await town.alarm()
    meeting = await town.do(meetings.convene, incident)
    assert isinstance(meeting, MeetingRow)
    await town.do(meeting_room.hold, meeting.id)
    task = await town.do(decide, meeting.id, "Skaf flere vagter", "fu", "by_kultur", START + timedelta(hours=2))
    assert isinstance(task, TaskRow)
    await town.do(decline, task.id)
    await town.settle()
    [words] = await chief_told(town, incident)
    assert "FU, By og Kultur har sagt nej til opgaven: Skaf flere vagter. Følg selv op." in words


async def test_a_task_of_nobody_reachable_falls_back_at_once(town: Town) -> None:
    for who in (HEAD, f"{HEAD}/1"):
        await town.change(who, mobile=None, email=None)
    incident = await town.alarm()
    await town.settle()
    assert town.clock.now() == START
    assert len(await board_told(town, incident)) == 2
    [words] = [words for words in await chief_told(town, incident) if "opgaven" in words]
    assert "BoligSocialt Hus, chef kan ikke nås om opgaven: varsl den boligsociale bestyrelse. Systemet har selv sendt" in words
    assert "overskredet" not in words, "it is long until the deadline"


async def test_where_the_plan_sends_nothing_by_itself_the_chief_hears_that_nothing_was_sent(migrated_url: str) -> None:
    """F3: the other fallback."""
    plan = small()
    board = plan.groups["housing_board"]
    assert board.warned_by is not None
    alone = replace(board, warned_by=replace(board.warned_by, fallback=Fallback.CHIEF_ONLY))
    async with a_town(migrated_url, plan=replace(plan, groups={**plan.groups, "housing_board": alone})) as town:
        incident = await town.alarm()
        await town.wait(minutes=15)
        [words] = [words for words in await chief_told(town, incident) if "opgaven" in words]
        assert "kl. 21.15 er overskredet for opgaven: varsl den boligsociale bestyrelse. Varslet er ikke sendt. Ring selv op." in words
        assert not await board_told(town, incident)
        other = await town.alarm(area="rising")
        await town.settle()
        [task] = [task for task in await town.tasks(other) if task.state == TaskState.OPEN]
        await town.do(decline, task.id)
        await town.settle()
        [words] = [words for words in await chief_told(town, other) if "opgaven" in words]
        assert "har sagt nej til opgaven: varsl den boligsociale bestyrelse. Varslet er ikke sendt." in words


async def test_a_task_that_cannot_be_delivered_falls_back_at_once(town: Town) -> None:
    theirs = {(await town.person(HEAD)).mobile, (await town.person(HEAD)).email}

    def react(message: Outgoing) -> Receipt:
        if message.address in theirs:
            raise Permanent("21211")
        return Receipt("yes", DeliveryState.ACCEPTED)

    for post in town.posts.values():
        post.react = react
    incident = await town.alarm()
    await town.settle()
    assert town.clock.now() == START
    [task] = await town.tasks(incident)
    assert task.state == TaskState.LAPSED
    assert len(await board_told(town, incident)) == 2


async def test_a_deputy_may_get_the_task(town: Town) -> None:
    await town.change(HEAD, active=False)
    incident = await town.alarm()
    assert {d.person_id for d in await town.messages(incident, kind=NoticeKind.TASK)} == {town.people[f"{HEAD}/1"]}


async def test_a_cpr_number_in_the_note_is_refused_and_nothing_is_done(town: Town) -> None:
    incident = await town.alarm()
    [task] = await town.tasks(incident)
    with pytest.raises(Refused) as refused:
        await town.do(do, task.id, "010170-1234")
    assert refused.value.field == "note"
    assert (await town.tasks(incident))[0].state == TaskState.OPEN
    assert not await board_told(town, incident)


async def test_an_outward_group_is_reached_by_no_path(town: Town) -> None:
    """C1, I8: nothing goes outward that the executive committee has not cleared, and nothing can be cleared yet."""
    async with town.service.store.write() as session:
        for number in range(5):
            row = PersonRow(
                name=f"CKS {number}", title="", organisation="fab", mobile=f"+4570175{number:03}", language="da", invented=True, active=True
            )
            session.add(row)
            await session.flush()
            session.add(PlaceRow(person_id=row.id, group_key="cks", area_key="vollsmose", position=0))
            town.people[f"cks/{number}"] = row.id
    incident = await town.alarm("yellow")
    await town.settle()
    await town.do(set_level, incident, "red", "op")
    await town.do(correct, incident, Correction("rettet", cause="knivstik"))
    await town.do(send_update, incident, "nyt")
    [task] = await town.tasks(incident)
    await town.do(do, task.id)
    await town.wait(hours=3)
    await town.do(set_level, incident, "yellow", "ned")
    await town.do(call_off, incident, "")
    await town.wait(hours=3)
    outward = {p for place, p in town.people.items() if place.startswith("cks")}
    assert not [d for d in await town.messages() if d.person_id in outward]
    assert not [m for m in town.posts[SMS].given if m.address.startswith("+4570175")]
    assert [c for c in await town.seats(incident) if c.state == SeatState.STOPPED]
