"""The loader takes what fits together and says where the rest is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncards.codec import built, plain
from actioncards.housing.checks import impossible
from actioncards.housing.figures import Unit, parsed
from actioncards.housing.loader import load_plan, problems_of
from actioncards.housing.model import HousingPlan
from actioncards.problems import PlanInvalid
from tests.actioncards.housing.conftest import Copy


def test_an_unknown_area_is_told_with_file_line_and_the_nearest_name(copy: Copy) -> None:
    line = copy.change("indicators.yaml", "hoejemarksvej: 33,", "hojemarksvej: 33,")
    problem = copy.only_problem()
    assert (problem.file, problem.line, problem.nearest) == ("indicators.yaml", line, "hoejemarksvej")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("values: {whole: 94.26", "values: {whole: 140", "from 0 to 100"),
        ("values: {whole: 94.26", 'values: {whole: "94,26"', "with a point"),
        ("values: {whole: 6.2,", "values: {whole: 62,", "from -3 to 12"),
        ("values: {vollsmose: 5888}", "values: {vollsmose: 588.5}", "whole numbers"),
        ("values: {whole: 94.26", "values: {whole: 94..26", "end higher"),
    ],
)
def test_an_impossible_figure_is_refused(copy: Copy, old: str, new: str, says: str) -> None:
    copy.change("indicators.yaml", old, new)
    assert says in str(copy.only_problem())


def test_a_value_that_is_missing_at_the_same_time_is_refused(copy: Copy) -> None:
    copy.change("indicators.yaml", "missing: {hoejemarksvej: not_given, stad", "missing: {vollsmose: not_given, stad")
    assert "at the same time" in str(copy.only_problem())


def test_an_unknown_key_is_refused(copy: Copy) -> None:
    copy.change("areas.yaml", "institutions: [folkeskole, gymnasium", "institution: [folkeskole, gymnasium")
    assert copy.only_problem().nearest == "institutions"


def test_a_line_that_the_source_does_not_have_is_refused(copy: Copy) -> None:
    copy.change("goals.yaml", "line: 294}", "line: 2940}")
    assert "no line 2940" in str(copy.only_problem())


def test_a_number_for_a_person_is_refused(copy: Copy) -> None:
    copy.change("areas.yaml", "label: Rising", "label: 010190-1234")
    assert any("CPR" in str(problem) for problem in problems_of(copy.path))


def test_a_plan_with_problems_is_never_loaded(copy: Copy) -> None:
    copy.change("plan.yaml", "starts: 2024-10-01", "starts: 2024-13-01")
    with pytest.raises(PlanInvalid, match="is not a date"):
        load_plan(copy.path)


def test_a_folder_without_a_plan_says_so(tmp_path: Path) -> None:
    assert [problem.file for problem in problems_of(tmp_path)] == ["plan.yaml"]


def test_what_is_written_out_reads_back_the_same(odense: HousingPlan) -> None:
    assert built(HousingPlan, plain(odense)) == odense


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_every_share_from_0_to_100_is_a_percentage(value: object) -> None:
    number, high, about = parsed(str(value))
    assert impossible(Unit.PERCENT, number) is None
    assert (high, about) == (None, False)
