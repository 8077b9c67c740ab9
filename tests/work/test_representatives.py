"""Each representative opens the cleared answers by their own link, which can be taken back and ends by itself (F11)."""

import pytest

from actioncards.sms import Encoding
from flows.sentences import CONFLICT, GONE, NOT_FOUND, Refused
from service.work.announcement_view import one
from service.work.cleared_lines import SharedPage, shared_page
from service.work.closing import call_off
from service.work.notices import with_own_links
from service.work.representatives import Representative, give_back, representatives, take_back
from tests.work.speech import cleared, released, spoken
from tests.work.town import SMS, Town


async def opened(town: Town, incident: int, who: str) -> SharedPage:
    async with town.service.reading() as unit:
        address = next(r.address for r in await representatives(unit, incident) if r.person_id == town.people[who])
        return await shared_page(unit, address.rsplit("/", 1)[1])


async def refusal(town: Town, token: str) -> str:
    async with town.service.reading() as unit:
        with pytest.raises(Refused) as refused:
            await shared_page(unit, token)
    return str(refused.value.kind)


async def test_the_message_leads_each_reader_to_their_own_page(town: Town, spot: int) -> None:
    number = await released(town, spot)
    await town.wait(minutes=12)
    tokens = set()
    for who in ("cks.1", "cks.2"):
        mine = next(m for m in await spoken(town, number) if m.person_id == town.people[who])
        text = with_own_links(town.service.house.links, await town.words(mine), spot, town.people[who])
        token = text.rsplit("/q/", 1)[1].split()[0]
        tokens.add(token)
        async with town.service.reading() as unit:
            assert [p.text for p in (await shared_page(unit, token)).passed] == ["Politiet er til stede."]
    assert len(tokens) == 2


async def test_what_is_cleared_is_shown_with_a_word_for_the_link_and_counted_with_one(town: Town, spot: int) -> None:
    number = await cleared(town, spot)
    async with town.service.reading() as unit:
        sms = next(w for p in (await one(unit, number)).parts if p.audience == "cks" for w in p.words if w.medium == SMS)
    assert "https://b.test/q/(modtagerens eget link)" in sms.text
    assert sms.size is not None
    assert (sms.size.encoding, sms.size.parts) == (Encoding.GSM7, 1)


async def test_a_link_that_was_taken_back_opens_nothing_until_it_is_given_back_and_the_others_stand(town: Town, spot: int) -> None:
    person = town.people["cks.1"]
    await opened(town, spot, "cks.1")
    gone = await town.do(take_back, spot, person)
    assert isinstance(gone, Representative)
    assert await refusal(town, gone.address.rsplit("/", 1)[1]) == GONE
    await opened(town, spot, "cks.2")
    with pytest.raises(Refused) as twice:
        await town.do(take_back, spot, person)
    assert twice.value.kind == CONFLICT
    await town.do(give_back, spot, person)
    await opened(town, spot, "cks.1")
    with pytest.raises(Refused):
        await town.do(give_back, spot, person)
    assert [len(await town.entries(spot, f"link.{what}_back")) for what in ("taken", "given")] == [1, 1]


async def test_a_link_ends_with_the_list_and_some_time_after_the_incident(town: Town, spot: int) -> None:
    async with town.service.reading() as unit:
        tokens = {r.person_id: r.address.rsplit("/", 1)[1] for r in await representatives(unit, spot)}
    await town.change("cks.1", active=False)
    assert await refusal(town, tokens[town.people["cks.1"]]) == NOT_FOUND
    await town.do(call_off, spot, "Roligt.")
    async with town.service.reading() as unit:
        await shared_page(unit, tokens[town.people["cks.2"]])
    town.clock.move(hours=1000)
    assert await refusal(town, tokens[town.people["cks.2"]]) == GONE


async def test_nobody_else_has_such_a_link(town: Town, spot: int) -> None:
    links = town.service.house.links
    for subject in (0, town.people["fu.politi"], town.people["residents.1"], 99_999):
        assert await refusal(town, links.token("cks", spot, subject)) == NOT_FOUND
    assert await refusal(town, links.token("answer", spot, town.people["cks.1"])) == NOT_FOUND
    with pytest.raises(Refused) as refused:
        await town.do(take_back, spot, town.people["fu.politi"])
    assert refused.value.kind == NOT_FOUND
