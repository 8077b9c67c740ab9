"""Nodes to records, led by the records' type hints. Notes every wrong type and unknown key and reads on."""

import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from actioncards.codec import NoneType, enum_words, hints_of, required_of, without_none
from actioncards.model import Label
from actioncards.nodes import CPR, Listing, Node, Scalar, Table
from actioncards.problems import Findings, Spot, shown
from actioncards.sms import normalised
from flows.free_text import contains_cpr
from flows.sentences import Sentence

Path = tuple[str | int, ...]

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WRITTEN: Final[Mapping[Any, tuple[re.Pattern[str], Callable[[str], Any], Sentence]]] = MappingProxyType(
    {
        int: (re.compile(r"-?[0-9]{1,7}"), int, Sentence("{value} is not a whole number.")),
        Decimal: (re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?"), Decimal, Sentence("{value} is not a number such as 44.8, with a point.")),
        date: (re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"), date.fromisoformat, Sentence("{value} is not a date such as 2026-11-22.")),
        time: (re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"), time.fromisoformat, Sentence("{value} is not a time of day such as 08:00.")),
    }
)
"""What is written in one word: how it looks, how it is read, and what is said when it is not so."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LEAST: Final = MappingProxyType({date: date.min, time: time(0)})
_LONGEST: Final = 4000
_NAMED_BY: Final = ("key", "name")


class Reader:
    """Reads records from nodes; `spot_of` then tells where a value was written, `is_sound` whether it is well read."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._spots: dict[Path, Spot] = {}
        self._unsound: set[Path] = set()

    def spot_of(self, path: Path) -> Spot:
        """Where the value at `path` was written, or the nearest thing above it."""
        while path and path not in self._spots:
            path = path[:-1]
        return self._spots.get(path, Spot(".", 0))

    def is_sound(self, path: Path) -> bool:
        """True when nothing at or above `path` was found wrong while reading."""
        return not any(path[:length] in self._unsound for length in range(len(path) + 1))

    def is_whole(self, path: Path) -> bool:
        """True when nothing at, above or below `path` was found wrong while reading."""
        return self.is_sound(path) and not any(bad[: len(path)] == path for bad in self._unsound)

    def mark_unsound(self, path: Path) -> None:
        """The value at `path` could not be read; why has been noted."""
        self._unsound.add(path)

    def wrong(self, path: Path, spot: Spot, sentence: Sentence, **more: Any) -> None:
        """Note a problem and mark the value at `path` as not to be judged further."""
        self._unsound.add(path)
        self.findings.add(spot, sentence, **more)

    def read(self, node: Node, kind: Any, path: Path) -> Any:
        """The value of type `kind` at `node`; a wrong one is noted, and a stand-in of the type comes back."""
        self._spots.setdefault(path, node.spot)
        kind = without_none(kind)
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if kind is Label and isinstance(node, Scalar):
            return Label(self._text(node, path))
        if is_dataclass(kind):
            return self.record(node, kind, hints_of(kind), path)
        if origin is Mapping:
            return self._mapping(node, arguments, path)
        if origin is tuple:
            return self._tuple(node, arguments[0], path)
        return self._value(node, kind, path)

    def record(self, node: Node, kind: Any, hints: Mapping[str, Any], path: Path, *, key: str | None = None) -> Any:
        """A record of `kind` with its fields as in `hints`; `key` is its name when it stands under one."""
        named_by = next((name for name in _NAMED_BY if key is not None and name in hints), None)
        written = {name: hint for name, hint in hints.items() if name != named_by}
        values: dict[str, Any] = {named_by: key} if named_by else {}
        if not isinstance(node, Table):
            self._not_a(node, path, Sentence("Here must be keys with values, one on each line."), written)
            return stand_in(kind, hints, values)
        self._unknown_keys(node, written, path)
        for name, hint in written.items():
            if name in node.entries:
                self._spots[(*path, name)] = node.key_spots[name]
                values[name] = self.read(node.entries[name], hint, (*path, name))
            elif name in required_of(kind):
                self.wrong((*path, name), node.spot, Sentence("{key} is missing here.", key=shown(name)))
        return stand_in(kind, hints, values)

    def _unknown_keys(self, node: Table, known: Mapping[str, Any], path: Path) -> None:
        for name, spot in node.key_spots.items():
            if name not in known:
                sentence = Sentence("{key} is not a key here.", key=shown(name))
                self.wrong((*path, name), spot, sentence, allowed=sorted(known), instead_of=name)

    def _mapping(self, node: Node, arguments: tuple[Any, ...], path: Path) -> Any:
        return MappingProxyType(dict(self._entries(node, arguments[0], arguments[1], path)))

    def _entries(self, node: Node, key_kind: Any, kind: Any, path: Path) -> list[tuple[Any, Any]]:
        if not isinstance(node, Table):
            self._not_a(node, path, Sentence("Here must be keys with values, one on each line."))
            return []
        entries = []
        for name, item in node.entries.items():
            inner: Path = (*path, name)
            self._spots[inner] = node.key_spots[name]
            key = self._key(name, key_kind, inner)
            if is_dataclass(kind) and kind is not Label:
                entries.append((key, self.record(item, kind, hints_of(kind), inner, key=name)))
            else:
                entries.append((key, self.read(item, kind, inner)))
        return [(key, value) for key, value in entries if key is not None]

    def _key(self, name: str, kind: Any, path: Path) -> Any:
        if isinstance(kind, type) and issubclass(kind, Enum):
            words = enum_words(kind)
            if name not in words:
                sentence = Sentence("{key} is not a key here.", key=shown(name))
                self.wrong(path, self.spot_of(path), sentence, allowed=words, instead_of=name)
            return words.get(name)
        if not _SLUG.fullmatch(name):
            sentence = Sentence("{key} cannot be a key: use small letters a-z, digits and _, beginning with a letter.", key=shown(name))
            self.wrong(path, self.spot_of(path), sentence)
        return name

    def _tuple(self, node: Node, kind: Any, path: Path) -> tuple[Any, ...]:
        if is_dataclass(kind) and any(name in hints_of(kind) for name in _NAMED_BY):
            return tuple(value for _, value in self._entries(node, str, kind, path))
        if not isinstance(node, Listing):
            self._not_a(node, path, Sentence("Here must be a list: [one, two], or a line with - for each."))
            return ()
        return tuple(self.read(item, kind, (*path, index)) for index, item in enumerate(node.items))

    def _value(self, node: Node, kind: Any, path: Path) -> Any:
        if not isinstance(node, Scalar):
            self._not_a(node, path, Sentence("Here must be one value, not a list or keys."))
            return stand_in(kind)
        if kind is str:
            return self._text(node, path)
        return self._word(node, kind, path)

    def _word(self, node: Scalar, kind: Any, path: Path) -> Any:
        if kind in _WRITTEN:
            return self._written(node, kind, path)
        words = {"true": True, "false": False} if kind is bool else enum_words(kind)
        if node.text not in words:
            sentence = Sentence("{value} is not possible here.", value=shown(node.text))
            self.wrong(path, node.spot, sentence, allowed=words, instead_of=node.text)
            return stand_in(kind)
        return words[node.text]

    def _written(self, node: Scalar, kind: Any, path: Path) -> Any:
        pattern, read, sentence = _WRITTEN[kind]
        if pattern.fullmatch(node.text):
            try:
                return read(node.text)
            except ValueError:
                pass  # 2026-02-30: told below
        self.wrong(path, node.spot, Sentence(sentence.text, value=shown(node.text)))
        return stand_in(kind)

    def _text(self, node: Scalar, path: Path) -> str:
        text = normalised(node.text).strip("\n")
        if not text.strip():
            self.wrong(path, node.spot, Sentence("The text is empty."))
        elif _CONTROL.search(text):
            self.wrong(path, node.spot, Sentence("The text has a control character. Remove it."))
        elif len(text) > _LONGEST:
            sentence = Sentence("The text is {length} characters long; at most {longest} are taken.", length=len(text), longest=_LONGEST)
            self.wrong(path, node.spot, sentence)
        elif contains_cpr(text) and not self.findings.has(node.spot.file, CPR):
            self.wrong(path, node.spot, CPR)
        return text

    def _not_a(self, node: Node, path: Path, sentence: Sentence, allowed: Mapping[str, Any] | None = None) -> None:
        self.wrong(path, node.spot, sentence, allowed=sorted(allowed or ()))


def stand_in(kind: Any, hints: Mapping[str, Any] | None = None, values: dict[str, Any] | None = None) -> Any:
    """A value of type `kind`: the record of `values`, with the least of each type where a required one is missing."""
    if kind is NoneType:
        return None
    if is_dataclass(kind):
        missing = required_of(kind) - set(values or {})
        known = hints or hints_of(kind)
        assert isinstance(kind, type)
        return kind(**{name: stand_in(known[name]) for name in missing}, **(values or {}))
    if typing.get_origin(kind) is Mapping:
        return MappingProxyType({})
    if typing.get_origin(kind) is tuple:
        return ()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return _LEAST.get(kind) or without_none(kind)()
