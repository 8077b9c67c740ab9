"""Who may have the minutes is the plan's data, and nobody else gets them (F6, C4)."""

import re
from dataclasses import replace

from sqlalchemy import select

from flows.vocabulary import NoticeKind, Tier
from service.store.tables import MeetingRow, NoticeTextRow
from service.work import meeting_room, meetings
from service.work.summons import PURPOSE, Summons, summons
from tests.work.town import Town, a_town, small


async def readers(url: str, *tiers: Tier) -> tuple[Town, set[int]]:
    plan = small()
    assert plan.meeting is not None
    async with a_town(url, plan=replace(plan, meeting=replace(plan.meeting, minutes_to=tiers))) as town:
        incident = await town.alarm()
        await town.wait(minutes=20)
        made = await town.do(meetings.convene, incident)
        assert isinstance(made, MeetingRow)
        await town.settle()
        await town.do(meeting_room.hold, made.id)
        await town.do(meeting_room.write, made.id, {"communication": "Intet udad endnu."})
        await town.do(meeting_room.close, made.id)
        await town.settle()
        told = await town.messages(incident, kind=NoticeKind.MINUTES)
        for text in await _texts(town, {d.text_id for d in told}):
            assert re.match(r"SANDKASSE\s+Referat", f"{text.subject}"), "the message's own mark"
            assert re.match(r"SANDKASSE\s+Referat", text.body)
            assert text.body.count("SANDKASSE") == 1
        page = (await _page(town, told[0].person_id, incident)).minutes
        assert page.startswith("Referat"), "the page itself says the mode, at its top"
        assert "SANDKASSE" not in page
        assert await _tiers(town, {d.text_id for d in told}) == {tier.value for tier in tiers}
        return town, {d.person_id for d in told}


async def _texts(town: Town, texts: set[int]) -> list[NoticeTextRow]:
    async with town.service.store.read() as session:
        return list(await session.scalars(select(NoticeTextRow).where(NoticeTextRow.id.in_(texts))))


async def _page(town: Town, person: int, incident: int) -> Summons:
    """What the person sees behind their link."""
    async with town.service.reading("link") as unit:
        return await summons(unit, unit.house.links.token(PURPOSE, incident, person))


async def _tiers(town: Town, texts: set[int]) -> set[str]:
    async with town.service.store.read() as session:
        return set(await session.scalars(select(NoticeTextRow.tier).where(NoticeTextRow.id.in_(texts))))


async def test_the_minutes_go_to_the_tiers_that_the_plan_names_and_to_no_other(migrated_url: str) -> None:
    town, people = await readers(migrated_url, Tier.STRATEGIC)
    assert town.people["ssp_board.politi"] in people
    assert not people & {person for place, person in town.people.items() if place.startswith("fu.")}
