"""A page with nothing on it says what to do, and every page writes dates as Danes do."""

import re
from html import unescape
from pathlib import Path

import pytest

from flows.vocabulary import Role
from service.domain.language import translations
from service.domain.local_time import day_and_month
from tests.web.visiting import visiting
from tests.web.world import RED, World

TEMPLATES = sorted(Path("service/web/pages/templates").glob("*.html"))
FIRST_OF_NONE = re.compile(r"(?:select|reject)(?:attr)?\([^)]*\)\s*\|\s*(?:first|last)\b(?!\|default)")
SAYS_NOTHING = re.compile(r"\{% else %\}\s*<(?:li|p)[^>]*>(?:<span[^>]*>)?\{\{ _\('(?:none|None\.|None yet\.|Nothing yet\.)'\) \}\}")
NOTHING_TO_DO = {"wall_live.html", "timeline.html", "flows.html", "housing_area.html", "board_live.html"}
"""A wall has no buttons, a timeline is never empty, the board counts what is sent by itself, and a plan's readers add nothing to it."""
A_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
OF_AN_INCIDENT = ("", "/timeline", "/announcements", "/questions", "/known", "/situation", "/evaluation", "/meeting", "/response", "/flow")
ELSEWHERE = ("/", "/alert-list", "/plan", "/roster", "/paper", "/exercises", "/me", "/housing", "/phones", "/call-out")


def shown(page: str) -> str:
    """The words of a page: what stands in attributes and fields is for machines."""
    return unescape(re.sub(r"<(style|script|textarea)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_list_is_empty_without_saying_what_to_do(template: Path) -> None:
    if template.name not in NOTHING_TO_DO:
        assert not SAYS_NOTHING.search(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_page_takes_for_granted_that_there_is_a_first(template: Path) -> None:
    assert not FIRST_OF_NONE.search(template.read_text(encoding="utf-8"))


async def test_what_is_empty_says_what_to_do_and_no_page_has_a_machines_date(still: World) -> None:
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.SECRETARIAT) as office:
        assert "tryk på Slå alarm" in (await chief.get("/")).text
        assert "kald chefvagten med knappen" in (await office.get("/")).text
        incident = await still.alarm()
        pages = {path: await office.get(path) for path in (*ELSEWHERE, *(f"/incidents/{incident}{part}" for part in OF_AN_INCIDENT))}
        assert {page.status_code for page in pages.values()} <= {200, 403}
        assert sum(page.status_code == 200 for page in pages.values()) > len(pages) - 4
        dated = {path: A_DATE.findall(shown(page.text)) for path, page in pages.items()}
        assert not {path: found for path, found in dated.items() if found}
        for path, says in {
            "announcements": "Skriv en ovenfor",
            "questions": "Skriv det første ind nedenfor",
            "known": "Skriv nedenfor",
            "situation": "Chefvagten laver den første",
            "evaluation": "når hændelsen er afmeldt",
        }.items():
            assert says in pages[f"/incidents/{incident}/{path}"].text


async def test_an_empty_seat_is_named_before_the_alarm_is_confirmed(still: World) -> None:
    """I12: what will not work is said before, and the alarm can be raised all the same."""
    seat = next(seat for seat in (await still.get("/seats", limit=200)).json()["items"] if seat["group"] == "fu" and seat["people"])
    for person in seat["people"]:
        assert (await still.client.delete(f"/api/v1/contacts/{person['id']}")).status_code == 204
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        preview = await chief.send("/alarm", RED, to="/alarm/preview")
    assert preview.status_code == 200
    assert "Ingen kan nås: pladsen er tom på varslingslisten" in shown(preview.text)


async def test_whoever_alarms_where_an_alarm_runs_already_is_told_before_it_is_confirmed(still: World) -> None:
    incident = await still.alarm()
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        again = (await chief.send("/alarm", RED, to="/alarm/preview")).text
        elsewhere = (await chief.send("/alarm", RED | {"area": "rising"}, to="/alarm/preview")).text
        drill = (await chief.send("/alarm?exercise=yes", RED | {"exercise": "yes"}, to="/alarm/preview")).text
    assert "Der er allerede en alarm i gang der" in shown(again)
    assert f'href="/incidents/{incident}"' in again
    assert "allerede en alarm" not in shown(elsewhere) + shown(drill)
    assert (await still.post("/incidents/preview", RED)).json()["running"] == [incident]


async def test_a_phone_with_nothing_but_a_test_message_stands_among_the_others(world: World) -> None:
    person = (await world.get("/contacts")).json()["items"][0]
    assert (await world.post(f"/contacts/{person['id']}/test-message", {})).status_code == 200
    async with visiting(world, Role.DUTY_CHIEF) as chief:
        phones = await chief.get("/phones")
    assert phones.status_code == 200
    assert person["name"] in shown(phones.text)


def test_a_day_of_each_year_is_written_without_the_year() -> None:
    assert day_and_month(6, 1, translations().speaker("da")) == "1. juni"
    assert day_and_month(6, 1, translations().speaker("en")) == "1 June"
