"""Updates at the plan's pace: the chief, then the second; skipped only for a reason; once after a standstill (F7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actioncards.model import Plan
from flows.sentences import CONFLICT, Refused
from flows.vocabulary import NoticeKind
from service.work.cadence import next_update, skip_update
from service.work.closing import call_off, send_update
from service.work.levels import set_level
from tests.work.town import START, Town, a_town, build_service, with_cards

CHIEF, SECOND = "duty_chief.chefvagt", "duty_chief.chefvagt/1"


@pytest.fixture
def town_plan() -> Plan:
    return replace(with_cards(), cards={})


async def told(town: Town, incident: int, words: str) -> list[int]:
    return [d.person_id for d in await town.messages(incident, kind=NoticeKind.CHIEF_ALERT) if words in await town.words(d)]


async def due(town: Town, incident: int) -> float | None:
    async with town.service.reading() as unit:
        found = await next_update(unit, await town.incident(incident))
    return (found - START) / timedelta(minutes=1) if found else None


async def test_the_chief_is_reminded_when_an_update_is_due_and_then_the_second(town: Town) -> None:
    incident = await town.alarm()
    assert await due(town, incident) == 60
    await town.wait(minutes=59.9)
    assert not await told(town, incident, "Tid til en opdatering")
    await town.wait(minutes=0.2)
    assert await told(town, incident, "Tid til en opdatering") == [town.people[CHIEF]]
    assert not await told(town, incident, "mangler")
    await town.wait(minutes=15)
    assert await told(town, incident, "mangler") == [town.people[SECOND]]


async def test_an_update_goes_to_all_who_were_warned_and_puts_the_next_one_off(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=50)
    await town.do(send_update, incident, "Der er ro.")
    await town.settle()
    warned = {d.person_id for d in await town.messages(incident, kind=NoticeKind.ALARM)}
    assert {d.person_id for d in await town.messages(incident, kind=NoticeKind.UPDATE)} == warned
    assert await due(town, incident) == 110
    await town.wait(minutes=59.9)
    assert not await told(town, incident, "Tid til en opdatering")


async def test_skipping_one_needs_a_reason_and_stands_in_the_timeline(town: Town) -> None:
    incident = await town.alarm()
    await town.wait(minutes=61)
    for reason in ("", "   "):
        with pytest.raises(Refused) as refused:
            await town.do(skip_update, incident, reason)
        assert refused.value.field == "reason"
    await town.do(skip_update, incident, "Intet nyt fra politiet.")
    [entry] = await town.entries(incident, "update.skipped")
    assert "reason" in entry.digests
    await town.wait(minutes=59)
    assert not await told(town, incident, "mangler")
    assert await due(town, incident) == 121


async def test_each_level_has_its_own_pace(town: Town) -> None:
    """L4, F7."""
    incident = await town.alarm("yellow")
    assert await due(town, incident) == 240
    await town.wait(minutes=30)
    await town.do(set_level, incident, "red", "op")
    assert await due(town, incident) == 90


async def test_what_fell_due_during_a_standstill_is_said_once_and_after_the_people_are_called(town: Town) -> None:
    """Hard case 19: five updates were due; the chief hears of it once, at once, when everybody who must be called has been."""
    incident = await town.alarm()
    await town.settle()
    town.clock.move(hours=5)
    again = build_service(town.url, town.clock, town.posts)
    old, town.service = town.service, again
    await old.close()
    await town.fire()
    assert await told(town, incident, "Tid til en opdatering") == [town.people[CHIEF]]
    kinds = [entry.kind for entry in await town.entries(incident)]
    assert max(n for n, kind in enumerate(kinds) if kind in ("seat.deputy", "seat.next_medium", "task.lapsed")) < kinds.index("update.due")
    await town.wait(minutes=14.9)
    assert not await told(town, incident, "mangler")
    await town.wait(minutes=0.2)
    assert await told(town, incident, "mangler") == [town.people[SECOND]]


async def test_a_closed_incident_never_asks_for_an_update(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    await town.do(call_off, incident, "")
    await town.settle()
    before = len(await town.messages(incident))
    await town.wait(days=120)
    assert len(await town.messages(incident)) == before
    assert await due(town, incident) is None
    with pytest.raises(Refused) as refused:
        await town.do(skip_update, incident, "Forbi.")
    assert refused.value.kind == CONFLICT


async def test_a_chief_who_is_alone_is_reminded_again_and_not_told_to_send_it_for_the_chief(migrated_url: str, town_plan: Plan) -> None:
    async with a_town(migrated_url, plan=town_plan, deputies=0) as town:
        incident = await town.alarm()
        await town.wait(minutes=76)
        assert await told(town, incident, "Tid til en opdatering") == [town.people[CHIEF]] * 2
        assert not await told(town, incident, "for chefvagten")
        assert await town.entries(incident, "update.missing_alone")
        assert not await town.entries(incident, "update.missing")
