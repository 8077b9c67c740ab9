"""From the call to the minutes: the roster, the call-out and the meeting fit each other, and a restart at any moment changes nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from contacts.roster import Rotation
from flows.sentences import Refused
from flows.vocabulary import CallOutVia, DeliveryState, InvitationState, Layer, Medium, NoticeKind, Rsvp
from service.store import meetings as rows
from service.store.tables import DeliveryRow, InvitationRow, MeetingRow, NoticeRow, TimerRow
from service.work import assessment, decisions, duty_hand_over, duty_swaps, meeting_room, meetings, rsvps
from service.work.assessment import Briefing, ToAlarm
from service.work.callouts import CallOut, call_out
from service.work.closing import call_off
from service.work.duty_entering import enter_rotation
from service.work.next_way import may_still_go
from tests.harness.databases import Databases
from tests.work.town import VIA_LINK, Town, a_town, build_service, odense

CHIEF, SECOND, HEAD = "parties.fab", "parties.civica", "duty_chief.chefvagt"
"""Who the roster names; the first two hold no seat of a duty chief."""
NEXT_CHIEF = "ssp_board.politi"
CALL = {"area": "vollsmose", "what_happened": "Skyderi", "reported_by": "fyns_politi", "grounds": "Risiko.", "via": CallOutVia.PAGE}
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""The hand-over: 8.00 by Copenhagen's clock."""


@pytest.fixture
async def town(migrated_url: str) -> AsyncIterator[Town]:
    """It is Friday night; on Monday the duty passes on."""
    async with a_town(migrated_url, plan=odense()) as town:
        await staffed(town)
        yield town
        await town.check()


async def staffed(town: Town) -> None:
    for layer, people in ((Layer.CHIEF, (CHIEF, NEXT_CHIEF)), (Layer.SECOND, (SECOND,)), (Layer.HEAD, (HEAD,))):
        rotation = Rotation(layer, tuple(town.people[who] for who in people), date(2026, 11, 16), time(8, 0))
        await town.do(enter_rotation, rotation)


async def called(town: Town, **changed: object) -> int:
    incident = await town.do(call_out, CallOut(**{**CALL, **changed}))  # type: ignore[arg-type]
    return incident.id  # type: ignore[attr-defined, no-any-return]


async def rung(town: Town, incident: int) -> list[str]:
    """Who has been called, in order."""
    names = {number: who for who, number in town.people.items()}
    return [names[d.person_id] for d in await town.messages(incident, kind=NoticeKind.CALL_OUT, medium=Medium.VOICE)]


async def test_the_roster_says_who_is_called_out_layer_by_layer(town: Town) -> None:
    """F2: duty chief, second, head of SSP, then all of them; none of the alert list's own deputies."""
    incident = await called(town)
    await town.wait(minutes=1)
    assert await rung(town, incident) == [CHIEF]
    await town.wait(minutes=6)
    assert await rung(town, incident) == [CHIEF, SECOND, HEAD]
    await town.wait(minutes=3)
    assert await rung(town, incident) == [CHIEF, SECOND, HEAD, CHIEF, SECOND, HEAD]
    assert (await town.writes(SECOND, "1")).outcome == "counted"
    await town.wait(minutes=300)
    assert len(await rung(town, incident)) == 6


async def test_whoever_has_taken_over_meanwhile_is_called_with_the_others(town: Town) -> None:
    """F2: the duty passes on while nobody answers."""
    await town.wait(hours=(MONDAY - town.clock.now()).total_seconds() / 3600 - 0.1)
    incident = await called(town)
    await town.wait(minutes=8)
    assert await rung(town, incident) == [CHIEF, SECOND, HEAD]
    await town.wait(minutes=20)
    assert NEXT_CHIEF in await rung(town, incident)
    before = len(await rung(town, incident))
    assert (await town.writes(NEXT_CHIEF, "1")).outcome == "counted"
    await town.wait(minutes=120)
    assert len(await rung(town, incident)) == before


async def test_the_incoming_chief_hears_of_the_call_out_that_nobody_has_assessed(town: Town) -> None:
    """Hand-over sends the incoming chief the open incidents, each with the page where it is dealt with."""
    await town.wait(hours=(MONDAY - town.clock.now()).total_seconds() / 3600 - 0.1)
    incident = await called(town)
    await town.wait(minutes=10)
    told = await town.messages(who=NEXT_CHIEF, kind=NoticeKind.HAND_OVER, medium=Medium.SMS)
    assert "Én hændelse er åben." in await town.words(told[-1])
    async with town.service.reading() as unit:
        (line,) = [sentence for _, sentence in await duty_hand_over.open_incidents(unit)]
    assert str(line.params["link"]).endswith(f"/call-outs/{incident}")


OWN_STEPS = ("step_overdue", "steps_overdue")
"""What the chief has left undone on the own card is told to the next in line too."""


async def test_a_phone_of_the_list_calls_out_and_the_call_becomes_a_meeting(town: Town) -> None:
    """F1, F2, F5: ALARM by SMS; taken by SMS; assessed red; the committee meets; the chief of the roster hears who is silent."""
    heard = await town.writes("fu.politi", "ALARM VOLLSMOSE skyderi ved Bøgeparken")
    incident = heard.incident_id
    assert incident is not None
    await town.wait(minutes=1)
    assert (await town.writes(CHIEF, "1")).outcome == "counted"
    await town.do(assessment.to_alarm, incident, ToAlarm("red", "skyderi"), town.people[CHIEF])
    await town.settle()
    made = await town.do(meetings.convene, incident)
    assert isinstance(made, MeetingRow)
    await town.settle()
    assert (await town.writes("fu.politi", "1")).outcome == "counted"
    async with town.service.store.read() as session:
        seats = {row.seat_key: row for row in await rows.invitations(session, made.id)}
    assert seats["politi"].state == InvitationState.JOINING
    await town.wait(minutes=40)
    told = await town.entries(incident, "chief.alerted")
    about_others = [e for e in told if e.data["alert"] not in OWN_STEPS]
    assert about_others
    assert {e.data["person"] for e in about_others} == {town.people[CHIEF]}
    await town.do(call_off, incident, "Det er overstået.")
    await town.settle()
    before = len(await town.messages(incident))
    await town.wait(days=120)
    assert len(await town.messages(incident)) == before


async def test_a_call_out_can_convene_nothing_before_it_is_assessed(town: Town) -> None:
    """F5: only an incident at a level has a meeting."""
    incident = await called(town)
    with pytest.raises(Refused, match="Assess the call-out first"):
        await town.do(meetings.convene, incident)
    await town.do(assessment.to_briefing, incident, Briefing("Stor kamp lørdag.", ("fu",)))
    with pytest.raises(Refused, match="Assess the call-out first"):
        await town.do(meetings.convene, incident)


async def test_the_last_words_of_a_call_out_are_tried_again_and_older_ones_are_not(town: Town) -> None:
    """F1, I12: the caller hears that it is closed, though the first try failed; what was news before it is news no more."""
    heard = await town.writes("fu.politi", "ALARM VOLLSMOSE skyderi")
    assert heard.incident_id is not None
    await town.wait(minutes=15)
    await town.do(assessment.to_closed, heard.incident_id, "Falsk melding.")
    news = await town.messages(heard.incident_id, kind=NoticeKind.CALL_OUT_NEWS)
    async with town.service.unit("system") as unit:
        again = [await may_still_go(unit, await unit.session.get_one(DeliveryRow, d.id)) for d in news]
    assert again == [False] * (len(news) - len([d for d in news if d.created_at == town.clock.now()])) + [True] * len(
        [d for d in news if d.created_at == town.clock.now()]
    )
    assert not again[0]
    assert again[-1]


WAITS = {"seat", "call_out", "task", "meeting", "invitation", "decision", "duty_hand_over", "duty_reminder", "duty_swap", "duty_check"}
"""Every kind of timer that this procedure sets."""


async def everything_once(town: Town, *, restarts: bool) -> list[tuple[datetime, str, int, str]]:
    """A call-out nobody takes at first, a meeting with a silent seat, a late decision, a hand-over, a swap: what was told, and when.

    With `restarts` the process is another one after each step, and the time between two steps passes while none runs at all.
    """

    async def step(minutes: float) -> None:
        if restarts:
            await town.service.close()
            town.service = build_service(town.url, town.clock, town.posts)
        await town.wait(minutes=minutes)

    incident = await called(town)
    for minutes in (1, 3, 3, 3, 6):
        await step(minutes)
    await town.writes(SECOND, "1")
    await town.do(assessment.to_alarm, incident, ToAlarm("red", "skyderi"), town.people[SECOND])
    await step(2)
    made = await town.do(meetings.convene, incident)
    assert isinstance(made, MeetingRow)
    await step(1)
    for seat in ("politi", "boern_unge", "by_kultur", "boligsocialt_hus"):
        await town.do(rsvps.take, made.id, rsvps.Reply(town.people[f"fu.{seat}"], Rsvp.JOINING, VIA_LINK))
    for minutes in (10, 8, 8, 8, 10):
        await step(minutes)
    await town.do(decisions.decide, made.id, "Ring til skolen.", "fu", "by_kultur", town.clock.now() + timedelta(minutes=30))
    await step(45)
    await town.do(meeting_room.close, made.id)
    await town.do(
        duty_swaps.propose, (Layer.CHIEF, datetime(2026, 12, 1, 12, tzinfo=UTC)), (Layer.CHIEF, datetime(2026, 12, 8, 12, tzinfo=UTC))
    )
    for hours in (20, 20, 20, 20):
        await step(60 * hours)
    await town.do(call_off, incident, "Det er overstået.")
    await step(60 * 24)
    return await told(town)


async def told(town: Town) -> list[tuple[datetime, str, int, str]]:
    query = select(DeliveryRow.created_at, NoticeRow.kind, DeliveryRow.person_id, DeliveryRow.medium)
    query = query.join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id).where(DeliveryRow.state != DeliveryState.DROPPED.value)
    async with town.service.store.read() as session:
        return sorted((at, kind, person, medium) for at, kind, person, medium in await session.execute(query))


async def fired(town: Town) -> set[str]:
    async with town.service.store.read() as session:
        return set(await session.scalars(select(TimerRow.kind).where(TimerRow.outcome == "fired")))


async def test_every_wait_survives_a_restart(databases: Databases) -> None:
    """I2, hard case 3: a service that is another process after every step tells the same people the same things at the same moments."""
    async with a_town(await databases.migrated(), plan=odense()) as one, a_town(await databases.migrated(), plan=odense()) as other:
        await staffed(one)
        await staffed(other)
        unbroken = await everything_once(one, restarts=False)
        assert await fired(one) >= WAITS
        assert await everything_once(other, restarts=True) == unbroken
        async with one.service.store.read() as session:
            assert await session.scalar(select(InvitationRow.id).where(InvitationRow.state == InvitationState.SILENT.value)) is not None
        await one.check()
        await other.check()
