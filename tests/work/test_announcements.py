"""Nothing goes outward that the committee has not cleared: drafting, clearing, releasing in order, stopping, putting right (C1, F9-F11)."""

import asyncio
from datetime import timedelta

import pytest

from flows.vocabulary import NoticeKind
from service.store.tables import PlaceRow
from service.work.announcements import Draft, Part, draft, edit
from service.work.clearance import clear, send_back, submit
from service.work.closing import call_off
from service.work.holds import lift_hold, set_hold
from service.work.release import release, retract, stop
from tests.work.speech import (
    ALL,
    CKS,
    RESIDENTS,
    STRATEGIC,
    cleared,
    drafted,
    first_of_the_mass,
    give,
    look,
    refused,
    released,
    spoken,
)
from tests.work.town import SMS, Town


async def test_nothing_of_a_draft_goes_out_and_only_the_committee_hears_of_it(town: Town, spot: int) -> None:
    """C1."""
    number = await drafted(town, spot)
    await town.settle()
    assert (await look(town, number)).state == "drafted"
    assert not await spoken(town, number)
    assert (await refused(town, release, number)).kind == "conflict"
    await town.do(submit, number)
    asked = await town.messages(spot, kind=NoticeKind.CLEARANCE)
    assert {town.people[f"fu.{seat}"] for seat in ("politi", "boern_unge", "by_kultur", "sundhed/1")} == {m.person_id for m in asked}
    assert "/f/" in await town.words(asked[0])
    await town.settle()
    assert not await spoken(town, number)


async def test_strategic_comes_first_and_civil_society_after_the_gap(town: Town, spot: int) -> None:
    """F10, F11."""
    number = await released(town, spot)
    await town.settle()
    strategic = await spoken(town, number)
    boards = ("ssp_board", "housing_board", "parties")
    holders = {person for place, person in town.people.items() if place.split(".")[0] in boards and "/" not in place}
    assert {m.person_id for m in strategic} == holders
    await town.wait(minutes=9)
    assert len(await spoken(town, number)) == len(strategic)
    await town.wait(minutes=2)
    told = await spoken(town, number)
    reachable = {town.people[f"{g}.{n}"] for g in ("cks", "residents") for n in (0, 1, 2, 4, 5)}
    assert {m.person_id for m in told[len(strategic) :]} == reachable
    assert all(m.state == "accepted" for m in told)
    cks = next(m for m in told if m.person_id == town.people["cks.1"])
    words = await town.words(cks)
    assert words.startswith("SANDKASSE MÅ DELES: Politiet er til stede.\n")
    assert "KUN TIL DIG: Ring til tryghedsrådgiveren." in words
    residents = next(m for m in told if m.person_id == town.people["residents.1"])
    assert "tryghedsrådgiveren" not in await town.words(residents)
    assert (residents.lane, strategic[0].lane) == (40, 30)
    await town.wait(minutes=1)
    assert (await look(town, number)).state == "released"


async def test_civil_society_waits_until_the_strategic_messages_have_been_handed_over(town: Town, spot: int) -> None:
    """F10: the order holds when the messages are slow, not only when they are quick."""
    number = await released(town, spot)
    town.clock.move(minutes=30)
    await town.fire()
    strategic = len(await spoken(town, number))
    assert all(m.state == "queued" for m in await spoken(town, number))
    town.clock.move(minutes=2)
    await town.fire()
    assert len(await spoken(town, number)) == strategic
    await town.wait(minutes=9)
    assert len(await spoken(town, number)) == strategic, "the gap runs from when they were told"
    await town.wait(minutes=3)
    assert len(await spoken(town, number)) > strategic


async def test_any_edit_voids_the_clearance(town: Town, spot: int) -> None:
    """C1."""
    number = await cleared(town, spot)
    before = (await look(town, number)).digest
    other = Draft((STRATEGIC, CKS, Part("residents", "Bliv ude.", RESIDENTS.correction)))
    await town.do(edit, number, other, town.people["fu.by_kultur"])
    row = await look(town, number)
    assert (row.state, row.cleared_until) == ("drafted", None)
    assert row.digest != before
    assert (await refused(town, release, number)).kind == "conflict"
    await town.do(submit, number)
    late = await refused(town, clear, number, town.people["fu.politi"], before)
    assert (late.kind, late.field) == ("conflict", "digest")
    assert (await refused(town, clear, number, town.people["fu.by_kultur"], row.digest)).kind == "not_allowed"
    assert len(await town.entries(spot, "announcement.voided")) == 1


async def test_only_those_the_plan_names_clear_and_never_their_own_words(town: Town, spot: int) -> None:
    """C1."""
    number = await drafted(town, spot, writer="fu.politi")
    await town.do(submit, number)
    digest = (await look(town, number)).digest
    for person in ("fu.politi", "ssp_board.politi", "cks.1", "duty_chief.chefvagt"):
        assert (await refused(town, clear, number, town.people[person], digest)).kind == "not_allowed", person
    assert (await look(town, number)).state == "submitted"
    await give(town, number, "fu.sundhed/1")
    assert (await look(town, number)).state == "cleared"


async def test_two_members_clear_at_the_same_instant(town: Town, spot: int) -> None:
    """C1: for the press two people are needed; both count, whoever is first, and it is cleared once."""
    press = Part("press", "Politiet udtaler sig.", "Vores udmelding var forkert.")
    await town.change("cks.1", email="cks1@test.invalid")
    async with town.service.store.write() as session:
        session.add(PlaceRow(person_id=town.people["cks.1"], group_key="press", position=0))
    number = await drafted(town, spot, Draft((STRATEGIC, press)))
    await town.do(submit, number)
    digest = (await look(town, number)).digest
    await town.do(clear, number, town.people["fu.politi"], digest)
    await town.do(clear, number, town.people["fu.politi"], digest)
    assert (await look(town, number)).state == "submitted", "one person twice is one person"
    await asyncio.gather(*(town.do(clear, number, town.people[p], digest) for p in ("fu.boern_unge", "fu.by_kultur")))
    assert (await look(town, number)).state == "cleared"
    assert len(await town.entries(spot, "announcement.cleared")) == 1
    assert len(await town.entries(spot, "announcement.approved")) == 3


async def test_sent_back_is_said_with_what_must_be_changed(town: Town, spot: int) -> None:
    number = await cleared(town, spot)
    digest = (await look(town, number)).digest
    assert (await refused(town, send_back, number, town.people["fu.by_kultur"], digest, " ")).field == "note"
    await town.do(send_back, number, town.people["fu.by_kultur"], digest, "Nævn ikke stedet.")
    row = await look(town, number)
    assert (row.state, row.note) == ("sent_back", "Nævn ikke stedet.")
    assert (await refused(town, release, number)).kind == "conflict"


async def test_when_nobody_reacts_there_are_reminders_then_the_fallback_and_never_a_clearance(town: Town, spot: int) -> None:
    """C1."""
    number = await drafted(town, spot, writer=None)
    await town.do(submit, number)
    await town.wait(minutes=6)
    asked = await town.messages(spot, kind=NoticeKind.CLEARANCE)
    assert town.people["fu.politi/1"] in {m.person_id for m in asked}, "the reminder goes to the deputies too"
    digest = (await look(town, number)).digest
    board = town.people["ssp_board.politi"]
    assert (await refused(town, clear, number, board, digest)).kind == "not_allowed"
    await town.wait(hours=30)
    row = await look(town, number)
    assert row.state == "submitted"
    assert row.fallback_at is not None
    assert len(await town.entries(spot, "announcement.fallback")) == 1
    assert not [t for t in await town.open_timers(spot) if t.kind == "clearance_wait"]
    assert not await spoken(town, number)


async def test_a_clearance_lapses(town: Town, spot: int) -> None:
    number = await cleared(town, spot)
    await town.wait(minutes=121)
    assert (await look(town, number)).state == "lapsed"
    assert (await refused(town, release, number)).kind == "conflict"
    await town.do(submit, number)
    await give(town, number, "fu.politi")
    await town.do(release, number)
    assert (await look(town, number)).state == "releasing"


async def test_a_hold_stops_everything_at_once_and_lifting_it_goes_on(town: Town, spot: int) -> None:
    """F9."""
    number = await released(town, spot)
    no = await refused(town, set_hold, spot, town.people["fu.sundhed"])
    assert (no.kind, str(no)) == ("not_allowed", "Only these seats may hold outward communication back: Politi.")
    await town.do(set_hold, spot, town.people["fu.politi"])
    assert not await town.claim(SMS, 2), "queued before the hold, and not handed over after it"
    await town.wait(hours=1)
    assert all(m.state == "queued" for m in await spoken(town, number))
    assert (await refused(town, retract, number)).kind == "conflict"
    other = await cleared(town, spot)
    assert (await refused(town, release, other)).kind == "conflict"
    await town.do(lift_hold, spot, town.people["ssp_board.politi"])
    await town.wait(minutes=15)
    assert all(m.state == "accepted" for m in await spoken(town, number))
    assert (await look(town, number)).state == "released"


async def test_a_list_that_a_hold_interrupts_is_written_to_its_end(town: Town, spot: int) -> None:
    """F9, I12: nobody is lost."""
    object.__setattr__(town.service.house, "first_part", 2)
    object.__setattr__(town.service.house, "part", 2)
    number = await released(town, spot)
    await town.wait(minutes=10)
    town.clock.move(seconds=40)
    await town.fire()
    await town.do(set_hold, spot, town.people["fu.politi"])
    before = len(await spoken(town, number))
    await town.wait(minutes=30)
    assert len(await spoken(town, number)) == before
    await town.do(lift_hold, spot, town.people["fu.politi"])
    await town.wait(minutes=5)
    told = {m.person_id for m in await spoken(town, number) if m.state == "accepted"}
    assert {town.people[f"residents.{n}"] for n in (0, 1, 2, 4, 5)} <= told


async def test_a_correction_reaches_exactly_those_reached_ahead_of_its_lane(town: Town, spot: int) -> None:
    """C2, F10."""
    number = await released(town, spot)
    await town.wait(minutes=10)
    town.clock.move(seconds=40)
    await town.fire()
    some = await first_of_the_mass(town, 3)
    await town.record([await town.outcome(c) for c in some])
    reached = {m.person_id for m in await spoken(town, number) if m.state == "accepted"}
    assert reached != {m.person_id for m in await spoken(town, number)}
    await town.do(retract, number)
    assert (await look(town, number)).state == "corrected"
    await town.wait(hours=3)
    corrections = await spoken(town, number, NoticeKind.RETRACTION)
    assert {m.person_id for m in corrections} == reached
    assert all(m.state == "accepted" for m in corrections)
    assert {m.lane for m in corrections} == {29, 39}
    assert {m.person_id for m in await spoken(town, number) if m.state != "dropped"} == reached
    one = next(m for m in corrections if m.lane == 39)
    assert "forkert" in await town.words(one)


async def test_stopping_drops_what_waits(town: Town, spot: int) -> None:
    number = await released(town, spot)
    await town.do(stop, number, "Politiet beder om det.")
    await town.wait(hours=1)
    assert {m.state for m in await spoken(town, number)} == {"dropped"}
    assert (await look(town, number)).state == "stopped"


async def test_a_closed_incident_announces_nothing(town: Town, spot: int) -> None:
    waiting = await cleared(town, spot)
    number = await released(town, spot)
    await town.do(call_off, spot, "slut")
    await town.wait(hours=3)
    assert {m.state for m in await spoken(town, number)} == {"dropped"}
    assert (await look(town, waiting)).state == "stopped"
    assert not await town.open_timers(spot)
    assert (await refused(town, draft, spot, ALL, None)).kind == "conflict"


async def test_a_schedule_is_kept_and_one_in_the_past_refused(town: Town, spot: int) -> None:
    number = await cleared(town, spot)
    now = town.clock.now()
    for at in (now - timedelta(minutes=1), now, now + timedelta(hours=3)):
        assert (await refused(town, release, number, at)).field == "at"
    await town.do(release, number, now + timedelta(minutes=30))
    await town.wait(minutes=29)
    assert not await spoken(town, number)
    await town.wait(minutes=2)
    assert await spoken(town, number)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (Draft(()), "parts"),
        (Draft((CKS,)), "parts.0.audience"),
        (Draft((STRATEGIC, STRATEGIC)), "parts.1.audience"),
        (Draft((Part("alle", "x", "y"),)), "parts.0.audience"),
        (Draft((Part("strategic", " ", "y"),)), "parts.0.text"),
        (Draft((Part("strategic", "x", ""),)), "parts.0.correction"),
        (Draft((STRATEGIC, Part("cks", "Gerningsmanden er 010190-1234.", "y"))), "parts.1.text"),
        (Draft((STRATEGIC, Part("cks", "Det siger Fyns  Politi.", "y"))), "parts.1.text"),
        (Draft((STRATEGIC, Part("cks", "{what_happened}", "y"))), "what_happened"),
        (Draft((STRATEGIC, Part("cks", "{nonsense}", "y"))), "nonsense"),
        (Draft((STRATEGIC,), area="atlantis"), "area"),
    ],
)
async def test_what_cannot_be_said_is_refused_with_its_place(town: Town, spot: int, content: Draft, field: str) -> None:
    """C4, I8, I13."""
    assert (await refused(town, draft, spot, content, None)).field == field


async def test_an_audience_of_nobody_is_said_to_who_submits_it(town: Town, spot: int) -> None:
    number = await drafted(town, spot, Draft((STRATEGIC, CKS), area="rising"))
    nobody = await refused(town, submit, number)
    assert nobody.field == "parts.1.audience"
    assert "Rising" in str(nobody)
    assert (await look(town, number)).state == "drafted"
