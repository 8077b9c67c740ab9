"""The call-off: to exactly those who were warned, on what reached them; and then never a word more (F7, I5)."""

from datetime import timedelta

import pytest

from flows.sentences import Refused
from flows.vocabulary import AnswerKind, DeliveryState, IncidentState, Medium, NoticeKind, TaskState
from service.channels.errors import Permanent, Retry, Uncertain
from service.channels.protocol import Outgoing, Receipt
from service.work import deliveries
from service.work.answers import Taken
from service.work.closing import Correction, call_off, correct, evaluate, send_update
from service.work.levels import set_level
from service.work.log import add_entry
from service.work.tasks import do
from tests.work.town import Town

OVER = "Tak for indsatsen."


async def called_off_to(town: Town, incident: int) -> dict[int, str]:
    return {d.person_id: d.medium for d in await town.messages(incident, kind=NoticeKind.CALL_OFF)}


async def test_it_goes_to_exactly_those_who_were_warned_on_the_channel_that_reached_them(town: Town) -> None:
    failing = (await town.person("fu.politi")).mobile
    town.posts[Medium.SMS].react = lambda m: refuse(m) if m.address == failing else yes(m)
    incident = await town.alarm()
    await town.settle()
    [by_mail] = [d for d in await town.messages(incident, who="fu.politi") if d.medium == "email"]
    await town.do(deliveries.report, by_mail.id, None, DeliveryState.DELIVERED, None, None)
    await town.answer(incident, "fu.sundhed", AnswerKind.CANNOT)
    await town.settle()
    warned = {d.person_id for d in await town.messages(incident, kind=NoticeKind.ALARM) if d.state not in ("failed", "dropped")}
    await town.do(call_off, incident, OVER)
    await town.settle()
    told = await called_off_to(town, incident)
    assert told.keys() == warned
    assert told[town.people["fu.politi"]] == "email"
    assert told[town.people["fu.sundhed/1"]] == "sms"


async def test_who_was_not_warned_hears_nothing(town: Town) -> None:
    incident = await town.alarm()
    sent = await town.claim(limit=2)
    await town.record([await town.outcome(c) for c in sent])
    await town.do(call_off, incident, OVER)
    await town.settle()
    assert (await called_off_to(town, incident)).keys() == {c.person_id for c in sent}
    assert {d.state for d in await town.messages(incident, kind=NoticeKind.ALARM)} == {"accepted", "dropped"}


async def test_whom_nothing_reached_hears_nothing(town: Town) -> None:
    for post in town.posts.values():
        post.react = refuse
    incident = await town.alarm()
    await town.settle()
    await town.do(call_off, incident, OVER)
    await town.settle()
    assert not await called_off_to(town, incident)


async def test_who_may_have_been_warned_is_told_too(town: Town) -> None:
    """A message in doubt that waits to be sent again is not sent any more, but its person may have it."""
    town.posts[Medium.SMS].react = doubt
    incident = await town.alarm()
    await town.send()
    town.clock.move(seconds=25)
    await town.take_back()
    assert {d.state for d in await town.messages(incident, kind=NoticeKind.ALARM, medium=Medium.SMS)} == {"queued"}
    town.posts[Medium.SMS].react = None
    await town.do(call_off, incident, OVER)
    await town.settle()
    assert town.people["fu.politi"] in await called_off_to(town, incident)
    assert not [m for m in town.posts[Medium.SMS].given if m.attempt == 2]


async def test_a_closed_incident_never_speaks_again(town: Town) -> None:
    incident = await town.alarm()
    in_flight = await town.claim(limit=4)
    outcomes = []
    for claimed, react in zip(in_flight, (not_now, doubt, refuse, None), strict=True):
        town.posts[Medium.SMS].react = react
        outcomes.append(await town.outcome(claimed))
    town.posts[Medium.SMS].react = None
    await town.do(call_off, incident, OVER)
    await town.record(outcomes)
    await town.settle()
    before = len(town.posts[Medium.SMS].given) + len(town.posts[Medium.EMAIL].given)
    await town.wait(hours=3)
    assert len(town.posts[Medium.SMS].given) + len(town.posts[Medium.EMAIL].given) == before
    alarms = await town.messages(incident, kind=NoticeKind.ALARM)
    assert not [d for d in alarms if d.state in ("queued", "handed_over")]
    assert not await town.open_timers(incident)
    assert not await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)


async def test_a_worker_that_died_before_the_call_off_does_not_make_the_alarm_go_out_after_it(town: Town) -> None:
    incident = await town.alarm()
    await town.claim()
    await town.do(call_off, incident, OVER)
    await town.wait(minutes=5)
    assert {d.state for d in await town.messages(incident, kind=NoticeKind.ALARM)} == {"uncertain"}
    assert not [m for m in town.posts[Medium.SMS].given if "RØD ALARM" in m.text and "afmeld" not in m.text.lower()]
    assert town.people["fu.politi"] in await called_off_to(town, incident)


async def test_an_answer_after_the_end_is_noted_and_changes_nothing(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.do(call_off, incident, OVER)
    before = [(c.state, c.answered_by) for c in await town.seats(incident)]
    assert await town.answer(incident, "fu.politi", AnswerKind.CANNOT) is Taken.TOO_LATE
    assert [(c.state, c.answered_by) for c in await town.seats(incident)] == before
    assert len(await town.entries(incident, "answer.after_close")) == 1


async def test_nothing_but_the_log_and_the_evaluation_is_possible_afterwards(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    [task] = await town.tasks(incident)
    await town.do(call_off, incident, OVER)
    for what, args in (
        (call_off, (incident, "igen")),
        (set_level, (incident, "yellow", "for sent")),
        (correct, (incident, Correction("for sent"))),
        (send_update, (incident, "for sent")),
        (do, (task.id,)),
    ):
        with pytest.raises(Refused):
            await town.do(what, *args)
    assert (await town.tasks(incident))[0].state == TaskState.CANCELLED
    await town.do(add_entry, incident, "Efterskrift.")
    await town.do(evaluate, incident, "Det gik godt.")
    assert (await town.incident(incident)).state == IncidentState.EVALUATED


async def test_a_failed_call_off_goes_by_the_next_medium(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=3)
    town.posts[Medium.SMS].react = refuse
    await town.do(call_off, incident, OVER)
    await town.settle()
    told = [(d.medium, d.state) for d in await town.messages(incident, who="fu.politi", kind=NoticeKind.CALL_OFF)]
    assert ("email", "accepted") in told


async def test_a_log_entry_carries_both_its_times_and_no_cpr_number(town: Town) -> None:
    incident = await town.alarm()
    happened = town.clock.now() - timedelta(hours=2)
    await town.do(add_entry, incident, "Politiet ringede.", happened)
    entry = (await town.entries(incident, "log"))[-1]
    assert (entry.occurred_at, entry.entered_at) == (happened, town.clock.now())
    with pytest.raises(Refused, match="CPR"):
        await town.do(add_entry, incident, "Det er 010170-1234.")
    with pytest.raises(Refused, match="future"):
        await town.do(add_entry, incident, "I morgen", town.clock.now() + timedelta(hours=1))


def yes(_message: Outgoing) -> Receipt:
    return Receipt("yes", DeliveryState.ACCEPTED)


def refuse(_message: Outgoing) -> Receipt:
    raise Permanent("21211", "no such number")


def not_now(_message: Outgoing) -> Receipt:
    raise Retry("503", "busy")


def doubt(_message: Outgoing) -> Receipt:
    raise Uncertain("timeout")
