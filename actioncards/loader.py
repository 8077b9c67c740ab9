"""A folder of YAML files to a plan, or to everything that is wrong with them.

The folder holds `plan.yaml`, one file for each of `PARTS`, and `templates/*.yaml`. See docs/plan-data.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, Final

from actioncards import (
    check_cards,
    check_communication,
    check_coverage,
    check_fields,
    check_groups,
    check_levels,
    check_meetings,
    check_texts,
    check_upkeep,
)
from actioncards.codec import hints_of
from actioncards.files import MAIN, OPTIONAL, PARTS, TEMPLATES, Files
from actioncards.model import ANY_LEVEL, Plan, Template
from actioncards.nodes import Listing, Node, Table
from actioncards.problems import Findings, PlanInvalid, Problem, Spot
from actioncards.reader import Path as ValuePath
from actioncards.reader import Reader
from actioncards.subject import Subject
from actioncards.website import read_website
from flows.sentences import Sentence
from flows.vocabulary import Medium, NoticeKind, Tier

CHECKS: Final[Sequence[Callable[[Subject], None]]] = (
    check_groups.check,
    check_levels.check,
    check_cards.check,
    check_upkeep.check,
    check_meetings.check,
    check_fields.check,
    check_texts.check,
    check_coverage.check,
    check_communication.check,
)


@dataclass(frozen=True)
class TemplateEntry:
    """A text as the files hold it: the same words for several tiers, media and levels are written once."""

    kind: NoticeKind
    tiers: tuple[Tier, ...]
    media: tuple[Medium, ...]
    text: str
    subject: str | None = None
    levels: tuple[str, ...] = (ANY_LEVEL,)


def load(folder: Path) -> Plan:
    """The plan in `folder`; raises `PlanInvalid` with every problem, and nothing else, when there is any."""
    plan, findings = _read(folder)
    if plan is None or len(findings):
        raise PlanInvalid(findings)
    return plan


def check(folder: Path) -> list[Problem]:
    """Everything that is wrong with the plan in `folder`; empty when `load` would take it."""
    return list(_read(folder)[1])


def _read(folder: Path) -> tuple[Plan | None, Findings]:
    findings = Findings()
    files = Files(folder, findings)
    main = files.node(MAIN)
    if not isinstance(main, Table):
        if main is not None:
            findings.add(main.spot, Sentence("Here must be keys with values, one on each line."))
        return None, findings
    reader = Reader(findings)
    root = _whole(main, files, reader)
    read_website(files, findings)
    hints = {**hints_of(Plan), TEMPLATES: tuple[TemplateEntry, ...]}
    drafted = reader.record(root, Plan, hints, ())
    plan, paths = _expanded(drafted)
    subject = Subject(plan, reader, paths, whole=not len(findings))
    for one in CHECKS:
        one(subject)
    return plan, findings


def _whole(main: Table, files: Files, reader: Reader) -> Table:
    """One table of every file: the main file's keys, a key for each part, and all templates in one list."""
    for name in (*PARTS, *OPTIONAL, TEMPLATES):
        if main.entries.pop(name, None) is not None:
            sentence = Sentence("{key} has a file of its own. Move it there.", key=name)
            reader.findings.add(main.key_spots.pop(name), sentence)
    for name, file in PARTS.items():
        node = files.node(file)
        if node is None:
            reader.mark_unsound((name,))
        _put(main, name, node or Table(Spot(file, 0)))
    for name, file in OPTIONAL.items():
        if files.has(file):
            _put(main, name, files.node(file) or Table(Spot(file, 0)))
    gathered = Listing(Spot(TEMPLATES, 0))
    for file in files.templates():
        node = files.node(file)
        if isinstance(node, Listing):
            gathered.items.extend(node.items)
            continue
        reader.mark_unsound((TEMPLATES,))
        if node is not None:
            reader.findings.add(node.spot, Sentence("Here must be a list: [one, two], or a line with - for each."))
    _put(main, TEMPLATES, gathered)
    files.refuse_others()
    return main


def _put(root: Table, name: str, node: Node) -> None:
    root.entries[name] = node
    root.key_spots[name] = node.spot


def _expanded(drafted: Any) -> tuple[Plan, tuple[ValuePath, ...]]:
    """The plan with a template for each level, tier and medium of its entries, and the place each was written."""
    templates: list[Template] = []
    paths: list[ValuePath] = []
    for number, entry in enumerate(drafted.templates):
        for level, tier, medium in product(entry.levels, entry.tiers, entry.media):
            subject = entry.subject if medium is Medium.EMAIL else None
            templates.append(Template(level, entry.kind, tier, medium, entry.text, subject))
            paths.append((TEMPLATES, number))
    return replace(drafted, templates=tuple(templates)), tuple(paths)
