"""The pages of what goes outward: nobody's words are overwritten unseen, and everyone reads exactly what goes out (C1, C4, I9, I13)."""

import re
from collections.abc import Mapping

import pytest

from flows.vocabulary import Role
from tests.web.test_announcements import content, holder
from tests.web.visiting import Visit, visiting
from tests.web.world import World

ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"


async def drafted(world: World, incident: int, *audiences: str, **more: object) -> int:
    made = await world.post(f"/incidents/{incident}/announcements", await content(world, *audiences, **more))
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def fields(page: str) -> dict[str, str]:
    """What stands in the form of a draft to both audiences."""
    texts = {name: found[1] for name, found in areas(page).items()}
    hidden = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in ("csrf", "once", "digest")}
    return texts | hidden | {"use-strategic": "yes", "use-cks": "yes"}


def areas(page: str) -> Mapping[str, re.Match[str]]:
    return {found[0].split('name="')[1].split('"')[0]: found for found in re.finditer(r"<textarea[^>]*>([^<]*)</textarea>", page)}


async def post(visit: Visit, path: str, typed: Mapping[str, str]) -> tuple[int, str]:
    answer = await visit.client.post(path, data=dict(typed), headers={"sec-fetch-site": "same-origin"})
    return answer.status_code, answer.text


async def test_two_who_write_in_one_announcement_see_each_others_words(still: World) -> None:
    """C1, I13: the later does not overwrite the earlier unseen."""
    number = await drafted(still, await still.alarm())
    path = f"/announcements/{number}/edit"
    async with visiting(still, Role.DUTY_CHIEF) as first, visiting(still, Role.SECRETARIAT) as second:
        mine, theirs = [fields((await one.get(path)).text) for one in (first, second)]
        assert (await post(first, path, mine | {"text-cks": "Bliv inde.", "do": "save"}))[0] == 303
        status, page = await post(second, path, theirs | {"text-cks": "Gå væk fra torvet.", "do": "save"})
        assert status == 409
        assert "Bliv inde." in page
        assert "Gå væk fra torvet." in page, "nothing typed is lost"
        again = fields(page) | {"text-cks": "Bliv inde, og gå væk fra torvet.", "do": "save"}
        assert (await post(second, path, again))[0] == 303
    told = (await still.get(f"/announcements/{number}")).json()
    assert told["parts"][1]["text"] == "Bliv inde, og gå væk fra torvet."


async def test_over_the_api_too_the_words_that_were_read_can_be_named(still: World) -> None:
    incident = await still.alarm()
    number = await drafted(still, incident)
    read = (await still.get(f"/announcements/{number}")).json()["digest"]
    anew = await content(still, "strategic", digest=read)
    anew["parts"][0]["text"] = "Bliv inde."  # type: ignore[index]
    assert (await still.client.put(f"/api/v1/announcements/{number}", json=anew)).status_code == 200
    late = await still.client.put(f"/api/v1/announcements/{number}", json=anew)
    assert (late.status_code, late.json()["errors"][0]["field"]) == (409, "digest")


async def test_words_written_before_a_change_of_level_say_so_until_they_are_written_anew(still: World) -> None:
    """C1: nobody clears or sends old words unwarned."""
    incident = await still.alarm()
    number = await drafted(still, incident)
    await still.post(f"/announcements/{number}/submission")
    link = f"/f/{still.service.house.links.token('answer', incident, await holder(still, 'fu', 'politi'))}"
    hint = "Niveauet er ændret, siden teksten blev skrevet."
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        assert hint not in (await chief.get(f"/announcements/{number}")).text
        assert (await still.post(f"/incidents/{incident}/level", {"level": "yellow", "reason": "Roligt."})).status_code == 200
        assert hint in (await chief.get(f"/announcements/{number}")).text
        assert hint in (await still.client.get(link)).text
        assert (await still.get(f"/announcements/{number}")).json()["level_changed"] is True
        path = f"/announcements/{number}/edit"
        assert (await post(chief, path, fields((await chief.get(path)).text) | {"do": "save"}))[0] == 303
        assert hint not in (await chief.get(f"/announcements/{number}")).text


async def test_the_preview_of_a_draft_about_another_area_names_that_area(still: World) -> None:
    number = await drafted(still, await still.alarm(area="vollsmose"), "strategic", area="rising")
    path = f"/announcements/{number}/edit"
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        typed = fields((await chief.get(path)).text) | {"text-strategic": "Se på {area}.", "do": "preview"}
        del typed["use-cks"]
        _, page = await post(chief, path, typed)
    assert "Se på Rising." in page
    assert "Se på Vollsmose." not in page


async def test_what_has_been_released_is_not_opened_for_editing(still: World) -> None:
    number = await released(still, await still.alarm())
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        assert (await chief.get(f"/announcements/{number}/edit")).status_code == 409
        assert "/edit" not in (await chief.get(f"/announcements/{number}")).text


async def released(world: World, incident: int) -> int:
    number = await drafted(world, incident)
    await world.post(f"/announcements/{number}/submission")
    digest = (await world.get(f"/announcements/{number}")).json()["digest"]
    await world.post(f"/announcements/{number}/clearance", {"person_id": await holder(world, "fu", "politi"), "digest": digest})
    assert (await world.post(f"/announcements/{number}/release", {})).status_code == 200
    return number


async def test_a_member_reads_every_channels_correction_and_the_exercises_word(still: World) -> None:
    """C1, I9: exactly what would go out is what is cleared."""
    incident = await still.alarm(exercise={})
    number = await drafted(still, incident)
    await still.post(f"/announcements/{number}/submission")
    told = (await still.get(f"/announcements/{number}")).json()
    said = [words for part in told["parts"] for words in (*part["words"], *part["correction_words"])]
    assert len(said) == 8
    assert all(words["text"].startswith("ØVELSE") for words in said)
    page = (await still.client.get(f"/f/{still.service.house.links.token('answer', incident, await holder(still, 'fu', 'politi'))}")).text
    for part in told["parts"]:
        for words in part["correction_words"]:
            assert words["text"].split("\n")[-1] in page


async def test_audiences_are_named_in_the_readers_language(still: World) -> None:
    incident = await still.alarm()
    number = await drafted(still, incident)
    async with visiting(still, Role.DUTY_CHIEF, "en") as chief:
        for path in (f"/announcements/{number}", f"/incidents/{incident}/announcements", f"/incidents/{incident}/announcements/new"):
            page = (await chief.get(path)).text
            assert "Parterne på strategisk niveau" not in page, path
            assert "CKS-netværket i området" not in page, path


@pytest.mark.parametrize("text", [ZERO_WIDTH, f" {ZERO_WIDTH}\n"])
async def test_a_text_that_nobody_can_see_is_no_text(still: World, text: str) -> None:
    draft = await content(still, "strategic")
    draft["parts"][0]["text"] = text  # type: ignore[index]
    answer = await still.post(f"/incidents/{await still.alarm()}/announcements", draft)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "parts.0.text"


async def test_a_variable_that_cannot_be_named_is_said_without_pointing_at_a_field_that_is_not_there(still: World) -> None:
    """I13."""
    incident = await still.alarm()
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        path = f"/incidents/{incident}/announcements/new"
        typed = {"use-strategic": "yes", "text-strategic": "{nonsense}", "correction-strategic": "Forkert.", "do": "preview"}
        refused = await chief.send(path, typed)
    assert refused.status_code == 422
    assert "#nonsense" not in refused.text
    assert "{nonsense}" in refused.text


async def test_a_translation_that_is_half_is_refused_and_a_line_is_not_sent(still: World) -> None:
    """C1, I13: what is typed is not dropped in silence."""
    incident = await still.alarm()
    path = f"/incidents/{incident}/questions"
    line = {"do": "line", "line_question": "Er det farligt?", "line_answer": "Nej."}
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        half = await chief.send(path, line | {"question-en": "Is it dangerous?"})
        assert half.status_code == 422
        assert "Is it dangerous?" in half.text
        whole = line | {"question-en": "Is it dangerous?", "answer-en": "No."}
        assert (await chief.send(path, whole)).status_code == 303
        [row] = (await still.get(f"/incidents/{incident}/announcements")).json()["items"]
        digest = (await still.get(f"/announcements/{row['id']}")).json()["digest"]
        member = await holder(still, "fu", "politi")
        await still.post(f"/announcements/{row['id']}/clearance", {"person_id": member, "digest": digest})
        page = (await chief.get(f"/announcements/{row['id']}")).text
    assert 'value="release"' not in page
    assert re.search(r'lang="en" dir="auto">No\.', page)
    assert "Engelsk" in page


async def test_a_question_is_given_away_on_its_own_incidents_page_alone(still: World) -> None:
    first, other = await still.alarm(), await still.alarm(area="rising")
    asked = (await still.post(f"/incidents/{first}/questions", {"source": "press", "text": "Er nogen såret?"})).json()["id"]
    person = str(await holder(still, "fu", "sundhed"))
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        given = {"do": "assign", "question": str(asked), "person": person}
        assert (await chief.send(f"/incidents/{other}/questions", given)).status_code == 404
        assert (await chief.send(f"/incidents/{first}/questions", given)).status_code == 303


async def test_an_access_request_has_headings_and_its_mode_on_every_line(still: World) -> None:
    """I9."""
    incident = await still.alarm()
    async with visiting(still, Role.SECRETARIAT) as office:
        lines = (await office.send(f"/incidents/{incident}/access-request", {})).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Nr.;Tilstand;Skete;Hvad;Hvem"
    assert all(";SANDKASSE;" in line.upper() for line in lines[1:])


@pytest.mark.parametrize("year", ["0001", "1999", "2200", "9999"])
async def test_a_year_out_of_reach_is_said_to_be_that(still: World, year: str) -> None:
    answer = await still.post(f"/incidents/{await still.alarm()}/log", {"text": "x", "occurred_at": f"{year}-11-20T21:14:00+01:00"})
    assert answer.status_code == 422
    assert "2000" in answer.json()["errors"][0]["detail"]
    assert "2199" in answer.json()["errors"][0]["detail"]
