"""A plan's scenarios: `scenarios/*.yaml` in its folder, read as strictly as the plan, and checked against it.

They are no part of the plan: a new one needs nobody's signature.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from actioncards import check_scenario
from actioncards.codec import hints_of
from actioncards.files import LARGEST, Files
from actioncards.model import Plan
from actioncards.nodes import Table
from actioncards.problems import Findings, PlanInvalid, Problem
from actioncards.reader import Reader
from actioncards.scenario import Scenario
from actioncards.subject import Subject
from flows.sentences import NOT_FOUND, Refused, Sentence

__all__ = ["FOLDER", "LARGEST", "Found", "find", "load_scenario", "problems_of", "scenario_keys"]

FOLDER: Final = "scenarios"


@dataclass(frozen=True)
class Found:
    """A scenario of the folder, or what is wrong with it."""

    key: str
    scenario: Scenario | None
    problems: tuple[Problem, ...] = ()


def scenario_keys(folder: Path) -> tuple[str, ...]:
    """The scenarios in a plan's folder, by file name."""
    try:
        return tuple(sorted(path.stem for path in (folder / FOLDER).iterdir() if path.suffix == ".yaml"))
    except OSError:
        return ()


def find(folder: Path, plan: Plan) -> Iterator[Found]:
    """Every scenario of the folder; a wrong one hides no other."""
    for key in scenario_keys(folder):
        try:
            yield Found(key, load_scenario(folder, key, plan))
        except PlanInvalid as invalid:
            yield Found(key, None, invalid.problems)


def load_scenario(folder: Path, key: str, plan: Plan) -> Scenario:
    """The scenario `key` of a plan's folder; `PlanInvalid` with everything that is wrong with it, `Refused` when there is none."""
    keys = scenario_keys(folder)
    if key not in keys:
        raise Refused(
            "There is no scenario {key}. Choose one of: {known}.",
            kind=NOT_FOUND,
            field="scenario",
            key=key[:80],
            known=", ".join(keys) or "-",
        )
    scenario, findings = _read(folder, f"{FOLDER}/{key}.yaml", key, plan)
    if scenario is None or len(findings):
        raise PlanInvalid(findings)
    return scenario


def problems_of(folder: Path, plan: Plan) -> list[Problem]:
    """Everything that is wrong with the scenarios of a plan's folder."""
    return [problem for found in find(folder, plan) for problem in found.problems]


def _read(folder: Path, name: str, key: str, plan: Plan) -> tuple[Scenario | None, Findings]:
    findings = Findings()
    node = Files(folder, findings).node(name)
    if not isinstance(node, Table):
        if node is not None:
            findings.add(node.spot, Sentence("Here must be keys with values, one on each line."))
        return None, findings
    reader = Reader(findings)
    scenario: Scenario = reader.record(node, Scenario, hints_of(Scenario), (), key=key)
    check_scenario.check(Subject(plan, reader, (), whole=not len(findings)), scenario)
    return scenario, findings
