"""The groups, seats and areas that a plan allows: what a list is checked against."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from contacts.spelling import folded


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a `key` for machines and a `name` for people; a list may say either, or one of the `aliases`."""

    key: str
    name: str = ""
    aliases: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def label(self) -> str:
        """The name, or the key where it has none."""
        return self.name or self.key


@dataclass(frozen=True, slots=True)
class Group(Named):
    """A group. Without `seats` it is open: all its members are told. With `per_area` it has a list for each area."""

    seats: tuple[Named, ...] = field(default=(), kw_only=True)
    per_area: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Directory:
    """What a plan allows in a list; the caller makes it from the plan."""

    groups: tuple[Group, ...]
    areas: tuple[Named, ...] = ()


class Finder:
    """Finds keys by what people wrote: key or name, whatever the case, spaces and æ/ae."""

    def __init__(self, allowed: Iterable[Named]) -> None:
        self.allowed = tuple(allowed)
        self._by_spelling = {folded(named.key): named for named in self.allowed}
        for named in self.allowed:
            for spelling in filter(folded, (named.name, *named.aliases)):
                self._by_spelling.setdefault(folded(spelling), named)
        self._found: dict[str, Named | None] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """What may be written, for telling people."""
        return tuple(named.label for named in self.allowed)

    def find(self, text: str) -> Named | None:
        """The one that `text` names, or None."""
        if text not in self._found:
            self._found[text] = self._by_spelling.get(folded(text))
        return self._found[text]

    def nearest(self, text: str) -> str | None:
        """The label that `text` is most like, or None when it is like none."""
        close = get_close_matches(folded(text)[:100], list(self._by_spelling), n=1)
        return self._by_spelling[close[0]].label if close else None
