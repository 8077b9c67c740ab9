"""The paper for when everything is down: made every night and on change, kept for a fortnight, complete."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from contacts.roster import Rotation
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Layer
from service.background.paper import typeset_newest
from service.domain.language import translations
from service.exports.paper_pdf import paper_pdf
from service.work import paper, paper_order
from service.work.duty_entering import enter_rotation
from service.work.paper_facts import paper_facts
from service.work.people import confirm
from service.work.plans import put_in_force
from tests.work.town import Town, a_town, build_service, odense, with_cards

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.fixture
async def town(migrated_url: str) -> AsyncIterator[Town]:
    async with a_town(migrated_url, plan=with_cards()) as town:
        async with town.service.unit("system") as unit:
            await paper_order.arm(unit)
        yield town


async def days(town: Town) -> list[tuple[str, bool | None]]:
    async with town.service.reading() as unit:
        return [(one.day.isoformat(), one.typeset) for one in await paper.kept(unit)]


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


async def test_it_is_made_every_night_and_kept_for_a_fortnight(town: Town) -> None:
    assert await town.fire() == 0
    for _ in range(16):
        town.clock.move(days=1)
        await town.fire()
    made = [day for day, _ in await days(town)]
    assert len(made) == paper.KEPT_DAYS
    assert (made[0], made[-1]) == ("2026-12-06", "2026-11-23")


async def test_a_night_missed_while_the_service_was_down_is_made_at_once_and_once(town: Town) -> None:
    """I2, hard cases 3 and 19."""
    town.clock.move(days=5)
    await town.service.close()
    town.service = build_service(town.url, town.clock, town.posts)
    assert await town.fire() == 1
    assert await days(town) == [("2026-11-25", None)]
    assert await town.fire() == 0


async def test_a_change_of_list_roster_or_plan_makes_todays_paper_anew(town: Town) -> None:
    """P6, U1."""
    changes = (
        (confirm, [town.people["fu.politi"]]),
        (enter_rotation, Rotation(Layer.CHIEF, (town.people["duty_chief.chefvagt"],), town.clock.now().date(), time(8))),
        (put_in_force, odense()),
    )
    for change, what in changes:
        town.clock.move(minutes=10)
        await town.do(change, what)
        await town.fire()
        async with town.service.reading() as unit:
            (kept,) = await paper.kept(unit)
        assert kept.made_at == town.clock.now(), change.__name__
    async with town.service.reading() as unit:
        found = await paper.kept_paper(unit, town.clock.now().date())
    assert len(found.facts["weeks"]) == 8
    assert len(found.facts["cards"]) == len(odense().cards)


async def test_a_paper_that_was_made_is_typeset_by_whichever_process_comes_next(town: Town) -> None:
    """I2: nothing lives only in memory; a paper made anew meanwhile is not overwritten by the older document."""
    town.clock.move(days=1)
    await town.fire()
    assert await days(town) == [("2026-11-21", None)]
    await town.service.close()
    town.service = build_service(town.url, town.clock, town.posts)
    assert await typeset_newest(town.service.store)
    assert not await typeset_newest(town.service.store)
    assert await days(town) == [("2026-11-21", True)]
    async with town.service.reading() as unit:
        found = await paper.kept_paper(unit, town.clock.now().date())
    assert found.pdf == paper_pdf(found.facts, translations().speaker("da"))
    with pytest.raises(Refused) as refused:
        async with town.service.reading() as unit:
            await paper.kept_paper(unit, town.clock.now().date() + timedelta(days=1))
    assert refused.value.kind == NOT_FOUND


async def test_it_holds_cards_seats_in_order_with_numbers_roster_texts_and_log_sheets(town: Town) -> None:
    """F2, F8, P1-P6, I9."""
    first, second = town.people["duty_chief.chefvagt"], town.people["duty_chief.chefvagt/1"]
    await town.do(enter_rotation, Rotation(Layer.CHIEF, (first, second), town.clock.now().date(), time(8)))
    async with town.service.reading() as unit:
        facts = await paper_facts(unit)
    danish, english = (text_of(paper_pdf(facts, translations().speaker(language))) for language in ("da", "en"))
    assert danish.index("Test fu.politi fyns_politi") < danish.index("Test fu.politi/1") < danish.index("Test fu.sundhed")
    assert "+45 70 17 40 " in danish
    assert "Tal med politiets vagthavende" in danish
    assert "10 min." in danish
    assert danish.count("Uge ") >= 8
    assert "[område]: [årsag] kl. [tidspunkt]" in danish
    assert danish.count("Logark") == 2
    pages = [page.extract_text() for page in PdfReader(BytesIO(paper_pdf(facts, translations().speaker("da")))).pages]
    assert all("SANDKASSE" in page for page in pages)
    assert "When the service is down" in english
    assert "[area]: [cause]" in english
    assert "{" not in danish


@pytest.mark.parametrize("day", [datetime(2026, 10, 24, tzinfo=UTC), datetime(2027, 3, 27, tzinfo=UTC)])
def test_once_a_night_also_when_the_clocks_change(day: datetime) -> None:
    """I10, hard case 7."""
    found, now = [], day
    while len(found) < 3:
        now = paper_order.next_night(now, COPENHAGEN)
        found.append(now.astimezone(COPENHAGEN))
    assert {(one.hour, one.minute) for one in found} == {(4, 30)}
    assert [one.day for one in found] == [day.day, day.day + 1, day.day + 2]
