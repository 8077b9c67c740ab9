"""Action cards as data: every slip is told with file, line and what is allowed (F8, F12, U3)."""

import pytest

from actioncards.loader import load
from actioncards.model import Plan
from tests.actioncards.folders import Folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seat: chefvagt", "seat: chefvakt", "no seat chefvakt"),
        ("group: fu", "group: ful", "no group ful"),
        ("levels: [red]", "levels: [rod]", "no level rod"),
        ("causes: [ekstraordinaer]", "causes: [skyderi]", "levels have no cause skyderi"),
        ("areas: [vollsmose]", "areas: [volsmose]", "no area volsmose"),
        ("deadline_minutes: 10,", "deadline_minutes: 0,", "0 is not between"),
        ("done_by: meeting", "done_by: moede", "meeting"),
        ("remind_minutes: 15", "remind_minutes: -1", "-1 is not between"),
        ("  levels: [red]", "  levels: []", "at least one"),
        (
            "title: tal med politiets vagthavende,",
            "title: tal med politiets vagthavende og spørg grundigt ud om det,",
            "at most 48",
        ),
        ("title: tal med politiets vagthavende,", "titel: tal med politiets vagthavende,", "titel is not a key here"),
    ],
)
def test_a_slip_in_a_card_is_told_where_it_stands(folder: Folder, old: str, new: str, said: str) -> None:
    line = folder.change("cards.yaml", old, new)
    found = [one for one in folder.problems() if said in str(one)]
    assert found
    assert (found[0].file, abs(found[0].line - line) <= 1) == ("cards.yaml", True)


def test_a_card_is_for_a_seat_that_is_warned(folder: Folder) -> None:
    folder.change("cards.yaml", "  group: fu\n  seat: politi\n", "  group: parties\n  seat: fab\n")
    assert "parties is not warned at the level yellow" in str(folder.only_problem())


def test_a_plan_can_do_without_cards_and_without_upkeep(folder: Folder) -> None:
    (folder.path / "cards.yaml").unlink()
    text = folder.text("plan.yaml")
    start, end = text.index("upkeep:"), text.index("# What the duty chief is told at once")
    folder.write("plan.yaml", text[:start] + text[end:])
    plan = load(folder.path)
    assert not plan.cards
    assert plan.upkeep is None


def test_a_day_that_no_year_has_is_refused(folder: Folder) -> None:
    folder.change("plan.yaml", "month: 3, day: 2}", "month: 2, day: 29}")
    assert "29 is not between 1 and 28" in str(folder.only_problem())


def test_a_plan_with_cards_comes_back_from_storage_as_it_was(odense: Plan) -> None:
    again = Plan.from_json(odense.to_json())
    assert again.cards == odense.cards
    assert again.upkeep == odense.upkeep
    assert again.fingerprint == odense.fingerprint


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("{group: ssp_bord, seat: boligsocialt_hus}", "no group ssp_bord"),
        ("{group: ssp_board, seat: boligsocialt}", "no seat boligsocialt"),
    ],
)
def test_whoever_hears_of_missing_deliveries_must_have_a_seat(folder: Folder, new: str, said: str) -> None:
    """S4."""
    line = folder.change("plan.yaml", "{group: ssp_board, seat: boligsocialt_hus}", new)
    [problem] = [p for p in folder.problems() if said in str(p)]
    assert (problem.file, problem.line) == ("plan.yaml", line)
