"""An exercise is measured as an incident is, and laid beside the earlier drills of its scenario (U1)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from actioncards.scenario import Act
from flows.sentences import Refused
from service.domain.evaluation import Measured
from service.domain.exercise import Exercise
from service.work.closing import call_off, send_update
from service.work.drills import drills_of, exercise_of
from service.work.exercises import Drill
from service.work.levels import set_level
from service.work.meetings import convene
from tests.harness.databases import Databases
from tests.work.town import START, Town, a_town, odense

SCENARIO = "skyderi_fredag_aften"


@pytest.fixture
async def whole(databases: Databases) -> AsyncIterator[Town]:
    async with a_town(await databases.migrated(), plan=odense(), deputies=0) as town:
        yield town
        await town.check()


async def seen(town: Town, incident: int) -> Exercise:
    async with town.service.reading() as unit:
        return await exercise_of(unit, incident)


async def test_what_an_inject_expects_is_seen_done_in_time_too_late_or_not_at_all(whole: Town) -> None:
    incident = await whole.alarm(exercise=Drill(SCENARIO))
    await whole.wait(minutes=5)
    assert {one.key: one.kept for one in (await seen(whole, incident)).injects}["indkald_moede"] is None, "there is still time"
    await whole.do(convene, incident)
    await whole.wait(minutes=40)
    await whole.do(send_update, incident, "For sent.")
    await whole.wait(minutes=31)
    await whole.do(set_level, incident, "yellow", "Der er ro.")
    await whole.wait(minutes=1)
    await whole.do(call_off, incident, "Slut.")
    found = {one.key: one for one in (await seen(whole, incident)).injects}
    assert (found["indkald_moede"].act, found["indkald_moede"].kept) == (Act.MEETING, True)
    assert found["indkald_moede"].done_at == START + timedelta(minutes=5)
    assert (found["rygte"].act, found["rygte"].kept) == (Act.UPDATE, False)
    assert found["rygte"].done_at is not None
    assert (found["beboer_ringer"].act, found["beboer_ringer"].kept) == (None, None)
    assert (found["faldet_til_ro"].act, found["faldet_til_ro"].kept) == (Act.LEVEL, True)


async def test_two_drills_of_a_scenario_lie_beside_each_other_and_a_real_incident_is_not_among_them(whole: Town) -> None:
    first = await drilled(whole, after=20)
    real = await whole.alarm()
    await whole.do(call_off, real, "Slut.")
    second = await drilled(whole, after=6)
    found = await seen(whole, second)
    assert [one.incident_id for one in found.drills] == [second, first]
    half = [next(m for m in one.measures if m.what is Measured.HALF_ANSWERED) for one in found.drills]
    assert [m.seconds for m in half] == [6 * 60, 20 * 60]
    assert all(m.kept for m in half)
    assert [one.incident_id for one in (await seen(whole, first)).drills] == [second, first]
    async with whole.service.reading() as unit:
        assert real not in {one.incident_id for one in await drills_of(unit)}
        with pytest.raises(Refused):
            await exercise_of(unit, real)


async def drilled(town: Town, *, after: int) -> int:
    """One drill in which everybody who is warned answers so many minutes after the alarm."""
    incident = await town.alarm(exercise=Drill(SCENARIO))
    await town.wait(minutes=after)
    for person in {call.people[0] for call in await town.seats(incident) if call.people}:
        await town.answer(incident, person)
    await town.do(call_off, incident, "Slut.")
    await town.settle()
    return incident
