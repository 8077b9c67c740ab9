"""A meeting from the summons to the minutes: who is told what and when, and what an answer stops (F5, F6, F8, I5, I12)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from flows.sentences import CONFLICT, Refused
from flows.vocabulary import AnswerVia, DeliveryState, InvitationState, Medium, MeetingState, NoticeKind, Rsvp, TaskState
from service.channels.errors import Permanent
from service.store import incidents
from service.store import meetings as rows
from service.store.tables import InvitationRow, MeetingRow
from service.work import closing, decisions, levels, meeting_room, meetings, rsvps, seats, tasks
from service.work.incident_row import incident_for_update
from service.work.unit import Unit
from tests.work.town import EMAIL, SMS, VOICE, Town, a_town, odense

SUMMONS = NoticeKind.MEETING


@pytest.fixture
async def town(migrated_url: str) -> AsyncIterator[Town]:
    """With all six seats of the committee."""
    async with a_town(migrated_url, plan=odense()) as town:
        yield town
        await town.check()


async def convened(town: Town, level: str = "red", chosen: datetime | None = None) -> tuple[int, MeetingRow]:
    """An alarm and its meeting, with the alarm's own messages sent."""
    incident = await town.alarm(level)
    await town.settle()
    await town.do(leave_the_seats_alone, incident)
    made = await town.do(meetings.convene, incident, chosen)
    assert isinstance(made, MeetingRow)
    return incident, made


async def leave_the_seats_alone(unit: Unit, number: int) -> None:
    """What the alarm itself still does to its seats is not looked at here."""
    incident = await incident_for_update(unit, number)
    await seats.stop(unit, incident, await incidents.seats(unit.session, number))


async def meeting(town: Town, number: int) -> MeetingRow:
    async with town.service.store.read() as session:
        return await session.get_one(MeetingRow, number)


async def invitation(town: Town, number: int, seat: str) -> InvitationRow:
    async with town.service.store.read() as session:
        return next(row for row in await rows.invitations(session, number) if row.seat_key == seat)


async def answers(town: Town, number: int, who: str, rsvp: Rsvp = Rsvp.JOINING) -> object:
    return await town.do(rsvps.take, number, rsvps.Reply(town.people[who], rsvp, AnswerVia.LINK), actor=f"person:{town.people[who]}")


SEATS = ("politi", "boern_unge", "beskaeftigelse_social", "by_kultur", "sundhed", "boligsocialt_hus")


async def all_join(town: Town, number: int, *, but: str = "") -> None:
    for seat in SEATS:
        if seat != but:
            await answers(town, number, f"fu.{seat}")


async def alerts(town: Town, incident: int) -> str:
    """Everything that the duty chief has been told."""
    return "\n".join([await town.words(d) for d in await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)])


async def test_one_button_summons_every_seat_by_sms_and_mail(town: Town) -> None:
    """F5: half an hour's notice at night, rounded up."""
    incident, made = await convened(town)
    assert timedelta(minutes=30) <= made.starts_at - town.clock.now() < timedelta(minutes=35)
    told = await town.messages(incident, kind=SUMMONS)
    assert {(d.person_id, d.medium) for d in told} == {(town.people[f"fu.{seat}"], m) for seat in SEATS for m in ("sms", "email")}
    assert {d.lane for d in told} == {10}
    text = await town.words(told[0])
    assert "FU-møde fre. 20. nov. kl. 21.30. Svar: 1 deltager" in text
    assert "/m/" in text
    assert made.link.startswith("https://moede.example.dk/beredskab-")
    assert len({made.link, (await convened_again(town, incident, made.id)).link}) == 2


async def convened_again(town: Town, incident: int, number: int) -> MeetingRow:
    await town.do(meetings.cancel, number)
    again = await town.do(meetings.convene, incident)
    assert isinstance(again, MeetingRow)
    return again


async def test_yellow_meets_the_following_morning_when_offices_are_closed(town: Town) -> None:
    """F8: it is Friday night, so Saturday morning."""
    _, made = await convened(town, "yellow")
    assert made.starts_at == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


async def test_a_second_meeting_is_refused_while_one_is_open(town: Town) -> None:
    incident, _ = await convened(town)
    with pytest.raises(Refused, match="convened already") as refused:
        await town.do(meetings.convene, incident)
    assert refused.value.kind == CONFLICT


async def test_a_silent_seat_is_asked_again_then_its_deputy_then_the_chief_is_told(town: Town) -> None:
    """F5, I12: twenty, twelve and five minutes before the start."""
    incident, made = await convened(town)
    await all_join(town, made.id, but="sundhed")
    await town.settle()
    before = len(await town.messages(incident, kind=SUMMONS, who="fu.sundhed"))
    await town.wait(minutes=(made.starts_at - town.clock.now()).total_seconds() / 60 - 20)
    again = (await town.messages(incident, kind=SUMMONS, who="fu.sundhed"))[before:]
    assert {d.medium for d in again} == {"sms", "voice"}
    await town.wait(minutes=8)
    assert {d.medium for d in await town.messages(incident, kind=SUMMONS, who="fu.sundhed/1")} == {"sms", "email"}
    assert [e.data["why"] for e in await town.entries(incident, "meeting.deputy_invited")] == ["silent"]
    await town.wait(minutes=7)
    assert (await invitation(town, made.id, "sundhed")).state == InvitationState.SILENT
    told = await alerts(town, incident)
    assert "FU, Sundhed har ikke svaret om FU-mødet fre. 20. nov. kl. 21.30. Ring selv op." in told
    assert "svarer ikke" not in told, "the alarm's own words"
    assert not await town.entries(incident, "meeting.no_quorum")


async def test_nobody_is_asked_again_after_answering(town: Town) -> None:
    """I5."""
    incident, made = await convened(town)
    await town.settle()
    await all_join(town, made.id)
    told = len(await town.messages(incident, kind=SUMMONS))
    await town.wait(minutes=40)
    assert len(await town.messages(incident, kind=SUMMONS)) == told
    assert (await meeting(town, made.id)).state == MeetingState.HELD


async def test_an_answer_just_before_the_send_stops_it(town: Town) -> None:
    """I5, hard case 4."""
    incident, made = await convened(town)
    await answers(town, made.id, "fu.politi")
    claims = await town.claim(SMS)
    assert claims
    assert town.people["fu.politi"] not in {c.person_id for c in claims}
    states = {d.state for d in await town.messages(incident, kind=SUMMONS, who="fu.politi")}
    assert states == {DeliveryState.DROPPED}


async def test_my_deputy_comes_summons_the_deputy_at_once(town: Town) -> None:
    incident, made = await convened(town)
    await answers(town, made.id, "fu.politi", Rsvp.DEPUTY)
    assert {d.medium for d in await town.messages(incident, kind=SUMMONS, who="fu.politi/1")} == {"sms", "email"}
    assert await answers(town, made.id, "fu.politi/1") is rsvps.Taken.COUNTED
    row = await invitation(town, made.id, "politi")
    assert (row.state, row.answered_by) == (InvitationState.JOINING, town.people["fu.politi/1"])


async def test_too_few_who_can_come_is_told_to_the_chief_once(town: Town) -> None:
    incident, made = await convened(town)
    for seat in SEATS[:4]:
        await answers(town, made.id, f"fu.{seat}", Rsvp.CANNOT)
    assert len(await town.entries(incident, "meeting.no_quorum")) == 1
    assert "For få kan deltage i FU-mødet fre. 20. nov. kl. 21.30. Det er ikke beslutningsdygtigt." in await alerts(town, incident)


async def test_enough_who_join_is_said_once(town: Town) -> None:
    incident, made = await convened(town)
    await all_join(town, made.id)
    assert [e.data["joining"] for e in await town.entries(incident, "meeting.quorum")] == [4]


async def test_moving_tells_exactly_those_it_reached_on_what_reached_them_and_asks_again(town: Town) -> None:
    incident, made = await convened(town)
    await town.settle()
    await all_join(town, made.id, but="sundhed")
    await answers(town, made.id, "fu.politi", Rsvp.DEPUTY)
    await town.change("fu.sundhed", email=None)
    moved = await town.do(meetings.move, made.id, made.starts_at + timedelta(minutes=15))
    assert isinstance(moved, MeetingRow)
    assert (moved.state, moved.sequence) == (MeetingState.MOVED, 1)
    told = {(d.person_id, d.medium) for d in await town.messages(incident, kind=NoticeKind.MEETING_MOVED)}
    both = {(town.people[f"fu.{seat}"], m) for seat in SEATS for m in ("sms", "email")} - {(town.people["fu.sundhed"], "email")}
    assert told == both | {(town.people["fu.politi/1"], m) for m in ("sms", "email")}
    assert {(await invitation(town, made.id, seat)).state for seat in SEATS} == {InvitationState.ASKED}
    assert (await invitation(town, made.id, "politi")).position == 1
    await town.wait(minutes=35)
    assert (await meeting(town, made.id)).state == MeetingState.MOVED
    await town.wait(minutes=15)
    assert (await meeting(town, made.id)).state == MeetingState.HELD


async def test_a_move_to_a_time_the_rules_refuse_changes_nothing(town: Town) -> None:
    """F5, F8."""
    incident, made = await convened(town)
    for chosen, why in (
        (town.clock.now() + timedelta(minutes=10), "F5"),
        (town.clock.now() + timedelta(hours=5), "F8"),
        (town.clock.now() - timedelta(hours=1), "past"),
        (made.starts_at, "already"),
    ):
        with pytest.raises(Refused, match=why):
            await town.do(meetings.move, made.id, chosen)
    assert not await town.entries(incident, "meeting.moved")


async def test_cancelling_tells_those_it_reached_and_nothing_more_comes(town: Town) -> None:
    incident, made = await convened(town)
    await town.send()
    await town.do(meetings.cancel, made.id, "Politiet har styr på det.")
    told = await town.messages(incident, kind=NoticeKind.MEETING_CANCELLED)
    assert {(d.person_id, d.medium) for d in told} == {(town.people[f"fu.{seat}"], m) for seat in SEATS for m in ("sms", "email")}
    count = len(await town.messages(incident, kind=SUMMONS))
    await town.wait(minutes=90)
    assert len(await town.messages(incident, kind=SUMMONS)) == count
    assert await answers(town, made.id, "fu.politi") is rsvps.Taken.TOO_LATE
    assert await town.entries(incident, "meeting.answer_after")


async def test_who_was_never_told_hears_of_no_cancellation(town: Town) -> None:
    incident, made = await convened(town)
    await town.do(meetings.cancel, made.id)
    assert not await town.messages(incident, kind=NoticeKind.MEETING_CANCELLED)
    assert {d.state for d in await town.messages(incident, kind=SUMMONS)} == {DeliveryState.DROPPED}


async def test_a_summons_overtakes_a_mass_briefing_that_waits(town: Town) -> None:
    """I6: whatever is waiting, the summons is claimed first."""
    incident = await town.alarm()
    await town.settle()
    await town.do(closing.send_update, incident, "Politiet er til stede.")
    assert len(await town.messages(incident, kind=NoticeKind.UPDATE)) > len(SEATS)
    await town.do(meetings.convene, incident)
    first = [c.id for c in await town.claim(SMS, limit=len(SEATS))]
    summoned = {d.id for d in await town.messages(incident, kind=SUMMONS, medium=SMS)}
    assert set(first) == summoned


async def test_a_change_of_level_does_not_take_a_summons_back(town: Town) -> None:
    incident, _ = await convened(town)
    await town.do(levels.set_level, incident, "yellow", "Politiet melder området roligt.")
    assert {d.state for d in await town.messages(incident, kind=SUMMONS)} == {DeliveryState.QUEUED}


async def test_a_person_whose_every_message_fails_is_followed_by_the_deputy_at_once(town: Town) -> None:
    """I12."""
    incident, _ = await convened(town)

    def refuse(message: object) -> object:
        raise Permanent("21211", "not a number")

    for post in (town.posts[SMS], town.posts[EMAIL]):
        post.react = refuse  # type: ignore[assignment]
    claims = [c for m in (SMS, EMAIL) for c in await town.claim(m) if c.person_id == town.people["fu.politi"]]
    for claimed in claims:
        await town.record([await town.outcome(claimed)])
    assert await town.messages(incident, kind=SUMMONS, who="fu.politi/1")
    assert [e.data["why"] for e in await town.entries(incident, "meeting.deputy_invited")] == ["failed"]


async def held(town: Town) -> tuple[int, MeetingRow]:
    incident, made = await convened(town)
    await town.settle()
    await all_join(town, made.id)
    await town.wait(minutes=40)
    return incident, made


async def test_the_four_points_and_the_decisions_become_minutes_that_nobody_changes(town: Town) -> None:
    """F6, C4, I7."""
    incident, made = await held(town)
    points = {"crisis_handling": "Vagten ved skolen forstærkes.", "communication": "Intet udad endnu."}
    await town.do(meeting_room.write, made.id, points)
    due_at = town.clock.now() + timedelta(hours=2)
    task = await town.do(decisions.decide, made.id, "Skaf flere vagter", "fu", "by_kultur", due_at)
    [told] = await town.messages(incident, kind=NoticeKind.DECISION)
    assert told.person_id == town.people["fu.by_kultur"]
    await town.do(meeting_room.close, made.id)
    closed = await meeting(town, made.id)
    assert closed.state == MeetingState.CLOSED
    for words in (
        "SANDKASSE",
        "1. Krisehåndtering",
        "Vagten ved skolen",
        "Skaf flere vagter (Ansvarlig: By og Kultur",
        "- Sundhed: deltager",
    ):
        assert words in closed.minutes
    assert closed.minutes_hash
    readers = {d.person_id for d in await town.messages(incident, kind=NoticeKind.MINUTES)}
    assert {town.people["fu.politi"], town.people["ssp_board.ssp"]} <= readers
    for change in (
        town.do(meeting_room.write, made.id, {"communication": "Noget andet"}),
        town.do(decisions.decide, made.id, "Mere", "fu", "politi", due_at),
        town.do(meetings.cancel, made.id),
    ):
        with pytest.raises(Refused):
            await change
    assert getattr(task, "kind", None) == "decision"


async def test_a_decision_that_is_late_is_told_to_the_chief_and_its_owner_and_can_still_be_done(town: Town) -> None:
    """F6."""
    incident, made = await held(town)
    task = await town.do(decisions.decide, made.id, "Skaf flere vagter", "fu", "by_kultur", town.clock.now() + timedelta(hours=1))
    number = task.id  # type: ignore[attr-defined]
    await town.wait(minutes=61)
    assert len(await town.messages(incident, kind=NoticeKind.DECISION)) == 2
    assert "Skaf flere vagter" in await alerts(town, incident)
    await town.do(tasks.do, number)
    done = next(t for t in await town.tasks(incident) if t.id == number)
    assert done.state == TaskState.DONE


async def test_a_decision_that_was_done_in_time_is_never_late(town: Town) -> None:
    incident, made = await held(town)
    task = await town.do(decisions.decide, made.id, "Skaf flere vagter", "fu", "by_kultur", town.clock.now() + timedelta(hours=1))
    await town.do(tasks.do, task.id)  # type: ignore[attr-defined]
    await town.wait(minutes=90)
    assert not await town.entries(incident, "decision.overdue")


async def test_a_decision_that_was_not_done_after_all_is_open_again_and_still_becomes_late(town: Town) -> None:
    incident, made = await held(town)
    task = await town.do(decisions.decide, made.id, "Skaf flere vagter", "fu", "by_kultur", town.clock.now() + timedelta(hours=1))
    number = task.id  # type: ignore[attr-defined]
    await town.do(tasks.do, number)
    await town.do(decisions.take_up_again, number)
    [again] = [t for t in await town.tasks(incident) if t.id == number]
    assert (again.state, again.ended_at, again.due_at) == (TaskState.OPEN, None, task.due_at)  # type: ignore[attr-defined]
    assert await town.entries(incident, "task.undone")
    await town.wait(minutes=61)
    assert len(await town.entries(incident, "decision.overdue")) == 1


async def test_what_cannot_be_decided_is_refused_by_field(town: Town) -> None:
    _, made = await held(town)
    later = town.clock.now() + timedelta(hours=1)
    for text, group, seat, due_at, field in (
        ("", "fu", "politi", later, "text"),
        ("Ring til 010170-1234", "fu", "politi", later, "text"),
        ("Ring", "cks", "politi", later, "group"),
        ("Ring", "fu", "brandvæsen", later, "seat"),
        ("Ring", "fu", "politi", town.clock.now(), "due_at"),
    ):
        with pytest.raises(Refused) as refused:
            await town.do(decisions.decide, made.id, text, group, seat, due_at)
        assert refused.value.field == field


async def test_calling_the_incident_off_cancels_the_meeting_and_nothing_speaks_again(town: Town) -> None:
    incident, made = await convened(town)
    await town.settle()
    await town.do(closing.call_off, incident, "Det er overstået.")
    assert (await meeting(town, made.id)).state == MeetingState.CANCELLED
    await town.settle()
    told = len(await town.messages(incident))
    assert await town.messages(incident, kind=NoticeKind.MEETING_CANCELLED)
    await town.wait(days=120)
    assert len(await town.messages(incident)) == told
    assert not await town.open_timers(incident)


async def test_calling_off_in_the_meeting_keeps_its_minutes(town: Town) -> None:
    incident, made = await held(town)
    await town.do(closing.call_off, incident, "Det er overstået.")
    assert (await meeting(town, made.id)).state == MeetingState.CLOSED
    assert await town.messages(incident, kind=NoticeKind.MINUTES)


async def test_what_fell_due_while_the_service_was_down_comes_once_at_once_and_in_order(town: Town) -> None:
    """I2, F7's promise for meetings."""
    incident, made = await convened(town)
    await town.settle()
    town.clock.move(minutes=29)
    await town.settle()
    for kind in ("meeting.reminded", "meeting.deputy_invited", "meeting.silent"):
        assert len(await town.entries(incident, kind)) == len(SEATS), kind
    await town.wait(minutes=10)
    assert (await meeting(town, made.id)).state == MeetingState.HELD
    assert len(await town.entries(incident, "meeting.held")) == 1


async def test_a_seat_without_anybody_is_shown_to_the_chief_at_once(town: Town) -> None:
    """I12, hard case 9."""
    for who in ("fu.sundhed", "fu.sundhed/1"):
        await town.change(who, mobile=None, email=None, phone=None)
    incident, made = await convened(town)
    assert (await invitation(town, made.id, "sundhed")).state == InvitationState.SILENT
    assert "FU, Sundhed har ingen, der kan nås om FU-mødet fre. 20. nov. kl. 21.30." in await alerts(town, incident)


async def test_a_house_without_mail_or_calls_still_summons(migrated_url: str) -> None:
    async with a_town(migrated_url, media=(SMS,)) as town:
        incident, made = await convened(town)
        await town.settle()
        assert {d.medium for d in await town.messages(incident, kind=SUMMONS)} == {"sms"}
        await town.wait(minutes=60)
        assert (await meeting(town, made.id)).state == MeetingState.HELD
        assert VOICE in Medium
