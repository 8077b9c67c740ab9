"""The roster at work: told at the hand-over, swapped only with a yes, looked at every night (F2, hard cases 3, 6-9)."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from contacts.roster_problems import ProblemKind
from flows.sentences import CONFLICT, NOT_ALLOWED, Refused
from flows.vocabulary import HandOverState, Layer, SwapState
from service.bootstrap import build
from service.domain.language import translations
from service.store.tables import DutyCheckRow, DutyHandOverRow, DutyRotationRow, PersonRow, TimerRow
from service.work import duty_entering, duty_feed, duty_hand_over, duty_swaps
from service.work.duty import on_duty, on_duty_now
from service.work.duty_entering import confirm_holiday, enter_absence, enter_override, withdraw_override
from service.work.people import remove_person
from tests.work.duty_world import DutyWorld, duty_world, local

NOW = local(2026, 6, 3, 12).astimezone(UTC)
ANEMONE, BELLIS, CIKORIE, DILD = 1, 2, 3, 4


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[DutyWorld]:
    async with duty_world(database_url, NOW) as world:
        yield world


@pytest.fixture
async def staffed(world: DutyWorld) -> DutyWorld:
    """Anemone and Bellis take turns as duty chief, Cikorie is second."""
    await world.rotate(Layer.CHIEF, ANEMONE, BELLIS)
    await world.rotate(Layer.SECOND, CIKORIE)
    return world


async def hand_overs(world: DutyWorld) -> list[tuple[int, int | None, str]]:
    async with world.service.reading() as unit:
        rows = await unit.session.scalars(select(DutyHandOverRow).order_by(DutyHandOverRow.id))
        return [(row.person_id, row.from_person, row.state) for row in rows]


async def names_on_duty(world: DutyWorld) -> list[str]:
    async with world.service.reading() as unit:
        return [person.name for person in await on_duty_now(unit)]


async def test_without_a_roster_nobody_is_on_duty_by_it_and_nothing_is_refused(world: DutyWorld) -> None:
    async with world.service.reading() as unit:
        found = await on_duty(unit)
    assert (found.people, found.layers, found.by_roster) == ((), (), False)


async def test_those_on_duty_come_in_the_order_they_are_called(staffed: DutyWorld) -> None:
    assert await names_on_duty(staffed) == ["Test Anemone", "Test Cikorie"]


async def test_an_override_is_called_instead_and_taking_it_away_brings_the_first_back(staffed: DutyWorld) -> None:
    saved = await staffed.do(lambda u: enter_override(u, Layer.CHIEF, NOW, NOW + timedelta(hours=5), BELLIS, "tandlæge"))
    assert await names_on_duty(staffed) == ["Test Bellis", "Test Cikorie"]
    await staffed.do(lambda u: withdraw_override(u, saved.id))
    assert await names_on_duty(staffed) == ["Test Anemone", "Test Cikorie"]


async def test_what_was_taken_out_of_the_roster_by_mistake_is_put_back_as_it_was(staffed: DutyWorld) -> None:
    stand_in = await staffed.do(lambda u: enter_override(u, Layer.CHIEF, NOW, NOW + timedelta(hours=5), BELLIS, "tandlæge"))
    away = await staffed.do(lambda u: enter_absence(u, CIKORIE, NOW, NOW + timedelta(hours=5)))
    assert await names_on_duty(staffed) == ["Test Bellis"]
    async with staffed.service.reading() as unit:
        rotation = await unit.session.scalar(select(DutyRotationRow.id).where(DutyRotationRow.layer == Layer.CHIEF))
    assert rotation is not None
    for entry, out, back in (
        (stand_in.id, duty_entering.withdraw_override, duty_entering.put_back_override),
        (away.id, duty_entering.withdraw_absence, duty_entering.put_back_absence),
        (rotation, duty_entering.withdraw_rotation, duty_entering.put_back_rotation),
    ):
        with pytest.raises(Refused):
            await staffed.do(lambda u, back=back, entry=entry: back(u, entry))
        await staffed.do(lambda u, out=out, entry=entry: out(u, entry))
        assert await names_on_duty(staffed) != ["Test Bellis"]
        await staffed.do(lambda u, back=back, entry=entry: back(u, entry))
        assert await names_on_duty(staffed) == ["Test Bellis"]


async def test_someone_absent_is_passed_over_at_once_and_the_gap_is_told_when_it_is_saved(staffed: DutyWorld) -> None:
    saved = await staffed.do(lambda u: enter_absence(u, ANEMONE, NOW, NOW + timedelta(days=1)))
    assert (ProblemKind.GAP, (ANEMONE,)) in [(p.kind, p.people) for p in saved.problems]
    assert await names_on_duty(staffed) == ["Test Cikorie"]


async def test_someone_taken_off_the_alert_list_is_passed_over_at_once(staffed: DutyWorld) -> None:
    async with staffed.service.unit("user:1") as unit:
        (await unit.session.get_one(PersonRow, ANEMONE)).active = False
    assert await names_on_duty(staffed) == ["Test Cikorie"]


async def test_when_the_one_on_duty_is_taken_off_the_list_the_next_is_told_at_once_that_the_duty_is_theirs(staffed: DutyWorld) -> None:
    await staffed.until(NOW)
    await staffed.do(lambda u: remove_person(u, ANEMONE))
    await staffed.until(NOW)
    assert await hand_overs(staffed) == [(ANEMONE, None, HandOverState.PASSED), (CIKORIE, ANEMONE, HandOverState.SENT)]


async def test_someone_without_a_telephone_is_told_of_when_the_roster_is_saved(world: DutyWorld) -> None:
    await world.rotate(Layer.CHIEF, ANEMONE)
    saved = await world.do(lambda u: enter_override(u, Layer.CHIEF, NOW, NOW + timedelta(days=1), DILD))
    assert ProblemKind.NO_PHONE in [p.kind for p in saved.problems]


async def test_whoever_has_the_duty_when_a_roster_is_entered_is_told_at_once(staffed: DutyWorld) -> None:
    await staffed.until(NOW)
    assert await hand_overs(staffed) == [(ANEMONE, None, HandOverState.SENT)]
    ((name, medium, body),) = await staffed.sent()
    assert (name, medium) == ("Test Anemone", "sms")
    assert body.startswith(("SANDBOX You have the duty", "SANDKASSE You have the duty"))
    assert "http://test/duty/" in body


async def test_at_the_hand_over_the_incoming_chief_is_told_and_nobody_else(staffed: DutyWorld) -> None:
    await staffed.until(NOW)
    await staffed.do(lambda u: duty_hand_over.accept(u, 1, ANEMONE))
    fired = await staffed.until(local(2026, 6, 8, 8))
    assert fired.count("duty_hand_over") == 1
    assert await hand_overs(staffed) == [(ANEMONE, None, HandOverState.ACCEPTED), (BELLIS, ANEMONE, HandOverState.SENT)]
    assert [name for name, medium, _ in await staffed.sent() if medium == "sms"] == ["Test Anemone", "Test Bellis"]


async def test_a_hand_over_nobody_says_yes_to_is_reminded_of_once_and_then_told_to_the_others(staffed: DutyWorld) -> None:
    await staffed.until(NOW)
    await staffed.do(lambda u: duty_hand_over.accept(u, 1, ANEMONE))
    start = local(2026, 6, 8, 8)
    await staffed.until(start + timedelta(minutes=14))
    before = len(await staffed.sent())
    await staffed.until(start + timedelta(minutes=15))
    assert [name for name, _, _ in (await staffed.sent())[before:]] == ["Test Bellis"]
    await staffed.until(start + timedelta(minutes=30))
    assert sorted(name for name, _, _ in (await staffed.sent())[before + 1 :]) == ["Test Anemone", "Test Cikorie"]
    await staffed.until(start + timedelta(hours=12))
    assert len(await staffed.sent()) == before + 3
    await staffed.do(lambda u: duty_hand_over.accept(u, 2, BELLIS))
    assert (await hand_overs(staffed))[-1] == (BELLIS, ANEMONE, HandOverState.ACCEPTED)


async def test_a_yes_stops_the_reminder_and_only_the_incoming_chief_can_give_it(staffed: DutyWorld) -> None:
    await staffed.until(NOW)
    with pytest.raises(Refused) as refused:
        await staffed.do(lambda u: duty_hand_over.accept(u, 1, BELLIS))
    assert refused.value.kind == NOT_ALLOWED
    await staffed.do(lambda u: duty_hand_over.accept(u, 1, ANEMONE))
    await staffed.do(lambda u: duty_hand_over.accept(u, 1, ANEMONE))
    fired = await staffed.until(NOW + timedelta(hours=2))
    assert fired == []


async def test_hand_overs_missed_while_the_service_was_down_become_one_to_whoever_has_the_duty_now(staffed: DutyWorld) -> None:
    await staffed.until(NOW)
    staffed.clock.moment = local(2026, 6, 23, 9).astimezone(UTC)  # two hand-overs later it is Bellis's week again
    second = build(staffed.service.settings, clock=staffed.clock)
    again = DutyWorld(second, staffed.clock)
    await again.until(staffed.clock.moment)
    await second.close()
    assert [(person, state) for person, _, state in await hand_overs(staffed)] == [
        (ANEMONE, HandOverState.PASSED),
        (BELLIS, HandOverState.SENT),
    ]


async def test_a_swap_changes_nothing_until_the_other_accepts(staffed: DutyWorld) -> None:
    mine, theirs = (Layer.CHIEF, local(2026, 6, 16)), (Layer.CHIEF, local(2026, 6, 9))
    row = await staffed.do(lambda u: duty_swaps.propose(u, mine, theirs, "ferie", as_person=ANEMONE))
    assert [name for name, _, _ in await staffed.sent()] == ["Test Bellis"]
    staffed.clock.moment += timedelta(days=1)
    accepted, problems = await staffed.do(lambda u: duty_swaps.accept(u, row.id, BELLIS))
    assert accepted.state == SwapState.ACCEPTED
    assert {p.kind for p in problems} == {ProblemKind.HOLIDAY}
    async with staffed.service.reading() as unit:
        weeks = [(await on_duty(unit, at=local(2026, 6, day))).people[0].id for day in (9, 16)]
    assert weeks == [ANEMONE, BELLIS]
    with pytest.raises(Refused) as refused:
        await staffed.do(lambda u: duty_swaps.decline(u, row.id, BELLIS))
    assert refused.value.kind == CONFLICT


async def test_a_swap_nobody_answers_lapses_and_the_proposer_is_told(staffed: DutyWorld) -> None:
    row = await staffed.do(lambda u: duty_swaps.propose(u, (Layer.CHIEF, local(2026, 6, 16)), (Layer.CHIEF, local(2026, 6, 9))))
    await staffed.until(NOW + duty_swaps.LASTS)
    with pytest.raises(Refused) as refused:
        await staffed.do(lambda u: duty_swaps.accept(u, row.id, BELLIS))
    assert refused.value.kind == CONFLICT
    assert "has not replied to" in (await staffed.sent())[-1][2]


async def test_a_swap_is_answered_by_the_one_who_was_asked_and_taken_back_by_the_one_who_asked(staffed: DutyWorld) -> None:
    row = await staffed.do(lambda u: duty_swaps.propose(u, (Layer.CHIEF, local(2026, 6, 16)), (Layer.CHIEF, local(2026, 6, 9))))
    for attempt in (duty_swaps.accept, duty_swaps.decline):
        with pytest.raises(Refused, match="who was asked"):
            await staffed.do(lambda u, attempt=attempt: attempt(u, row.id, ANEMONE))
    with pytest.raises(Refused, match="who proposed"):
        await staffed.do(lambda u: duty_swaps.withdraw(u, row.id, BELLIS))
    assert (await staffed.do(lambda u: duty_swaps.withdraw(u, row.id, ANEMONE))).state == SwapState.WITHDRAWN


async def test_a_swap_with_someone_taken_off_the_list_meanwhile_is_refused(staffed: DutyWorld) -> None:
    row = await staffed.do(lambda u: duty_swaps.propose(u, (Layer.CHIEF, local(2026, 6, 16)), (Layer.CHIEF, local(2026, 6, 9))))
    async with staffed.service.unit("user:1") as unit:
        (await unit.session.get_one(PersonRow, ANEMONE)).active = False
    with pytest.raises(Refused) as refused:
        await staffed.do(lambda u: duty_swaps.accept(u, row.id, BELLIS))
    assert translations().translate(refused.value.sentence, "da") == "Test Anemone er ikke længere på varslingslisten. Vælg en, der er."


async def nights(world: DutyWorld) -> list[date]:
    async with world.service.reading() as unit:
        return list(await unit.session.scalars(select(DutyCheckRow.night).order_by(DutyCheckRow.night)))


async def checks_fired(world: DutyWorld) -> list[datetime]:
    async with world.service.reading() as unit:
        rows = await unit.session.scalars(select(TimerRow).where(TimerRow.kind == "duty_check", TimerRow.outcome == "fired"))
        return sorted(row.due_at for row in rows)


@pytest.mark.parametrize("change", [date(2026, 10, 25), date(2027, 3, 28)])
async def test_every_night_is_looked_at_once_also_when_the_clocks_change(database_url: str, change: date) -> None:
    start = local(change.year, change.month, change.day, 12) - timedelta(days=2)
    async with duty_world(database_url, start.astimezone(UTC)) as world:
        await world.rotate(Layer.CHIEF, ANEMONE)
        await world.until(start + timedelta(days=4))
        days = [change + timedelta(days=n) for n in (-1, 0, 1, 2)]
        assert await nights(world) == days
        assert await checks_fired(world) == [local(day.year, day.month, day.day, 4) for day in days]


async def test_a_night_missed_while_the_service_was_down_is_looked_at_once_when_it_is_back(staffed: DutyWorld) -> None:
    staffed.clock.moment = local(2026, 6, 6, 9, 30).astimezone(UTC)
    fired = await staffed.until(staffed.clock.moment)
    assert fired.count("duty_check") == 1
    await staffed.until(local(2026, 6, 7, 5))
    assert await nights(staffed) == [date(2026, 6, 6), date(2026, 6, 7)]


async def test_a_save_does_not_put_off_a_night_that_is_overdue(staffed: DutyWorld) -> None:
    staffed.clock.moment = local(2026, 6, 6, 9, 30).astimezone(UTC)
    await staffed.rotate(Layer.HEAD, CIKORIE)
    assert (await staffed.until(staffed.clock.moment)).count("duty_check") == 1


async def test_what_the_night_found_is_mailed_to_the_head_of_ssp_and_not_said_again_while_it_is_far_off(world: DutyWorld) -> None:
    await world.rotate(Layer.CHIEF, ANEMONE, BELLIS)
    await world.rotate(Layer.HEAD, CIKORIE)
    await world.do(lambda u: enter_absence(u, BELLIS, local(2026, 6, 22), local(2026, 6, 29)))
    await world.until(local(2026, 6, 6, 12))
    mails = [(name, body) for name, medium, body in await world.sent() if medium == "email"]
    assert [name for name, _ in mails] == ["Test Cikorie"]
    assert "Test Bellis has the duty as duty chief from" in mails[0][1]
    assert "but is absent" in mails[0][1]


async def test_a_holiday_is_confirmed_by_the_one_on_duty_and_by_nobody_else(staffed: DutyWorld) -> None:
    with pytest.raises(Refused, match="not duty chief"):
        await staffed.do(lambda u: confirm_holiday(u, date(2026, 6, 5), BELLIS))
    with pytest.raises(Refused, match="no holiday"):
        await staffed.do(lambda u: confirm_holiday(u, date(2026, 6, 4), ANEMONE))
    for _ in range(2):
        await staffed.do(lambda u: confirm_holiday(u, date(2026, 6, 5), ANEMONE))


async def test_a_calendar_link_shows_ones_own_duties_until_it_is_replaced(staffed: DutyWorld) -> None:
    async with staffed.service.unit("user:1") as unit:
        old = await duty_feed.link_of(unit, ANEMONE)
        first = await duty_feed.calendar(unit, old.rpartition("/")[2].removesuffix(".ics"))
        new = await duty_feed.new_link(unit, ANEMONE)
        assert new != old
        with pytest.raises(Refused, match="no longer valid"):
            await duty_feed.calendar(unit, old.rpartition("/")[2].removesuffix(".ics"))
    assert b"DTSTART:20260615T060000Z" in first
    assert b"UID:chief-1-20260615T060000Z@beredskab" in first
    assert b"DTSTART:20260608T060000Z" not in first


async def test_a_duty_that_began_before_the_calendar_does_is_told_whole_and_the_same_each_time(staffed: DutyWorld) -> None:
    """Hard on a calendar: another UID at each fetch puts the duty in it once more."""
    told = []
    async with staffed.service.unit("user:1") as unit:
        token = (await duty_feed.link_of(unit, ANEMONE)).rpartition("/")[2].removesuffix(".ics")
    for later in (local(2026, 7, 4, 12), local(2026, 7, 4, 12) + timedelta(seconds=2)):
        assert local(2026, 6, 1, 8) < later - duty_feed.PAST < local(2026, 6, 8, 8), "the first duty began before the month that is shown"
        staffed.clock.moment = later
        async with staffed.service.reading() as unit:
            feed = await duty_feed.calendar(unit, token)
        told.append([line for line in feed.decode().splitlines() if line.startswith(("UID", "DTSTART", "DTEND"))])
    assert told[0] == told[1]
    assert set(told[0][:3]) == {"DTSTART:20260601T060000Z", "DTEND:20260608T060000Z", "UID:chief-1-20260601T060000Z@beredskab"}
