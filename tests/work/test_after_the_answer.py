"""What was asked is not asked again once it is answered or over, whoever has the message in hand by then (I5)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from flows.vocabulary import AnswerKind, CallOutVia, DeliveryState, Layer, Medium, NoticeKind, SeatState
from service.channels.errors import Permanent, Uncertain
from service.channels.protocol import Outgoing, Receipt
from service.store.tables import DutySwapRow
from service.work import assessment, duty_swaps, own_data, tasks, upkeep
from service.work.callouts import CallOut, call_out
from tests.harness.databases import Databases
from tests.work.happenings import CHIEF, NEXT, Story, plan_for_anything
from tests.work.town import SMS, Town, a_town

CALLER = "fu.politi"


@pytest.fixture
async def town(databases: Databases) -> AsyncIterator[Town]:
    """It is Friday night, and the duty chief of the roster has been told that they are."""
    url = await databases.migrated()
    async with a_town(url, plan=plan_for_anything()) as town:
        await Story(town).begin()
        yield town
        await town.check()
    await databases.drop(url)


async def called(town: Town) -> int:
    wanted = CallOut("vollsmose", "Skyderi", "fyns_politi", CallOutVia.PAGE, "Risiko.", caller_person=town.people[CALLER])
    return (await town.do(call_out, wanted)).id  # type: ignore[attr-defined, no-any-return]


async def test_nothing_said_before_is_sent_after_a_call_out_is_closed(town: Town) -> None:
    """F1: the caller hears last that it is closed, not that everybody is being called."""
    incident = await called(town)
    await town.wait(minutes=12)
    town.clock.move(minutes=30)
    await town.fire()
    waiting = [d.id for d in await town.messages(incident) if d.state == DeliveryState.QUEUED]
    assert waiting
    await town.do(assessment.to_closed, incident, "Falsk alarm.")
    await town.settle()
    after = {d.id: d for d in await town.messages(incident)}
    assert {after[number].state for number in waiting} == {"dropped"}
    assert "Falsk alarm." in await town.words(after[max(after)])
    assert after[max(after)].state == "accepted"


async def test_a_chief_who_cannot_adds_no_timer_to_the_rounds(town: Town) -> None:
    """F2: when nobody on duty has answered, one timer brings the next round."""
    incident = await called(town)
    await town.wait(minutes=12)
    call = await town.seat(incident, "duty_chief.chefvagt")
    assert call.state == SeatState.UNREACHABLE
    await town.answer(incident, CHIEF, AnswerKind.CANNOT)
    assert [timer.kind for timer in await town.open_timers(incident)] == ["call_out"]


async def test_a_hand_over_that_is_taken_over_is_not_asked_for_again(town: Town) -> None:
    """Hard case 4: the yes comes just before the send."""
    await town.fire()
    assert [d.state for d in await town.messages(who=CHIEF, kind=NoticeKind.HAND_OVER, medium=SMS)] == ["queued"]
    assert (await town.writes(CHIEF, "VAGT JA")).outcome == "taken over"
    assert not await town.claim(SMS)
    await town.wait(hours=5)
    assert {d.state for d in await town.messages(who=CHIEF, kind=NoticeKind.HAND_OVER)} == {"dropped"}


async def test_a_hand_over_in_doubt_is_not_sent_once_more_after_the_yes(town: Town) -> None:
    """I3, I5: it has arrived, since it was answered."""

    def lost(_: Outgoing) -> Receipt:
        raise Uncertain("timeout")

    town.posts[SMS].react = lost
    await town.fire()
    await town.send()
    assert (await town.writes(CHIEF, "VAGT JA")).outcome == "taken over"
    town.posts[SMS].react = None
    await town.wait(hours=5)
    assert len([given for given in town.posts[SMS].given if "VAGT JA" in given.text]) == 1


async def test_only_the_text_message_of_a_hand_over_asks_for_an_answer_by_writing_back(town: Town) -> None:
    """Nobody reads an answer to an e-mail."""

    def gone(_: Outgoing) -> Receipt:
        raise Permanent("21211")

    town.posts[SMS].react = gone
    await town.fire()
    await town.settle()
    [by_sms, by_mail] = [await town.words(d) for d in await town.messages(who=CHIEF, kind=NoticeKind.HAND_OVER)]
    assert "Svar VAGT JA" in by_sms
    assert "VAGT JA" not in by_mail
    assert "https://b.test/duty/" in by_mail


async def test_a_swap_that_is_answered_is_not_asked_for_again(town: Town) -> None:
    """Hard case 4: by its page, before the SMS has left."""
    await town.settle()
    soon = town.clock.now() + timedelta(days=4)
    await town.do(duty_swaps.propose, (Layer.CHIEF, soon), (Layer.CHIEF, soon + timedelta(days=7)))
    async with town.service.store.read() as session:
        swap = (await session.scalars(select(DutySwapRow))).one()
    assert [d for d in await town.messages(medium=SMS) if d.state == "queued" and d.person_id == swap.second_person]
    await town.do(duty_swaps.decline, swap.id)
    assert not [claimed for claimed in await town.claim(SMS) if claimed.person_id == swap.second_person]
    assert {swap.first_person, swap.second_person} == {town.people[NEXT], town.people[CHIEF]}


async def test_a_task_that_is_done_is_not_handed_out(town: Town) -> None:
    """F3: the head of BoligSocialt Hus has pressed the button before the message about it left."""
    incident = await town.alarm()
    (task,) = await town.tasks(incident)
    told = await town.messages(incident, kind=NoticeKind.TASK)
    assert {d.state for d in told} == {"queued"}
    await town.do(tasks.do, task.id)
    claims = {c.id for medium in town.posts for c in await town.claim(medium)}
    assert claims
    assert not claims & {d.id for d in told}
    assert {d.state for d in await town.messages(incident, kind=NoticeKind.TASK)} == {"dropped"}


async def test_a_question_about_ones_own_data_is_not_asked_after_the_answer(town: Town) -> None:
    """P6: confirmed before the message left."""
    await town.settle()
    person = await town.person(CALLER)
    question = await town.do(upkeep.ask_one, person)
    assert [d.person_id for d in await town.messages() if d.state == "queued"] == [person.id]
    token = town.service.house.links.token(upkeep.CONFIRM_LINK, question.id, person.id)  # type: ignore[attr-defined]
    await town.do(own_data.confirm_own, token)
    assert not await town.claim() + await town.claim(Medium.EMAIL)
