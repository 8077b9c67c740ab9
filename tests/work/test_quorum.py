"""When the level's time for answers has gone and too few seats of a group have answered, the duty chief hears it (I12)."""

from service.work.closing import call_off
from service.work.levels import set_level
from tests.work.town import Town, odense

WITHIN = odense().level("red").answers_within_minutes


async def _said(town: Town, incident: int) -> int:
    return len([e for e in await town.entries(incident, "chief.alerted") if e.data["alert"] == "too_few_answers"])


async def test_too_few_answers_in_time_are_told_once(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=WITHIN - 1)
    assert await _said(town, incident) == 0
    await town.wait(minutes=2)
    assert await _said(town, incident) == 1
    await town.wait(minutes=WITHIN * 2)
    assert await _said(town, incident) == 1


async def test_a_new_level_asks_anew(town: Town) -> None:
    incident = await town.alarm("yellow")
    await town.wait(minutes=5)
    await town.do(set_level, incident, "red", "det er værre")
    await town.wait(minutes=WITHIN - 1)
    assert await _said(town, incident) == 0
    await town.wait(minutes=2)
    assert await _said(town, incident) == 1


async def test_nobody_is_told_after_the_end(town: Town) -> None:
    incident = await town.alarm()
    await town.do(call_off, incident, "slut")
    await town.wait(minutes=WITHIN * 2)
    assert await _said(town, incident) == 0


async def test_nothing_is_said_when_all_have_answered(town: Town) -> None:
    """Those whom another seat should have warned are called when that has lapsed, and answer then (F3)."""
    incident = await town.alarm()
    await town.wait(minutes=WITHIN - 5)
    for call in await town.seats(incident):
        await town.answer(incident, f"{call.group_key}.{call.seat_key}")
    await town.wait(minutes=6)
    assert await _said(town, incident) == 0
