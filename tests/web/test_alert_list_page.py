"""The alert list's page: found by what one knows of somebody, mended in its row, and never written over unseen (P6, I13)."""

import re
from datetime import date

from contacts.spelling import careless, searched
from flows.vocabulary import Role
from service.store.tables import PersonRow
from service.work.people import PersonDraft, PlaceDraft, add_person
from tests.web.visiting import Visit, visiting
from tests.web.world import World

IN_PLACE = {"hx-request": "true", "sec-fetch-site": "same-origin"}
SOEREN = PersonDraft("Test Søren Ærtebjerg", "Leder", "Åbyhøj Boligforening", "+45 20 98 76 50", email="soeren@example.invalid")
FIELDS = {"name": "Test Søren Ærtebjerg", "mobile": "+45 20 98 76 50", "language": "da"}


async def _add(world: World, *drafts: PersonDraft) -> list[int]:
    async with world.service.unit("user:1") as unit:
        return [await add_person(unit, draft) for draft in drafts]


async def _names(visit: Visit, asked: str) -> list[str]:
    answer = await visit.get(f"/alert-list?{asked}")
    assert answer.status_code == 200, answer.text
    return re.findall(r'class="person__name"[^>]*>([^<]*)</a>', answer.text)


async def test_somebody_is_found_by_whatever_one_knows_of_them_in_danish_letters_or_without(still: World) -> None:
    await _add(still, SOEREN)
    async with visiting(still, Role.DUTY_CHIEF) as visit:
        for words in ("søren", "SØREN", "Soeren", "soren", "ærtebjerg", "aertebjerg", "artebjerg", "åbyhøj", "Aabyhoej", "abyhoj bolig",
                      "test søren leder", "0020987650", "+45 20 98 76 50", "20 98 76 50", "soeren@example"):  # fmt: skip
            expected = words != "0020987650"  # stored with its country; the trunk zero is nobody's
            assert ("Test Søren Ærtebjerg" in await _names(visit, f"q={words.replace('+', '%2B')}")) is expected, words
        for words in ("søren borgmester", "xyz", "%25", "_"):
            assert "Test Søren Ærtebjerg" not in await _names(visit, f"q={words}"), words


async def test_the_database_folds_letters_as_the_words_are_folded() -> None:
    assert [searched(word) for word in ("Åge", "ÆRØ", "Müller", "André", "A\u030age")] == ["aage", "aeroe", "muller", "andre", "aage"]
    assert careless(searched("Søren")) == careless("soren") == "soren"


async def test_seats_areas_and_needs_are_filters_that_stand_in_the_address(still: World) -> None:
    places = (PlaceDraft("fu", "politi", "7"), PlaceDraft("cks", area="vollsmose"))
    first, second = await _add(still, PersonDraft("Test Birk", mobile="+45 20 98 76 51", places=places), SOEREN)
    async with still.service.unit("user:1") as unit:
        row = await unit.session.get_one(PersonRow, second)
        row.mobile, row.phone, row.email, row.last_confirmed = None, None, None, date(2020, 1, 1)
    async with visiting(still, Role.SECRETARIAT) as visit:
        assert "Test Birk" in await _names(visit, "q=fyns+politi") or "Test Birk" in await _names(visit, "q=politi")
        assert "Test Birk" in await _names(visit, "place=fu")
        assert "Test Birk" in await _names(visit, "place=fu/politi&q=birk")
        assert await _names(visit, "place=fu/sundhed&q=birk") == []
        assert await _names(visit, "area=vollsmose&q=birk") == ["Test Birk"]
        assert await _names(visit, "area=rising&q=birk") == []
        for need in ("unreachable", "no_mobile", "stale", "any"):
            assert "Test Søren Ærtebjerg" in await _names(visit, f"attention={need}&q=søren"), need
        assert await _names(visit, "attention=no_sms") == []
        assert await _names(visit, "attention=invented&q=test+birk") == []
        assert await _names(visit, "attention=unreachable") == ["Test Søren Ærtebjerg"]
        page = (await visit.get("/alert-list?q=birk&place=fu%2Fpoliti&attention=stale")).text
        assert 'value="birk"' in page
        assert re.search(r'value="fu/politi" selected', page)
        assert re.search(r'value="stale" selected', page)
        for odd in ("place=x/y/z", "area=%00", "attention=drop", "page=9999", "q=" + "a" * 100):
            assert (await visit.get(f"/alert-list?{odd}")).status_code == 200, odd
    assert first


async def test_a_long_list_comes_in_pages_that_keep_what_was_asked(still: World) -> None:
    await _add(still, *(PersonDraft(f"Test Siv {n}", email=f"siv{n}@example.invalid") for n in range(60)))
    async with visiting(still, Role.SECRETARIAT) as visit:
        first = await visit.get("/alert-list?q=siv&attention=no_mobile")
        assert "60 personer, side 1 af 2" in first.text
        further = re.search(r'href="(/alert-list\?[^"]*page=2)"', first.text)
        assert further is not None
        assert len(await _names(visit, further[1].partition("?")[2].replace("&amp;", "&"))) == 10


async def test_a_row_opens_as_a_form_in_the_list_and_comes_back_as_a_row(still: World) -> None:
    (number,) = await _add(still, SOEREN)
    at = f"/alert-list/{number}"
    async with visiting(still, Role.SECRETARIAT) as visit:
        assert f'hx-get="{at}/edit"' in (await visit.get("/alert-list?q=søren")).text
        opened = (await visit.get(f"{at}/edit", **IN_PLACE)).text
        assert opened.lstrip().startswith(f'<li class="person person--open" id="person-{number}"')
        assert "<html" not in opened
        assert f'id="p{number}-name"' in opened
        hidden = {name: _hidden(opened, name) for name in ("csrf", "once", "seen")}
        wrong = await visit.client.post(at, data=hidden | FIELDS | {"mobile": "12", "do": "save"}, headers=IN_PLACE)
        assert wrong.status_code == 422
        assert f'id="p{number}-mobile-error"' in wrong.text
        assert 'value="12"' in wrong.text
        right = await visit.client.post(at, data=hidden | FIELDS | {"title": "Chef", "do": "save"}, headers=IN_PLACE)
        assert right.status_code == 200
        assert "Chef" in right.text
        assert "autofocus" in right.text
        assert "Test Søren Ærtebjerg er gemt." in right.text
        assert "<form" not in (await visit.get(f"{at}/row", **IN_PLACE)).text
        for part in ("edit", "row"):
            assert (await visit.get(f"{at}/{part}")).headers["location"] == at
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        assert (await chief.get(f"{at}/edit", **IN_PLACE)).status_code == 403
        assert "/edit" not in (await chief.get("/alert-list")).text
    async with visiting(still, None) as stranger:
        assert (await stranger.get(f"{at}/edit", **IN_PLACE)).status_code == 401


async def test_nobody_writes_over_what_they_have_not_seen(still: World) -> None:
    (number,) = await _add(still, SOEREN)
    at = f"/alert-list/{number}"
    async with visiting(still, Role.SECRETARIAT) as visit:
        page = (await visit.get(at)).text
        old = {name: _hidden(page, name) for name in ("csrf", "once", "seen")}
        await visit.client.post(at, data=old | FIELDS | {"title": "Chef", "do": "save"})
        late = await visit.client.post(at, data=old | {"once": "another"} | FIELDS | {"title": "Direktør", "do": "save"})
        assert late.status_code == 409
        assert "En anden har ændret personen" in late.text
        assert 'value="Direktør"' in late.text
        assert "Chef" in (await visit.get("/alert-list?q=søren")).text
        knowing = old | {"once": "a third", "seen": _hidden(late.text, "seen")}
        assert (await visit.client.post(at, data=knowing | FIELDS | {"title": "Direktør", "do": "save"})).status_code == 303
        assert "Direktør" in (await visit.get("/alert-list?q=søren")).text


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]
