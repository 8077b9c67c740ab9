"""What is still open at a call-off, and the evaluation: measured times beside the plan's, and what follows (F7, U1)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actioncards.model import Plan
from flows.sentences import CONFLICT, Refused
from flows.vocabulary import CardTrigger, IncidentState
from service.domain.evaluation import Measured, Standing, moment_of_share
from service.store import cards
from service.store.tables import MeetingRow
from service.work.cards import tick
from service.work.closing import call_off, send_update
from service.work.evaluation import FollowUpDraft, add_follow_up, close_evaluation, evaluation_of, finish_follow_up, write_evaluation
from service.work.meeting_room import hold
from service.work.meetings import convene
from service.work.open_points import open_points
from service.work.report import timeline_report
from service.work.response import response_of
from tests.work.town import START, Town, with_cards


@pytest.fixture
def town_plan() -> Plan:
    return with_cards()


async def a_crisis(town: Town) -> int:
    """All of the committee answers within nine minutes, one step is done, an update is sent after fifty; then it is called off."""
    incident = await town.alarm()
    await town.settle()
    for minute, seat in enumerate(("politi", "boern_unge", "by_kultur", "sundhed")):
        town.clock.time = START + timedelta(minutes=3 * minute)
        await town.answer(incident, f"fu.{seat}")
    async with town.service.store.read() as session:
        step = next(row for row in await cards.steps(session, incident) if row.step_key == "lagebillede")
    await town.do(tick, step.id, CardTrigger.DO)
    await town.wait(minutes=41)
    await town.do(send_update, incident, "Der er ro.")
    return incident


async def test_what_is_still_open_is_shown_before_the_call_off_and_written_down_by_it(town: Town) -> None:
    incident = await a_crisis(town)
    async with town.service.reading() as unit:
        left = await open_points(unit, incident)
    steps = [step.key for card in left.cards for step in card.steps if step.pending]
    assert left.any
    assert "anvisninger" in steps
    assert "lagebillede" not in steps
    assert "SSP-bestyrelsen, Politi" in left.seats
    assert "FU, Politi" not in left.seats
    await town.do(call_off, incident, "")
    [entry] = await town.entries(incident, "call_off.open")
    assert entry.data["steps"] == len(steps)
    async with town.service.reading() as unit:
        after = await open_points(unit, incident)
    assert not after.tasks
    assert not after.cards


async def test_the_times_are_measured_against_the_plans_own(town: Town) -> None:
    incident = await a_crisis(town)
    await town.do(call_off, incident, "")
    async with town.service.reading() as unit:
        found = await evaluation_of(unit, incident)
    measured = {one.what: one for one in found.measures}
    assert measured[Measured.FIRST_WARNED].seconds == 0
    assert (measured[Measured.FIRST_UPDATE].seconds, measured[Measured.FIRST_UPDATE].kept) == (50 * 60, True)
    assert (measured[Measured.MEETING].at, measured[Measured.MEETING].standing) == (None, Standing.ENDED_BEFORE)
    assert measured[Measured.ALL_ANSWERED].at is None
    assert measured[Measured.ALL_ANSWERED].kept is None
    assert (found.cards.in_time, found.cards.undone > 0) == (1, True)
    assert found.seats_answered == 4


@pytest.mark.parametrize(("level", "deadline"), [("red", START + timedelta(hours=1)), ("yellow", datetime(2026, 11, 21, 7, 0, tzinfo=UTC))])
async def test_the_meetings_start_is_measured_against_its_deadline(town: Town, level: str, deadline: datetime) -> None:
    """F8: the action card's deadline at red; at yellow, on a Friday night, eight the following morning."""
    incident = await town.alarm(level)
    await town.settle()
    made = await town.do(convene, incident)
    assert isinstance(made, MeetingRow)
    await town.do(hold, made.id)
    async with town.service.reading() as unit:
        found = next(one for one in (await evaluation_of(unit, incident)).measures if one.what is Measured.MEETING)
    assert (found.deadline_at, found.kept) == (deadline, True)


async def test_a_deadline_that_had_not_come_at_the_call_off_is_not_broken_and_one_that_had_is(town: Town) -> None:
    """The committee is to have met within an hour, half of the seats to have answered within thirty minutes."""

    async def standings(incident: int) -> list[Standing]:
        async with town.service.reading() as unit:
            found = {one.what: one.standing for one in (await evaluation_of(unit, incident)).measures}
            response = await response_of(unit, incident)
            groups = [group for tier in response.tiers for group in tier.groups]
            must = {response.standing(group, unit.now) for group in groups if group.required}
        return [found[Measured.HALF_ANSWERED], found[Measured.MEETING], *must]

    early, late = await town.alarm(), await town.alarm(area="rising")
    assert set(await standings(early)) == {Standing.RUNS}
    await town.wait(minutes=10)
    await town.do(call_off, early, "")
    await town.wait(minutes=70)
    assert set(await standings(early)) == {Standing.ENDED_BEFORE}
    assert set(await standings(late)) == {Standing.NOT_KEPT}
    await town.do(call_off, late, "")
    assert set(await standings(late)) == {Standing.NOT_KEPT}


def test_half_of_three_seats_is_two() -> None:
    at = [START + timedelta(minutes=n) for n in range(3)]
    assert moment_of_share(at, 0.5) == at[1]
    assert moment_of_share([None, at[1], None], 0.5) is None
    assert moment_of_share([], 0.5) is None


async def test_it_is_written_once_the_incident_is_over_and_until_it_is_closed(town: Town) -> None:
    incident = await a_crisis(town)
    with pytest.raises(Refused) as refused:
        await town.do(write_evaluation, incident, "Alt", "Intet")
    assert refused.value.kind == CONFLICT
    await town.do(call_off, incident, "")
    await town.do(write_evaluation, incident, "Hurtige svar.", "")
    await town.do(write_evaluation, incident, "Hurtige svar.", "Mødet kom sent.")
    await town.do(close_evaluation, incident)
    assert (await town.incident(incident)).state == IncidentState.EVALUATED
    with pytest.raises(Refused) as refused:
        await town.do(write_evaluation, incident, "mere", "")
    assert refused.value.kind == CONFLICT
    async with town.service.reading() as unit:
        report = await timeline_report(unit, incident, "test")
    kinds = [entry.kind for entry in report.entries]
    assert kinds.count("evaluation.written") == 2
    assert {"measure.kept", "measure.never", "measure.ended_before", "measure.cards", "incident.evaluated"} <= set(kinds)


async def test_follow_ups_have_an_owner_and_a_day(town: Town) -> None:
    incident = await a_crisis(town)
    day = date(2026, 12, 1)
    with pytest.raises(Refused):
        await town.do(add_follow_up, incident, FollowUpDraft("Tidligere møde", "SSP", day))
    await town.do(call_off, incident, "")
    for draft, field in (
        (FollowUpDraft("", "SSP", day), "text"),
        (FollowUpDraft("Øv", " ", day), "owner"),
        (FollowUpDraft("Øv", "SSP", date(2026, 11, 19)), "due_on"),
        (FollowUpDraft("010170-1234", "SSP", day), "text"),
    ):
        with pytest.raises(Refused) as refused:
            await town.do(add_follow_up, incident, draft)
        assert refused.value.field == field
    row = await town.do(add_follow_up, incident, FollowUpDraft("Øv indkaldelsen", "Lederen af SSP", day))
    await town.do(finish_follow_up, row.id)  # type: ignore[attr-defined]  # `do` gives back what the function returned
    await town.do(finish_follow_up, row.id)  # type: ignore[attr-defined]  # as above
    assert len(await town.entries(incident, "follow_up.done")) == 1
    town.clock.move(days=30)
    async with town.service.reading() as unit:
        [one] = (await evaluation_of(unit, incident)).follow_ups
    assert (one.owner, one.due_on, one.late) == ("Lederen af SSP", day, False)
