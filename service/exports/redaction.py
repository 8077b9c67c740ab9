"""A timeline for a request for access to documents (aktindsigt): each line told with what is to be withheld blacked out.

Which law withholds what is decided by whoever handles the request; here is only the marker, and the preview of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from actioncards.labels import Label
from flows.sentences import Sentence
from service.domain.timeline import JSON, Entry, Salted
from service.exports.sentences import Known, actor, describe

BLACK: Final = "\u2588" * 5


class Hidden(StrEnum):
    """What can be withheld."""

    NAMES = "names"
    TEXTS = "texts"
    INSIDE = "inside"


_NAMES: Final = ("asker", "by", "receiver")
_INSIDE_KINDS: Final = ("fact.added",)


@dataclass(frozen=True, slots=True)
class RedactedLine:
    """One entry as it would be handed out; `touched` when something in it is blacked out."""

    seq: int
    at: datetime
    text: Sentence
    who: Sentence
    touched: bool


def redacted(
    entries: Iterable[tuple[Entry, Mapping[str, Salted]]], names: Mapping[str, str | Label], hide: frozenset[Hidden]
) -> tuple[RedactedLine, ...]:
    """The entries, in their order, without what is to be withheld. What has been erased stays erased."""
    shown_names = {key: BLACK if _is_name(key) and Hidden.NAMES in hide else name for key, name in names.items()}
    found = []
    for entry, personal in entries:
        values = {key: salted.value for key, salted in personal.items()}
        black = {key for key in values if _is_hidden(entry.kind, key, hide)}
        shown = {key: _black(value) if key in black else value for key, value in values.items()}
        known = Known(shown_names, shown, tuple(key for key in entry.digests if key not in values))
        text, who = describe(entry.kind, entry.data, known), actor(entry.actor, known)
        found.append(RedactedLine(entry.seq, entry.occurred_at, text, who, BLACK in str(text) or BLACK in str(who)))
    return tuple(found)


def _is_name(key: str) -> bool:
    return key.startswith(("person:", "user:"))


def _is_hidden(kind: str, key: str, hide: frozenset[Hidden]) -> bool:
    if _is_name(key) or key in _NAMES:
        return Hidden.NAMES in hide
    if kind in _INSIDE_KINDS or key.startswith("inside:"):
        return Hidden.INSIDE in hide
    return Hidden.TEXTS in hide


def _black(value: JSON) -> JSON:
    return {**value, "name": BLACK, "organisation": BLACK} if isinstance(value, dict) else BLACK
