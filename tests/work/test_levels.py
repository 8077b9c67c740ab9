"""Raising, lowering and correcting while the incident runs: who is told is decided anew, in the words of now (L4, F7)."""

import pytest

from flows.sentences import CONFLICT, Refused
from flows.vocabulary import AnswerKind, IncidentState, Medium, NoticeKind, SeatState, TaskState
from service.channels.errors import Retry
from service.channels.protocol import Outgoing, Receipt
from service.work.closing import Correction, call_off, correct, send_update
from service.work.levels import set_level
from tests.work.town import START, Town


async def sent_words(town: Town, incident: int, who: str) -> list[str]:
    """What has left for this person, in the order it was queued."""
    return [await town.words(d) for d in await town.messages(incident, who=who) if d.state in ("accepted", "answered")]


async def test_raising_tells_those_who_were_told_and_warns_those_who_come_in(town: Town) -> None:
    incident = await town.alarm("yellow")
    await town.settle()
    await town.do(set_level, incident, "red", "Der er skudt.")
    await town.settle()
    [change] = await town.messages(incident, who="fu.politi", kind=NoticeKind.LEVEL_CHANGE)
    assert change.medium == "sms"
    assert "Der er skudt." in await town.words(change)
    assert "RØD ALARM" in (await sent_words(town, incident, "parties.fab"))[0]
    assert not await town.messages(incident, who="fu.politi/1")


async def test_each_decision_stands_beside_what_was_known_when_it_was_made(town: Town) -> None:
    """I7, L4: a change of level, a correction and the call-off each follow a line of how many had answered by then."""
    incident = await town.alarm()
    await town.settle()
    await town.answer(incident, "fu.politi")
    called = len(await town.seats(incident))
    answered = sum(seat.state == SeatState.ANSWERED for seat in await town.seats(incident))
    await town.do(set_level, incident, "yellow", "Roligt nu.")
    await town.do(correct, incident, Correction("Det var i Rising.", area="rising"))
    await town.do(call_off, incident, "Slut.")
    entries = await town.entries(incident)
    decided = [n for n, e in enumerate(entries) if e.kind in ("incident.level_changed", "incident.corrected", "incident.called_off")]
    known = [[e for e in entries[:n] if e.kind == "decision.known"][-1] for n in decided]
    assert len({e.seq for e in known}) == 3
    assert known[0].data == {"seats": called, "answered": answered, "unreachable": 0}
    assert answered > 0
    assert known[1].data["seats"] < called, "yellow calls fewer"


async def test_raising_shortens_the_waits_for_those_already_called(town: Town) -> None:
    incident = await town.alarm("yellow")
    await town.wait(minutes=1)
    await town.do(set_level, incident, "red", "Der er skudt.")
    await town.wait(minutes=4)
    [deputy] = await town.messages(incident, who="fu.politi/1", kind=NoticeKind.ALARM)
    assert (deputy.created_at - START).total_seconds() == 300
    assert "RØD ALARM" in await town.words(deputy)


async def test_lowering_ends_the_calling_of_seats_it_does_not_concern_and_tells_them(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.do(set_level, incident, "yellow", "Roligt nu.")
    assert (await town.seat(incident, "parties.fab")).state == SeatState.STOPPED
    await town.wait(minutes=30)
    kinds = [d.medium for d in await town.messages(incident, who="parties.fab")]
    assert kinds == ["sms", "sms"]
    assert not await town.messages(incident, who="parties.fab/1")


async def test_what_was_not_sent_yet_is_sent_with_the_new_levels_words_once(town: Town) -> None:
    incident = await town.alarm()
    await town.do(set_level, incident, "yellow", "Ikke så slemt.")
    await town.settle()
    words = await sent_words(town, incident, "fu.politi")
    assert len(words) == 1
    assert "GULT VARSEL" in words[0]
    assert not await sent_words(town, incident, "parties.fab")


async def test_a_deputy_whose_message_was_taken_back_is_told_in_the_new_words(town: Town) -> None:
    """The holder has been told; the deputy's message had not left when the level changed."""
    incident = await town.alarm()
    await town.wait(minutes=4.9)
    town.clock.move(minutes=0.2)
    await town.fire()
    await town.do(set_level, incident, "yellow", "Roligt nu.")
    await town.settle()
    [words] = await sent_words(town, incident, "fu.politi/1")
    assert "GULT VARSEL" in words


async def test_raised_and_lowered_and_raised_again_nobody_is_alarmed_twice_on_a_medium(town: Town) -> None:
    incident = await town.alarm("yellow")
    for level, why in (("red", "op"), ("yellow", "ned"), ("red", "op igen")):
        await town.wait(minutes=0.5)
        await town.do(set_level, incident, level, why)
    await town.settle()
    for who in ("fu.politi", "parties.fab"):
        alarms = [d.medium for d in await town.messages(incident, who=who, kind=NoticeKind.ALARM) if d.state != "dropped"]
        assert len(alarms) == len(set(alarms)), who
    assert (await town.seat(incident, "parties.fab")).state == SeatState.TRYING
    changes = [d.state for d in await town.messages(incident, who="fu.politi", kind=NoticeKind.LEVEL_CHANGE)]
    assert changes == ["accepted"] * 3
    await town.wait(minutes=60)
    assert (await town.seat(incident, "parties.fab")).state == SeatState.UNREACHABLE


async def test_raised_twice_before_anything_left_only_the_last_words_leave(town: Town) -> None:
    incident = await town.alarm("yellow")
    for level in ("red", "yellow", "red"):
        await town.do(set_level, incident, level, "frem og tilbage")
    await town.settle()
    for who in ("fu.politi", "parties.fab", "ssp_board.politi"):
        [words] = await sent_words(town, incident, who)
        assert "RØD ALARM" in words


async def test_an_answer_given_at_one_level_stands_at_the_next(town: Town) -> None:
    incident = await town.alarm("yellow")
    await town.settle()
    await town.answer(incident, "fu.politi")
    await town.do(set_level, incident, "red", "Der er skudt.")
    await town.wait(minutes=30)
    assert (await town.seat(incident, "fu.politi")).state == SeatState.ANSWERED
    assert len(await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)) == 1


async def test_raising_a_followed_incident_makes_it_an_alert_again(town: Town) -> None:
    incident = await town.alarm("yellow")
    await town.settle()
    for call in await town.seats(incident):
        await town.answer(incident, call.people[0])
    assert (await town.incident(incident)).state == IncidentState.FOLLOWED
    await town.do(set_level, incident, "red", "Der er skudt.")
    assert (await town.incident(incident)).state == IncidentState.ALERTED


async def test_lowering_that_leaves_nobody_called_makes_it_followed(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    for call in await town.seats(incident):
        if call.group_key != "parties":
            await town.answer(incident, call.people[0])
    assert (await town.incident(incident)).state == IncidentState.ALERTED
    await town.do(set_level, incident, "yellow", "Roligt nu.")
    assert (await town.incident(incident)).state == IncidentState.FOLLOWED


async def test_a_change_needs_another_level_and_a_reason(town: Town) -> None:
    incident = await town.alarm()
    for level, reason, kind in (("red", "igen", CONFLICT), ("yellow", "  ", None), ("blue", "nej", None)):
        with pytest.raises(Refused) as refused:
            await town.do(set_level, incident, level, reason)
        assert kind is None or refused.value.kind == kind
    assert not await town.entries(incident, "incident.level_changed")


async def test_a_message_refused_after_the_level_changed_is_not_tried_again_in_old_words(town: Town) -> None:
    incident = await town.alarm()
    claims = await town.claim()
    await town.do(set_level, incident, "yellow", "Roligt nu.")
    town.posts[Medium.SMS].react = not_now
    outcomes = [await town.outcome(c) for c in claims]
    town.posts[Medium.SMS].react = None
    await town.record(outcomes)
    await town.wait(minutes=1)
    for words in await sent_words(town, incident, "fu.politi"):
        assert "RØD" not in words
    assert any("GULT" in words for words in await sent_words(town, incident, "fu.politi"))


async def test_a_correction_goes_to_those_who_were_told_and_the_rest_get_the_right_words(town: Town) -> None:
    """Hard case 22: wrong area, and half of the messages have not left."""
    incident = await town.alarm(area="vollsmose")
    first = await town.claim(limit=3)
    await town.record([await town.outcome(c) for c in first])
    await town.do(correct, incident, Correction("Det er i Korsløkken.", area="korsloekken"))
    await town.settle()
    told = {c.person_id for c in first}
    for call in await town.seats(incident):
        words = [await town.words(d) for d in await town.messages(incident, who=call.people[0]) if d.state == "accepted"]
        if call.people[0] in told:
            assert [w for w in words if "RETTELSE" in w and "Korsløkken" in w], words
        else:
            assert len(words) == 1
            assert "Korsløkken" in words[0]
            assert "Vollsmose" not in words[0]
    await town.wait(minutes=5)
    deputy = await sent_words(town, incident, "fu.politi/1")
    assert "Korsløkken" in deputy[0]


async def test_a_correction_renews_an_open_task(town: Town) -> None:
    incident = await town.alarm(area="vollsmose")
    await town.do(correct, incident, Correction("Det er i Korsløkken.", area="korsloekken"))
    await town.settle()
    [task] = await town.tasks(incident)
    assert "Korsløkken" in task.ready_text
    told = await town.messages(incident, kind=NoticeKind.TASK)
    assert {d.state for d in told} == {"dropped", "accepted"}
    assert not [d for d in told if d.state == "accepted" and "Vollsmose" in await town.words(d)]


async def test_an_update_goes_to_everyone_who_was_told(town: Town) -> None:
    """F7."""
    incident = await town.alarm()
    await town.settle()
    await town.answer(incident, "fu.politi", AnswerKind.CANNOT)
    await town.settle()
    await town.do(send_update, incident, "Politiet spærrer af.")
    await town.settle()
    told = {d.person_id for d in await town.messages(incident, kind=NoticeKind.UPDATE)}
    assert told == {d.person_id for d in await town.messages(incident, kind=NoticeKind.ALARM)}
    assert town.people["fu.politi/1"] in told


async def test_a_task_of_a_group_that_is_dropped_ends(town: Town) -> None:
    incident = await town.alarm()
    [task] = await town.tasks(incident)
    assert task.state == TaskState.OPEN
    await town.do(set_level, incident, "yellow", "Roligt nu.")
    [task] = await town.tasks(incident)
    assert task.state == TaskState.OPEN, "the housing board is concerned at yellow too"


def not_now(_message: Outgoing) -> Receipt:
    raise Retry("503", "busy")
