"""The duty chief is called out (F1, F2, F13): through the work layer, with the background running and the sandbox's clock."""

from collections.abc import AsyncIterator

import pytest

from flows.sentences import Refused
from flows.vocabulary import AnswerKind, DeliveryState, IncidentState, Medium, NoticeKind, SeatState
from service.bootstrap import build
from service.settings import Settings
from service.store import alert_list, callouts, incidents
from service.store.outbox import claim
from service.store.tables import PersonRow
from service.work import answers, assessment
from service.work.assessment import Briefing, ToAlarm
from service.work.closing import call_off, send_update
from service.work.inbound import hear
from tests.harness.databases import Databases
from tests.web.world import running_world, seeded
from tests.work.calls import Duty


@pytest.fixture
async def duty(databases: Databases) -> AsyncIterator[Duty]:
    url, key = await seeded(databases)
    async with running_world(url, key) as world:
        yield Duty(world.service)


@pytest.fixture
async def still_duty(databases: Databases) -> AsyncIterator[Duty]:
    """Nothing happens by itself."""
    url, key = await seeded(databases)
    async with running_world(url, key, work=False) as world:
        yield Duty(world.service)


async def test_a_call_out_reaches_the_duty_chief_by_sms_and_phone_call_at_once(duty: Duty) -> None:
    """F1, F2."""
    chief = (await duty.people())[0]
    number = await duty.call()
    await duty.forward()
    told = await duty.told(number)
    assert {(name, medium) for name, medium, _ in told} == {(chief.name, "sms"), (chief.name, "voice"), (chief.name, "email")}
    incident = await duty.incident(number)
    assert (incident.state, incident.level) == (IncidentState.REPORTED, None)
    assert "Skyderi ved Bøgeparken." in (await duty.words(number, NoticeKind.CALL_OUT))[0]
    assert (await duty.kinds(number))[:2] == ["incident.reported", "callout.made"]


async def test_silence_calls_the_second_then_the_head_then_everyone_again(duty: Duty) -> None:
    """F2: chief → second → head of SSP → the whole layer at once, and again."""
    chief, second, head = await duty.people()
    number = await duty.call()
    await duty.forward(4)
    assert [n for n, m, _ in await duty.told(number) if m == "sms"] == [chief.name, second.name]
    await duty.forward(3)
    assert [n for n, m, _ in await duty.told(number) if m == "sms"] == [chief.name, second.name, head.name]
    await duty.forward(3)
    calls = [n for n, m, _ in await duty.told(number) if m == "voice"]
    assert calls == [chief.name, second.name, head.name, chief.name, second.name, head.name]
    await duty.forward(5)
    assert len([n for n, m, _ in await duty.told(number) if m == "voice"]) == 9
    kinds = await duty.kinds(number)
    assert kinds.count("seat.deputy") >= 2
    assert kinds.count("callout.round") == 2


async def test_an_answer_stops_the_escalation_and_nobody_else_is_called(duty: Duty) -> None:
    """F2, I5."""
    second = (await duty.people())[1]
    number = await duty.call()
    await duty.forward(4)
    assert await duty.answer(number, second) is answers.Taken.COUNTED
    before = len(await duty.told(number))
    await duty.forward(120)
    assert len(await duty.told(number)) == before
    assert (await duty.seat(number)).answered_by == second.id
    assert "callout.taken" in await duty.kinds(number)


async def test_an_answer_also_ends_the_rounds(duty: Duty) -> None:
    chief, *_ = await duty.people()
    number = await duty.call()
    await duty.forward(12)
    await duty.answer(number, chief)
    before = len(await duty.told(number))
    await duty.forward(240)
    assert len(await duty.told(number)) == before


async def test_who_cannot_gives_it_to_the_next_at_once_and_is_left_in_peace(duty: Duty) -> None:
    chief, second, _ = await duty.people()
    number = await duty.call()
    await duty.forward()
    await duty.answer(number, chief, AnswerKind.CANNOT)
    await duty.forward()
    assert (second.name, "voice") in {(n, m) for n, m, _ in await duty.told(number)}
    await duty.forward(60)
    assert [n for n, m, _ in await duty.told(number) if m == "voice"].count(chief.name) == 1


async def test_someone_without_a_reachable_channel_is_skipped_at_once(duty: Duty) -> None:
    """F2: not after the full wait."""
    chief, second, _ = await duty.people()
    await duty.silence(chief)
    number = await duty.call()
    await duty.forward()
    assert {n for n, _, _ in await duty.told(number)} == {second.name}
    assert "seat.skipped" in await duty.kinds(number)


async def test_when_nobody_can_be_reached_the_caller_is_told_at_once(duty: Duty) -> None:
    """F1: never silence."""
    for person in await duty.people():
        await duty.silence(person)
    caller = await person_of(duty, "fu", "politi")
    number = await duty.call(caller_person=caller.id)
    await duty.forward()
    assert await duty.told(number) == []
    assert "112" in (await duty.words(number, NoticeKind.CALL_OUT_NEWS))[0]
    assert "callout.nobody_reachable" in await duty.kinds(number)


async def person_of(duty: Duty, group: str, seat: str) -> PersonRow:
    async with duty.service.reading() as unit:
        return (await alert_list.holders(unit.session, [group]))[group, seat][0]


async def test_the_caller_is_told_who_has_taken_it_and_what_it_was_assessed_as(duty: Duty) -> None:
    """F1: the caller hears who took it, and the outcome."""
    chief, *_ = await duty.people()
    caller = await person_of(duty, "fu", "politi")
    number = await duty.call(caller_person=caller.id)
    await duty.answer(number, chief)
    async with duty.service.unit("user:1") as unit:
        await assessment.to_alarm(unit, number, ToAlarm("red", "skyderi"), chief.id)
    await duty.forward()
    taken, outcome = await duty.words(number, NoticeKind.CALL_OUT_NEWS)
    assert chief.name in taken
    assert "rødt niveau, skyderi" in outcome


async def test_a_call_out_becomes_an_alarm_in_the_same_timeline(duty: Duty) -> None:
    chief, *_ = await duty.people()
    number = await duty.call()
    async with duty.service.unit("user:1") as unit:
        await assessment.to_alarm(unit, number, ToAlarm("red", "skyderi", area="korsloekken"), chief.id)
    await duty.forward()
    incident = await duty.incident(number)
    assert (incident.state, incident.level, incident.area) == (IncidentState.ALERTED, "red", "korsloekken")
    assert len(await duty.told(number, NoticeKind.ALARM)) > 5
    kinds = await duty.kinds(number)
    assert kinds.index("callout.assessed") < kinds.index("incident.alarm")


async def test_taking_a_call_out_is_no_answer_to_the_alarm_that_comes_of_it(duty: Duty) -> None:
    """Hard case 5: the head of SSP sits in the SSP board too, and is still warned there."""
    *_, head = await duty.people()
    number = await duty.call()
    await duty.answer(number, head)
    async with duty.service.unit("user:1") as unit:
        await assessment.to_alarm(unit, number, ToAlarm("red", "skyderi"), head.id)
    await duty.forward()
    assert head.name in {n for n, _, _ in await duty.told(number, NoticeKind.ALARM)}
    async with duty.service.reading() as unit:
        board = [c for c in await incidents.seats(unit.session, number) if (c.group_key, c.seat_key) == ("ssp_board", "ssp")]
    assert board[0].state == SeatState.TRYING
    assert await duty.answer(number, head) is answers.Taken.COUNTED


async def test_a_briefing_declares_no_crisis_and_never_goes_outward(duty: Duty) -> None:
    """F13, C1."""
    number = await duty.call()
    async with duty.service.unit("user:1") as unit:
        with pytest.raises(Refused) as refused:
            await assessment.to_briefing(unit, number, Briefing("Stor fodboldkamp lørdag.", ("cks",)))
    assert refused.value.field == "groups"
    async with duty.service.unit("user:1") as unit:
        await assessment.to_briefing(unit, number, Briefing("Stor fodboldkamp lørdag.", ("fu", "parties")))
    await duty.forward(120)
    incident = await duty.incident(number)
    assert (incident.state, incident.level) == (IncidentState.BRIEFED, None)
    told = await duty.told(number, NoticeKind.BRIEFING)
    assert len(told) == len({n for n, _, _ in told}) >= 10
    assert await duty.told(number, NoticeKind.ALARM) == []


async def test_a_briefing_can_still_become_an_alarm_and_the_briefed_hear_the_end_of_it(duty: Duty) -> None:
    number = await duty.call()
    async with duty.service.unit("user:1") as unit:
        await assessment.to_briefing(unit, number, Briefing("Stor fodboldkamp lørdag.", ("parties",)))
    async with duty.service.unit("user:1") as unit:
        await assessment.to_alarm(unit, number, ToAlarm("yellow", "uro"))
    async with duty.service.unit("user:1") as unit:
        await send_update(unit, number, "Politiet er til stede.")
    async with duty.service.unit("user:1") as unit:
        await call_off(unit, number, "Roligt.")
    await duty.forward()
    briefed = {n for n, _, _ in await duty.told(number, NoticeKind.BRIEFING)}
    assert briefed <= {n for n, _, _ in await duty.told(number, NoticeKind.UPDATE)}
    assert briefed <= {n for n, _, _ in await duty.told(number, NoticeKind.CALL_OFF)}


async def test_a_closed_call_out_needs_a_reason_and_never_speaks_again(duty: Duty) -> None:
    number = await duty.call()
    async with duty.service.unit("user:1") as unit:
        with pytest.raises(Refused) as refused:
            await assessment.to_closed(unit, number, "  ")
    assert refused.value.field == "reason"
    async with duty.service.unit("user:1") as unit:
        await assessment.to_closed(unit, number, "Falsk melding.")
    await duty.forward()
    before = len(await duty.told(number))
    await duty.forward(60 * 24 * 120)
    assert len(await duty.told(number)) == before
    async with duty.service.unit("user:1") as unit:
        with pytest.raises(Refused):
            await assessment.to_alarm(unit, number, ToAlarm("red", "skyderi"))
    assert await duty.answer(number, (await duty.people())[0]) is answers.Taken.TOO_LATE


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"area": "nowhere"}, "area"),
        ({"reported_by": "nobody"}, "reported_by"),
        ({"grounds": ""}, "grounds"),
        ({"what_happened": " "}, "what_happened"),
        ({"what_happened": "CPR 010190-1234"}, "what_happened"),
        ({"grounds": "CPR 010190-1234"}, "grounds"),
        ({"cause": "regnvejr"}, "cause"),
        ({"assessed_by": "nobody"}, "assessed_by"),
    ],
)
async def test_a_wrong_call_out_is_refused_by_field(duty: Duty, changed: dict[str, object], field: str) -> None:
    """I13."""
    with pytest.raises(Refused) as refused:
        await duty.call(**changed)
    assert refused.value.field == field


async def sms(duty: Duty, person: PersonRow, text: str) -> tuple[str, str, int | None]:
    async with duty.service.unit("provider:sandbox_sms") as unit:
        heard = await hear(unit, person.mobile or "", text)
    return heard.outcome, str(heard.reply or ""), heard.incident_id


@pytest.mark.parametrize(
    "text", ["ALARM VOLLSMOSE skyderi ved Bøgeparken", "alarm: Vollsmose, skyderi ved Bøgeparken", "Alarm! skyderi ved bøgeparken"]
)
async def test_an_sms_from_a_registered_phone_calls_the_duty_chief_out(duty: Duty, text: str) -> None:
    """F1."""
    caller = await person_of(duty, "fu", "politi")
    outcome, reply, number = await sms(duty, caller, text)
    assert outcome == "called out"
    assert "Vollsmose" in reply
    incident = await duty.incident(number)
    assert (incident.area, incident.reported_by, incident.what_happened) == ("vollsmose", "fyns_politi", incident.what_happened)
    assert "ved" in incident.what_happened


async def test_a_misspelt_area_is_asked_back_and_nobody_is_called(duty: Duty) -> None:
    """Hard case 22: a wrong area is never guessed."""
    caller = await person_of(duty, "fu", "politi")
    outcome, reply, number = await sms(duty, caller, "ALARM VOLSMOSSE skyderi")
    assert (outcome, number) == ("which area", None)
    assert "Vollsmose" in reply
    outcome, reply, _ = await sms(duty, caller, "ALARM hjælp")
    assert outcome == "which area"
    assert "Korsløkken" in reply
    assert "Nobody has been called" in reply


async def test_calling_twice_adds_to_the_first_call_out(duty: Duty) -> None:
    caller = await person_of(duty, "fu", "politi")
    _, _, number = await sms(duty, caller, "ALARM VOLLSMOSE skyderi")
    outcome, _, again = await sms(duty, caller, "ALARM VOLLSMOSE flere skud")
    assert (outcome, again) == ("repeated", number)
    assert number is not None
    assert "callout.repeated" in await duty.kinds(number)


async def test_an_unknown_phone_is_told_nothing(duty: Duty) -> None:
    async with duty.service.unit("provider:sandbox_sms") as unit:
        heard = await hear(unit, "+4520000001", "ALARM VOLLSMOSE skyderi")
    assert (heard.outcome, heard.reply, heard.incident_id) == ("unknown sender", None, None)


async def test_a_restart_between_two_steps_loses_nothing(databases: Databases) -> None:
    """I2, hard case 3: the second is called once, although the service was down when it fell due."""
    url, key = await seeded(databases)
    async with running_world(url, key) as world:
        duty = Duty(world.service)
        chief, second, _ = await duty.people()
        number = await duty.call()
        await duty.forward(1)
    service = build(Settings(_env_file=None, database_url=url))  # type: ignore[call-arg]
    async with service.running():
        duty = Duty(service)
        await duty.forward(2.5)
        assert [n for n, m, _ in await duty.told(number) if m == "sms"] == [chief.name, second.name]
    await service.close()


async def test_a_call_out_that_waits_to_be_sent_is_dropped_by_an_answer(still_duty: Duty) -> None:
    """I5, hard case 4: the answer lands just before the send."""
    duty = still_duty
    chief, *_ = await duty.people()
    number = await duty.call()
    assert (chief.name, "voice", DeliveryState.QUEUED) in await duty.told(number)
    await duty.answer(number, chief)
    async with duty.service.unit("sender") as unit:
        assert not await claim(unit.session, Medium.VOICE, 10, unit.now, duty.service.house.lease)
    assert (chief.name, "voice", DeliveryState.DROPPED) in await duty.told(number)


async def test_i_take_it_by_someone_who_is_not_on_duty(duty: Duty) -> None:
    number = await duty.call()
    async with duty.service.unit("user:7") as unit:
        await assessment.take(unit, number)
    before = len(await duty.told(number))
    await duty.forward(60)
    assert len(await duty.told(number)) == before
    async with duty.service.reading() as unit:
        row = await callouts.of_incident(unit.session, number)
    assert row is not None
    assert (row.taken_by, row.taken_actor) == (None, "user:7")
