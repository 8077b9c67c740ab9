"""How announcements end: put right also after the call-off, not released in time, or with nobody to hear them (C1, C2, F7, F10)."""

from datetime import timedelta

from sqlalchemy import delete

from flows.vocabulary import AnnouncementState, NoticeKind
from service.store.tables import DeliveryRow, PlaceRow
from service.work.clear_page import clear_page
from service.work.closing import call_off
from service.work.holds import lift_hold, set_hold
from service.work.open_points import OpenAnnouncement, open_points
from service.work.release import release, retract, stop
from tests.work.speech import ALL, cleared, drafted, first_of_the_mass, look, refused, released, spoken
from tests.work.town import Town


async def heard_by_some(town: Town, spot: int) -> tuple[int, set[int]]:
    """An announcement that has reached some of its audience, and those people."""
    number = await released(town, spot)
    await town.wait(minutes=10)
    town.clock.move(seconds=40)
    await town.fire()
    await town.record([await town.outcome(claim) for claim in await first_of_the_mass(town, 3)])
    return number, await hearers(town, number)


async def hearers(town: Town, number: int) -> set[int]:
    return {m.person_id for m in await spoken(town, number) if m.state == "accepted"}


async def test_a_correction_under_way_reaches_everyone_although_the_incident_is_called_off(town: Town, spot: int) -> None:
    """F10, C2: the call-off ends everything else."""
    object.__setattr__(town.service.house, "first_part", 1)
    number, heard = await heard_by_some(town, spot)
    await town.do(retract, number)
    await town.do(call_off, spot, "slut")
    await town.wait(hours=1)
    corrections = await spoken(town, number, NoticeKind.RETRACTION)
    assert {m.person_id for m in corrections} == heard
    assert {m.state for m in corrections} == {"accepted"}
    assert {m.person_id for m in await spoken(town, number) if m.state != "dropped"} == heard


async def test_a_correction_that_a_hold_keeps_back_goes_when_it_is_lifted_after_the_call_off(town: Town, spot: int) -> None:
    """F9, F10."""
    object.__setattr__(town.service.house, "first_part", 1)
    number, _ = await heard_by_some(town, spot)
    other, heard = await released(town, spot), await hearers(town, number)
    await town.do(retract, number)
    await town.do(set_hold, spot, town.people["fu.politi"])
    await town.do(call_off, spot, "slut")
    await town.wait(hours=1)
    assert not [m for m in await spoken(town, number, NoticeKind.RETRACTION) if m.state == "accepted"]
    async with town.service.reading() as unit:
        page = await clear_page(unit, unit.house.links.token("answer", spot, town.people["fu.politi"]))
    assert (page.may_hold, page.held) == (True, True), "their own link lifts it"
    await town.do(lift_hold, spot, town.people["fu.politi"])
    await town.wait(hours=1)
    assert {m.person_id for m in await spoken(town, number, NoticeKind.RETRACTION) if m.state == "accepted"} == heard
    assert {m.state for m in await spoken(town, other)} <= {"dropped"}


async def test_what_nobody_has_heard_is_not_corrected(town: Town, spot: int) -> None:
    number = await cleared(town, spot)
    await town.do(stop, number)
    assert (await refused(town, retract, number)).kind == "conflict"
    assert (await look(town, number)).state == "stopped"


async def test_an_audience_that_has_become_empty_is_said_and_nothing_goes_out(town: Town, spot: int) -> None:
    """C2, I12."""
    number = await cleared(town, spot)
    async with town.service.store.write() as session:
        await session.execute(delete(PlaceRow).where(PlaceRow.group_key == "residents"))
    assert (await refused(town, release, number)).field == "parts.2.audience"
    await town.wait(minutes=30)
    assert not await spoken(town, number)
    assert (await look(town, number)).state == "cleared"


async def test_who_wrote_it_hears_that_a_release_on_time_did_not_happen(town: Town, spot: int) -> None:
    """C1: a schedule that is not kept is said."""
    number = await cleared(town, spot)
    await town.do(release, number, town.clock.now() + timedelta(minutes=30))
    async with town.service.store.write() as session:
        await session.execute(delete(PlaceRow).where(PlaceRow.group_key == "residents"))
    before = {m.id for m in await news(town)}
    await town.wait(minutes=31)
    [told] = [m for m in await news(town) if m.id not in before]
    assert "skulle sendes nu, men blev ikke sendt" in await town.words(told)
    assert "Ingen på varslingslisten" in (await look(town, number)).note, "why stands on the announcement's page"
    assert not await spoken(town, number)


async def news(town: Town) -> list[DeliveryRow]:
    return await town.messages(who="fu.sundhed", kind=NoticeKind.CLEARANCE_NEWS)


async def test_what_is_not_said_yet_stands_among_what_a_call_off_leaves_open(town: Town, spot: int) -> None:
    """F7."""
    waiting, gone = await cleared(town, spot), await released(town, spot)
    await town.do(stop, gone)
    draft = await drafted(town, spot, ALL)
    async with town.service.reading() as unit:
        left = await open_points(unit, spot)
    assert left.any
    assert left.announcements == (OpenAnnouncement(waiting, AnnouncementState.CLEARED), OpenAnnouncement(draft, AnnouncementState.DRAFTED))
    await town.do(call_off, spot, "slut")
    [entry] = await town.entries(spot, "call_off.open")
    assert entry.data["announcements"] == 2
    async with town.service.reading() as unit:
        assert not (await open_points(unit, spot)).announcements
