"""Two versions of a plan side by side: what differs, part by part, in the plan's own names, and word by word (U1)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from actioncards.labels import Label
from actioncards.model import ANY_LEVEL, Plan
from flows.sentences import Sentence
from service.domain import words
from service.domain.plan_words import EVERY_LEVEL, FIELDS, PART_OF, PARTS, TIERS, YES_NO

Name = Sentence | Label | str
_WORDS: Final = re.compile(r"\s+|[^\s]+")
_ADDRESS: Final = ("kind", "level", "tier", "medium")
_PLAIN: Final = ("label", "brief", "title")
"""Where a thing's own name stands; the first that it has is used."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; `changed` says that the other side does not have it there."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One place: where it is, in words, and what stood and stands there; an empty side has nothing."""

    place: str
    where: tuple[Name, ...]
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    said_old: Sentence | None = None
    said_new: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The changes of one part of the plan."""

    key: str
    title: Sentence
    changes: tuple[Change, ...]


def side_by_side(old: Plan, new: Plan) -> tuple[Part, ...]:
    """What differs between two versions, grouped by part; parts without a difference are left out."""
    before, after = _places(old), _places(new)
    found: dict[str, list[Change]] = {key: [] for key in PARTS}
    for place in (*after, *(place for place in before if place not in after)):
        was, now = before.get(place), after.get(place)
        if (was and was[1]) != (now and now[1]):
            where = (now or was or ((), ""))[0]
            found[PART_OF.get(place.partition(".")[0], "plan")].append(_change(place, where, was and was[1], now and now[1]))
    return tuple(Part(key, PARTS[key], tuple(changes)) for key, changes in found.items() if changes)


def pieces(text: str, other: str) -> tuple[Piece, ...]:
    """`text` in runs of words, those marked that `other` does not have in that place."""
    ours, theirs = _WORDS.findall(text), _WORDS.findall(other)
    made: list[Piece] = []
    for what, start, end, _, _ in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if end > start:
            made.append(Piece("".join(ours[start:end]), what != "equal"))
    return tuple(made)


def _change(place: str, where: tuple[Name, ...], old: str | None, new: str | None) -> Change:
    marked_old = pieces(old, new) if old and new else (Piece(old, True),) if old else ()
    marked_new = pieces(new, old) if old and new else (Piece(new, True),) if new else ()
    return Change(place, where, marked_old, marked_new, YES_NO.get(old or ""), YES_NO.get(new or ""))


def _places(plan: Plan) -> dict[str, tuple[tuple[Name, ...], str]]:
    """Every value by its place in the data, with the place in words."""
    data = json.loads(plan.to_json())
    return {place: (where, text) for top, value in data.items() for place, where, text in _flat(plan, (top,), _opening(top), value)}


def _opening(top: str) -> tuple[Name, ...]:
    """The part's heading says where one is; only what a part gathers from several places is named once more."""
    gathered = PART_OF.get(top, "plan") in {"texts", "deadlines"} and top not in {"templates", "deadlines"}
    return (_field(top),) if gathered or top not in PART_OF else ()


def _flat(plan: Plan, path: tuple[str, ...], where: tuple[Name, ...], value: Any) -> Iterator[tuple[str, tuple[Name, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(plan, (*path, key), (*where, *_named(plan, path, key, inner)), inner)
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for number, one in enumerate(value, start=1):
            key = _key_of(one) or str(number)
            yield from _flat(plan, (*path, key), (*where, *_named(plan, path, key, one)), one)
    elif value not in (None, "", []) and (len(path) == 1 or path[-1] != "key"):  # a thing is known to people by its name
        yield ".".join(path), where, _text(value)


def _named(plan: Plan, path: tuple[str, ...], key: str, value: Any) -> tuple[Name, ...]:
    """What the step from `path` to `key` is called; nothing for the frame of a name."""
    if isinstance(value, dict):
        if all(isinstance(value.get(part), str) for part in _ADDRESS):
            return _address(plan, value)
        own = next((value[name] for name in _PLAIN if isinstance(value.get(name), dict)), None)
        if own:
            return (Label(own["da"], own.get("en") or ""),)
        if key in _PLAIN:
            return (_field("label"),) if key != "title" else (_field("title"),)
    if path[-1] == "policies" and key in plan.groups:
        return (plan.groups[key].brief,)
    return (_field(key),)


def _address(plan: Plan, template: dict[str, Any]) -> tuple[Name, ...]:
    level = template["level"]
    named: Name = EVERY_LEVEL if level == ANY_LEVEL else plan.levels[level].label if level in plan.levels else level
    return (
        words.NOTICES.get(template["kind"], template["kind"]),
        named,
        words.MEDIA.get(template["medium"], template["medium"]),
        TIERS.get(template["tier"], template["tier"]),
    )


def _field(key: str) -> Name:
    return FIELDS.get(key, key.replace("_", " "))


def _key_of(one: Any) -> str:
    if isinstance(one, dict):
        if isinstance(one.get("key"), str):
            return str(one["key"])
        if all(isinstance(one.get(part), str) for part in _ADDRESS):
            return " ".join(one[part] for part in _ADDRESS)
    return ""


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value)
