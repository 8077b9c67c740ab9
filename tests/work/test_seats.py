"""Seats, deputies and the duty chief: on time, by name, once (F2, F3, I5, I12; hard cases 3, 5, 8, 9)."""

from sqlalchemy import update

from flows.vocabulary import AnswerKind, DeliveryState, IncidentState, Medium, NoticeKind, SeatState
from service.channels.errors import Permanent
from service.channels.protocol import Outgoing, Receipt
from service.store.tables import PlaceRow
from service.work.answers import Taken
from service.work.levels import set_level
from tests.work.town import START, Reaction, Town, a_town, build_service, odense

RED_FU = [(0, "sms"), (2, "email"), (4, "voice"), (5, "sms"), (7, "email"), (9, "voice")]


async def alarm_times(town: Town, incident: int, place: str) -> list[tuple[float, str]]:
    found = [d for who in (place, f"{place}/1") for d in await town.messages(incident, who=who, kind=NoticeKind.ALARM)]
    return [((d.created_at - START).total_seconds() / 60, d.medium) for d in found if d.state != "dropped"]


async def test_the_next_medium_and_the_deputy_come_at_the_plans_minutes(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=30)
    assert await alarm_times(town, incident, "fu.politi") == RED_FU
    assert (await town.seat(incident, "fu.politi")).state == SeatState.UNREACHABLE


async def test_yellow_takes_its_own_time(town: Town) -> None:
    incident = await town.alarm("yellow")
    await town.wait(minutes=60)
    assert await alarm_times(town, incident, "fu.politi") == [(0, "sms"), (10, "email"), (20, "sms"), (30, "email")]


async def test_the_duty_chief_is_told_at_once_that_a_seat_is_unreachable(town: Town) -> None:
    incident = await town.alarm()
    for place in town.people:
        if "/" not in place and not place.startswith(("fu.sundhed", "duty")) and place.split(".")[0] in ("fu", "ssp_board", "parties"):
            await town.answer(incident, place)
    await town.wait(minutes=10)
    alerts = [await town.words(d) for d in await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)]
    assert any("FU, Sundhed svarer ikke" in words for words in alerts)
    [unreachable] = await town.entries(incident, "seat.unreachable")
    assert (unreachable.occurred_at - START).total_seconds() == 600


async def test_twelve_seats_unreachable_at_the_same_moment_are_all_told_to_the_chief(migrated_url: str) -> None:
    async with a_town(migrated_url, plan=odense(), deputies=0, media=[Medium.SMS]) as town:
        incident = await town.alarm()
        await town.wait(minutes=5)
        assert len([c for c in await town.seats(incident) if c.state == SeatState.UNREACHABLE]) >= 12
        alerts = await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)
        said = " ".join([await town.words(d) for d in alerts])
        for label in ("FU, Politi", "FU, Sundhed", "SSP-bestyrelsen, SSP Odense"):
            assert label in said
        assert all(d.state == "accepted" for d in alerts)
        await town.check()


async def test_an_answer_ends_the_calling_of_the_seat(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=3)
    assert await town.answer(incident, "fu.politi", AnswerKind.ON_MY_WAY, 10) is Taken.COUNTED
    await town.wait(minutes=60)
    assert await alarm_times(town, incident, "fu.politi") == RED_FU[:2]
    seat = await town.seat(incident, "fu.politi")
    assert (seat.state, seat.answer_kind, seat.answer_minutes) == (SeatState.ANSWERED, "on_my_way", 10)


async def test_cannot_brings_the_deputy_at_once(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=1)
    await town.answer(incident, "fu.politi", AnswerKind.CANNOT)
    [told] = await town.messages(incident, who="fu.politi/1")
    assert told.created_at == town.clock.now()
    await town.wait(minutes=60)
    assert len(await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)) == 1


async def test_answers_may_change_from_seen_to_cannot_to_on_my_way(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    for kind, state, by in (
        (AnswerKind.SEEN, SeatState.ANSWERED, "fu.politi"),
        (AnswerKind.CANNOT, SeatState.TRYING, None),
        (AnswerKind.ON_MY_WAY, SeatState.ANSWERED, "fu.politi"),
        (AnswerKind.CANNOT, SeatState.TRYING, None),
    ):
        assert await town.answer(incident, "fu.politi", kind) is Taken.COUNTED
        seat = await town.seat(incident, "fu.politi")
        assert (seat.state, seat.answered_by) == (state, by and town.people[by])
    await town.settle()
    told = await town.messages(incident, who="fu.politi/1", kind=NoticeKind.ALARM)
    assert [d.state for d in told] in (["dropped", "accepted"], ["accepted"])


async def test_a_deputy_spared_before_their_message_left_is_told_when_the_seat_is_given_up(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.answer(incident, "fu.politi", AnswerKind.CANNOT)
    await town.answer(incident, "fu.politi", AnswerKind.SEEN)
    await town.answer(incident, "fu.politi", AnswerKind.CANNOT)
    await town.settle()
    told = await town.messages(incident, who="fu.politi/1", kind=NoticeKind.ALARM)
    assert [d.state for d in told] == ["dropped", "accepted"]


async def test_the_same_answer_twice_is_written_once(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    assert await town.answer(incident, "fu.politi") is Taken.COUNTED
    assert await town.answer(incident, "fu.politi") is Taken.REPEATED
    assert len(await town.entries(incident, "answer")) == 1


async def test_a_late_answer_ends_unreachable(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=30)
    await town.answer(incident, "fu.politi")
    assert (await town.seat(incident, "fu.politi")).state == SeatState.ANSWERED


async def test_one_person_in_several_groups_gets_one_message_and_answers_for_each_seat(town: Town) -> None:
    """P6: answers are counted per person and per seat."""
    await move_place(town, "ssp_board.politi", "fu.politi")
    incident = await town.alarm()
    await town.settle()
    assert len(await town.messages(incident, who="fu.politi")) == 1
    await town.answer(incident, "fu.politi")
    for place in ("fu.politi", "ssp_board.politi"):
        assert (await town.seat(incident, place)).answered_by == town.people["fu.politi"]
    assert len(await town.entries(incident, "answer")) == 1


async def test_a_failure_is_told_to_every_seat_that_relies_on_the_message(town: Town) -> None:
    await move_place(town, "ssp_board.politi", "fu.politi")
    await town.change("fu.politi", email=None, phone=None)
    town.posts[Medium.VOICE].react = town.posts[Medium.SMS].react = refuse((await town.person("fu.politi")).mobile)
    incident = await town.alarm()
    await town.settle()
    for place in ("fu.politi/1", "ssp_board.politi/1"):
        [told] = await town.messages(incident, who=place)
        assert told.created_at == START


async def test_a_message_another_seat_relies_on_is_not_taken_back(town: Town) -> None:
    """Two seats share a deputy whose one message belongs to the first: an answer there must leave it to the second."""
    await move_place(town, "ssp_board.politi/1", "fu.politi/1", position=1)
    incident = await town.alarm()
    await town.settle()
    town.clock.move(minutes=5)
    await town.fire()
    [told] = [d for d in await town.messages(incident, who="fu.politi/1") if d.medium == "sms"]
    assert told.state == "queued"
    await town.answer(incident, "fu.politi")
    await town.send()
    [told] = [d for d in await town.messages(incident, who="fu.politi/1") if d.medium == "sms"]
    assert told.state == "accepted"


async def test_a_deputy_who_answered_elsewhere_does_not_silence_a_holder_who_is_still_called(town: Town) -> None:
    """Hard case 5, the other way round: an answer counts where the person has been called, and where their turn comes."""
    await move_place(town, "ssp_board.politi/1", "fu.politi", position=1)
    incident = await town.alarm()
    await town.settle()
    await town.answer(incident, "fu.politi")
    assert (await town.seat(incident, "ssp_board.politi")).state == SeatState.TRYING
    await town.wait(minutes=5)
    seat = await town.seat(incident, "ssp_board.politi")
    assert (seat.state, seat.answered_by) == (SeatState.ANSWERED, town.people["fu.politi"])
    assert len(await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)) == 1


async def test_hard_case_5_a_responder_added_after_the_answer_is_still_called(town: Town) -> None:
    incident = await town.alarm("yellow")
    await town.settle()
    await town.answer(incident, "fu.politi")
    await town.do(set_level, incident, "red", "Der er skudt.")
    await town.settle()
    [told] = await town.messages(incident, who="parties.fab", kind=NoticeKind.ALARM)
    assert told.state == "accepted"
    await town.answer(incident, "parties.fab")
    assert (await town.seat(incident, "parties.fab")).state == SeatState.ANSWERED
    assert (await town.seat(incident, "fu.politi")).answered_by == town.people["fu.politi"]


async def test_hard_case_8_a_person_deactivated_at_their_step_is_passed_over_and_the_timeline_says_why(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.change("fu.politi", active=False)
    await town.wait(minutes=2)
    [skipped] = await town.entries(incident, "seat.skipped")
    assert skipped.data["person"] == town.people["fu.politi"]
    [told] = await town.messages(incident, who="fu.politi/1")
    assert told.medium == "sms"


async def test_hard_case_9_nobody_reachable_at_step_two_is_skipped_at_once(migrated_url: str) -> None:
    async with a_town(migrated_url, deputies=2) as town:
        await town.change("fu.politi/1", mobile=None, email=None)
        incident = await town.alarm()
        await town.wait(minutes=5)
        [told] = await town.messages(incident, who="fu.politi/2")
        assert (told.created_at - START).total_seconds() == 300
        await town.check()


async def test_hard_case_3_after_a_restart_each_overdue_step_comes_once(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    town.clock.move(hours=1)
    before = town.service
    town.service = build_service(town.url, town.clock, town.posts)
    await before.close()
    await town.settle()
    told = [d.medium for d in await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)]
    assert told == ["sms", "email"]
    assert [d.medium for d in await town.messages(incident, who="fu.politi/1")] == ["sms"]
    await town.settle()
    assert len(await town.messages(incident, who="fu.politi/1")) == 1


async def test_someone_reached_by_phone_answers_though_no_message_went_to_them(town: Town) -> None:
    for who in ("fu.sundhed", "fu.sundhed/1"):
        await town.change(who, mobile=None, email=None)
    incident = await town.alarm()
    assert await town.answer(incident, "fu.sundhed/1", AnswerKind.ON_MY_WAY, 20) is Taken.COUNTED
    assert (await town.seat(incident, "fu.sundhed")).answered_by == town.people["fu.sundhed/1"]


async def test_enough_answers_are_said_once(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    for place in ("fu.politi", "fu.sundhed", "fu.by_kultur", "fu.boern_unge"):
        await town.answer(incident, place)
    await town.answer(incident, "fu.politi", AnswerKind.CANNOT)
    await town.answer(incident, "fu.politi", AnswerKind.SEEN)
    await town.answer(incident, "ssp_board.boligsocialt_hus")
    [said] = await town.entries(incident, "group.quorum")
    assert said.data == {"group": "fu", "answered": 4, "needed": 4}


async def test_enough_answers_are_said_when_one_answer_fills_two_seats(town: Town) -> None:
    await move_place(town, "fu.sundhed", "fu.politi")
    incident = await town.alarm("yellow")
    await town.settle()
    for place in ("fu.by_kultur", "fu.boern_unge", "fu.politi"):
        await town.answer(incident, place)
    assert len(await town.entries(incident, "group.quorum")) == 1


async def test_the_incident_is_followed_once_no_seat_is_called_any_more(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=19)
    assert (await town.incident(incident)).state == IncidentState.ALERTED
    await town.wait(minutes=120)
    assert (await town.incident(incident)).state == IncidentState.FOLLOWED
    assert len(await town.entries(incident, "incident.followed")) == 1


async def test_two_seats_of_one_person_with_a_hole_in_the_list_do_not_end_the_alarm_early(town: Town) -> None:
    for who in ("fu.politi", "fu.politi/1"):
        await town.change(who, active=False)
    incident = await town.alarm()
    assert (await town.incident(incident)).state == IncidentState.ALERTED


def refuse(address: str | None) -> Reaction:
    def react(message: Outgoing) -> Receipt:
        if message.address == address:
            raise Permanent("21211", "no such number")
        return Receipt("yes", DeliveryState.ACCEPTED)

    return react


async def move_place(town: Town, place: str, to: str, position: int = 0) -> None:
    """Let the person at `to` hold `place` as well, instead of whoever did."""
    group, _, seat = place.split("/", maxsplit=1)[0].partition(".")
    async with town.service.store.write() as session:
        await session.execute(
            update(PlaceRow)
            .where(PlaceRow.group_key == group, PlaceRow.seat_key == seat, PlaceRow.position == position)
            .values(person_id=town.people[to])
        )
