"""YAML text to nodes that know their line.

Read from the parser's events, so that no input can nest or expand without end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from actioncards.problems import Findings, Spot, shown
from flows.free_text import contains_cpr
from flows.sentences import Sentence

DEEPEST: Final = 12
MOST_NODES: Final = 20_000
CPR: Final = Sentence("There is a CPR number here. Remove it: a plan never holds one.")

_PARSER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Scalar:
    """One written value; `quoted` when it stood in quotes or as a block."""

    spot: Spot
    text: str
    quoted: bool = False


@dataclass(frozen=True)
class Listing:
    """A YAML sequence."""

    spot: Spot
    items: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """A YAML mapping; keys in the order they are written, each once."""

    spot: Spot
    entries: dict[str, "Node"] = field(default_factory=dict)
    key_spots: dict[str, Spot] = field(default_factory=dict)


Node = Scalar | Listing | Table


class _Stop(Exception):
    """The rest of the file cannot be read; why has been noted."""


def nodes(text: str, file: str, findings: Findings) -> Node | None:
    """The one document in `text`, or None with the reason in `findings`. CPR numbers are found wherever they stand."""
    for number, line in enumerate(text.splitlines(), start=1):
        if contains_cpr(line):
            findings.add(Spot(file, number), CPR)
    try:
        return _Builder(file, findings).document(yaml.parse(text, Loader=_PARSER))
    except _Stop:
        return None
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        _broken(findings, Spot(file, mark.line + 1 if mark else 0), wrong.problem or "")
    except yaml.YAMLError as wrong:
        before = text[: getattr(wrong, "position", None) or 0]
        _broken(findings, Spot(file, before.count("\n") + 1), getattr(wrong, "reason", None) or "")
    return None


def _broken(findings: Findings, spot: Spot, reason: str) -> None:
    findings.add(
        spot,
        Sentence(
            "This cannot be read as YAML ({reason}). Look at the line for a missing quote, colon or indentation.",
            reason=reason,
        ),
    )


class _Builder:
    def __init__(self, file: str, findings: Findings) -> None:
        self._file = file
        self._findings = findings
        self._made = 0

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._stop(event, Sentence("The file holds more than one YAML document. Keep one."))
                root = self._node(next(events), events, 0)
                next(events)
        if root is None or (isinstance(root, Scalar) and not root.text and not root.quoted):
            self._findings.add(Spot(self._file, 0), Sentence("The file is empty."))
            return None
        return root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        self._made += 1
        if self._made > MOST_NODES:
            self._stop(event, Sentence("The file holds more than {most} values.", most=MOST_NODES))
        if depth > DEEPEST:
            self._stop(event, Sentence("The file is nested deeper than {deepest} levels.", deepest=DEEPEST))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._stop(event, Sentence("Anchors and aliases (& and *) are not used in a plan. Write the value out."))
        if getattr(event, "tag", None):
            self._stop(event, Sentence("Tags (!) are not used in a plan. Write the value without."))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._listing(event, events, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(event, events, depth)
        assert isinstance(event, yaml.ScalarEvent)
        return Scalar(self._spot(event), event.value, event.style is not None and event.style != "")

    def _listing(self, start: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Listing:
        made = Listing(self._spot(start))
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            made.items.append(self._node(event, events, depth + 1))
        return made

    def _table(self, start: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Table:
        made = Table(self._spot(start))
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            self._enter(made, key, value)
        return made

    def _enter(self, made: Table, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self._findings.add(key.spot, Sentence("A key must be one word."))
        elif key.text in made.entries:
            self._findings.add(
                key.spot,
                Sentence(
                    "{key} is written twice; the first time is in line {line}. Keep one of them.",
                    key=shown(key.text),
                    line=made.key_spots[key.text].line,
                ),
            )
        else:
            made.entries[key.text] = value
            made.key_spots[key.text] = key.spot

    def _spot(self, event: yaml.Event) -> Spot:
        return Spot(self._file, event.start_mark.line + 1 if event.start_mark else 0)

    def _stop(self, event: yaml.Event, sentence: Sentence) -> None:
        self._findings.add(self._spot(event), sentence)
        raise _Stop
