"""Raising an alarm: everything at once or nothing, one message a person, and who is never told (I1, I8, L1, F3, C1, P6)."""

import pytest
from sqlalchemy import select

from flows.sentences import Refused
from flows.vocabulary import DeliveryState, IncidentState, Medium, NoticeKind, SeatState
from service.store.tables import IncidentRow, TimerRow
from tests.work.town import Town


async def test_the_holder_of_every_seat_is_told_at_once_by_sms(town: Town) -> None:
    incident = await town.alarm()
    alarms = await town.messages(incident, kind=NoticeKind.ALARM)
    holders = {town.people[p] for p in town.people if "/" not in p and p.split(".")[0] in ("fu", "ssp_board", "parties")}
    assert {d.person_id for d in alarms} == holders
    assert {d.medium for d in alarms} == {"sms"}
    assert len(alarms) == len(holders)


async def test_outward_groups_and_the_housing_board_hear_nothing_yet(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=10)
    told = {d.person_id for d in await town.messages(incident, kind=NoticeKind.ALARM)}
    assert not told & {p for place, p in town.people.items() if place.startswith("housing_board")}
    assert not [p for p in town.people if p.startswith("cks")]


async def test_a_wrong_field_changes_nothing(town: Town) -> None:
    for wrong in (
        {"level": "blue"},
        {"area": "atlantis"},
        {"cause": "uro"},
        {"what_happened": "CPR 010170-1234"},
        {"what_happened": "\x00"},
    ):
        with pytest.raises(Refused) as refused:
            await town.alarm(**wrong)  # type: ignore[arg-type]
        assert refused.value.field == next(iter(wrong))
    assert not await town.messages()


async def test_nothing_is_written_when_the_timeline_cannot_be(town: Town) -> None:
    broken = town.service.house.salt
    object.__setattr__(town.service.house, "salt", lambda: "short")
    with pytest.raises(ValueError, match="salt"):
        await town.alarm(what_happened="Der er skudt.")
    object.__setattr__(town.service.house, "salt", broken)
    async with town.service.store.read() as session:
        for table in (IncidentRow, TimerRow):
            assert (await session.scalars(select(table))).first() is None
    assert not await town.messages()


async def test_a_seat_that_nobody_holds_is_told_to_the_duty_chief_at_once_by_name(town: Town) -> None:
    await town.change("fu.sundhed", active=False)
    await town.change("fu.sundhed/1", mobile=None, email=None)
    incident = await town.alarm()
    [alert] = await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)
    assert alert.person_id == town.people["duty_chief.chefvagt"]
    assert "FU, Sundhed har ingen" in await town.words(alert)
    assert (await town.seat(incident, "fu.sundhed")).state == SeatState.UNREACHABLE
    assert (await town.incident(incident)).state == IncidentState.ALERTED


async def test_an_alarm_that_reaches_nobody_is_still_an_alarm(town: Town) -> None:
    for who in town.people.values():
        await town.change(who, mobile=None, email=None)
    incident = await town.alarm()
    await town.settle()
    seats = await town.seats(incident)
    assert seats
    assert all(c.state == SeatState.UNREACHABLE for c in seats)
    assert await town.entries(incident, "chief.unreachable")
    assert not await town.messages(incident)
    assert (await town.incident(incident)).state == IncidentState.FOLLOWED


async def test_a_second_alarm_gets_its_own_letter_and_asks_for_it(town: Town) -> None:
    first, second = await town.alarm(), await town.alarm("yellow", "rising")
    assert (await town.incident(first)).code == "A"
    assert (await town.incident(second)).code == "B"
    [sms] = await town.messages(second, who="fu.politi", medium=Medium.SMS)
    assert "B1" in await town.words(sms)


async def test_accepted_is_not_delivered_and_the_second_channel_comes(town: Town) -> None:
    """Hard case 24."""
    incident = await town.alarm()
    await town.wait(minutes=1.9)
    assert [(d.medium, d.state) for d in await town.messages(incident, who="fu.politi")] == [("sms", "accepted")]
    await town.wait(minutes=0.2)
    media = {d.medium: d.state for d in await town.messages(incident, who="fu.politi")}
    assert media == {"sms": DeliveryState.ACCEPTED, "email": DeliveryState.ACCEPTED}
