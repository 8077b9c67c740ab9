"""The five plans, read once; and a copy of one to be spoilt."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from actioncards.housing import HOUSING
from actioncards.housing.loader import load_all, problems_of
from actioncards.housing.model import HousingPlan
from actioncards.problems import Problem


@pytest.fixture(scope="session")
def plans() -> Mapping[str, HousingPlan]:
    return {key: loaded.plan for key, loaded in load_all(HOUSING).items()}


@pytest.fixture(scope="session")
def odense(plans: Mapping[str, HousingPlan]) -> HousingPlan:
    return plans["odense_2024_2028"]


class Copy:
    """The Odense plan in a folder of the test's own."""

    def __init__(self, place: Path) -> None:
        self.path = place / "odense"
        shutil.copytree(HOUSING / "odense_2024_2028", self.path)

    def change(self, file: str, old: str, new: str) -> int:
        """Replace words once; the line where they stood."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        (self.path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def only_problem(self) -> Problem:
        problems = problems_of(self.path)
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)
