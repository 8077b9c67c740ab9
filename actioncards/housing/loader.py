"""A folder of YAML files to a housing plan, or to everything that is wrong with them, with file and line.

The folder holds `plan.yaml`; any of `PARTS` may stand in a file of its own instead. See docs/housing-plans.md.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from actioncards.codec import hints_of, plain
from actioncards.files import MAIN, Files
from actioncards.housing.checks import check_plan
from actioncards.housing.model import HousingPlan
from actioncards.nodes import Node, Table
from actioncards.problems import Findings, PlanInvalid, Problem, Spot
from actioncards.reader import Reader
from flows.sentences import Sentence

PARTS: Final = ("areas", "focus_areas", "goals", "indicators", "activities", "bodies", "contradictions", "silences")


@dataclass(frozen=True)
class Loaded:
    """A plan as its folder holds it; `fingerprint` is SHA-256 over its data, whatever files it was written in."""

    plan: HousingPlan
    fingerprint: str


def load_plan(folder: Path) -> Loaded:
    """The plan in `folder`; raises `PlanInvalid` with every problem when there is any."""
    plan, findings = _read(folder)
    if plan is None or len(findings):
        raise PlanInvalid(findings)
    text = json.dumps(plain(plan), ensure_ascii=False, separators=(",", ":"))
    return Loaded(plan, hashlib.sha256(text.encode()).hexdigest())


def problems_of(folder: Path) -> list[Problem]:
    """Everything that is wrong with the plan in `folder`; empty when `load_plan` would take it."""
    return list(_read(folder)[1])


def folders(root: Path) -> list[Path]:
    """The plan folders in `root`, by name."""
    return sorted(path.parent for path in root.glob(f"*/{MAIN}"))


@cache
def load_all(root: Path) -> Mapping[str, Loaded]:
    """Every plan in `root` by key, read once a process; `PlanInvalid` with the problems of all of them."""
    found: dict[str, Loaded] = {}
    problems: list[Problem] = []
    for folder in folders(root):
        try:
            loaded = load_plan(folder)
        except PlanInvalid as invalid:
            problems += [_of(folder, problem) for problem in invalid.problems]
            continue
        if loaded.plan.key in found:
            sentence = Sentence("Another folder has a plan of the key {key} already.", key=loaded.plan.key)
            problems.append(Problem(f"{folder.name}/{MAIN}", 0, sentence))
        found[loaded.plan.key] = loaded
    if problems:
        raise PlanInvalid(problems)
    return MappingProxyType(found)


def _of(folder: Path, problem: Problem) -> Problem:
    return Problem(f"{folder.name}/{problem.file}", problem.line, problem.sentence, problem.allowed, problem.nearest)


def _read(folder: Path) -> tuple[HousingPlan | None, Findings]:
    findings = Findings()
    files = Files(folder, findings)
    main = files.node(MAIN)
    if not isinstance(main, Table):
        if main is not None:
            findings.add(main.spot, Sentence("Here must be keys with values, one on each line."))
        return None, findings
    for name in PARTS:
        _add_part(main, name, folder, files, findings)
    _refuse_others(folder, findings)
    reader = Reader(findings)
    plan: HousingPlan = reader.record(main, HousingPlan, hints_of(HousingPlan), ())
    if not len(findings):
        check_plan(plan, reader)
    return plan, findings


def _add_part(main: Table, name: str, folder: Path, files: Files, findings: Findings) -> None:
    file = f"{name}.yaml"
    if not (folder / file).is_file():
        return
    node: Node | None = files.node(file)
    if name in main.entries:
        findings.add(main.key_spots[name], Sentence("{key} has a file of its own. Move it there.", key=name))
    elif node is not None:
        main.entries[name], main.key_spots[name] = node, Spot(file, 1)


def _refuse_others(folder: Path, findings: Findings) -> None:
    known = (MAIN, *(f"{name}.yaml" for name in PARTS))
    for path in sorted(folder.iterdir()):
        if path.suffix in {".yaml", ".yml"} and path.name not in known:
            findings.add(Spot(path.name, 0), Sentence("No plan has a file of this name."), allowed=known, instead_of=path.name)
