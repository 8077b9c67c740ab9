"""Where a source does not agree with itself, both places are told; where it only rounds, nothing is."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from actioncards.housing.contradictions import conflicts
from actioncards.housing.counting import counts, table
from actioncards.housing.model import HousingPlan

PAGE = (Path(__file__).parents[3] / "docs" / "housing-plans.md").read_text(encoding="utf-8")


def told(plan: HousingPlan) -> list[str]:
    return [str(conflict.sentence) for conflict in conflicts(plan)]


@pytest.mark.parametrize(
    "parts",
    [
        ("sigtet", "4,44, linje 302", "4,48, linje 409"),
        ("Korsløkken", "44,9, linje 341", "44,8, linje 514"),
        ("Odense Kommune", "31,3, linje 341", "31,8, linje 1400"),
        ("Odense Kommune", "31,3 % (2022)", "20 % (2. halvår 2022)"),
        ("Korsløkken, linje 112", "Korsløggen, linje 303"),
        ("Vollsmose", "6,5, linje 407", "6,8, linje 1409"),
        ("Stadionvej/Skjoldsparken", "no value, linje 355", "42, linje 514"),
        ("add up to 487", "given as 475"),
    ],
)
def test_each_contradiction_of_odense_is_told_with_both_places(odense: HousingPlan, parts: tuple[str, ...]) -> None:
    assert [line for line in told(odense) if all(part in line for part in parts)]


def test_rounding_is_no_contradiction(odense: HousingPlan) -> None:
    assert not [line for line in told(odense) if "14,86" in line or "8,0" in line]


def test_the_parts_of_gellerup_toveshoejs_budget_fall_short_of_the_whole(plans: Mapping[str, HousingPlan]) -> None:
    assert [line for line in told(plans["gellerup_toveshoej_2018_2022"]) if "38766000" in line and "42128000" in line]


def test_the_documented_counts_are_those_of_the_data(plans: Mapping[str, HousingPlan]) -> None:
    shown = PAGE.split("<!-- counts -->")[1].split("<!-- end of counts -->")[0].strip()
    assert shown == table(plans), "put what actioncards.housing.counting.table gives between the marks of docs/housing-plans.md"


def test_nothing_of_a_plan_goes_uncounted(odense: HousingPlan) -> None:
    taken = counts(odense)
    assert (taken["activities"], taken["indicators"], taken["parties"], taken["goals and sub-goals"]) == (13, 31, 43, 12)
    assert taken["target group numbers"] == 118
