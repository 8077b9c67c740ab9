"""Rows of one person become one person with several places; rows that contradict each other are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from contacts.columns import BY_KEY
from contacts.person import Person, Place, matching
from contacts.rows import Entry, Problem
from contacts.spelling import folded
from flows.sentences import Sentence

_TEXTS: Final = ("name", "title", "organisation")
_EXACT: Final = ("mobile", "phone", "email", "language")


def merged(entries: Sequence[Entry], headings: Mapping[str, str]) -> tuple[tuple[Person, ...], tuple[Problem, ...]]:
    """One person for each set of rows that are the same person (`matching`), in file order, and what the rows contradict.

    What one row leaves empty another may give; the newest confirmation counts, and one *invented* is enough. A row that
    contradicts an earlier one of its person, or takes a place that is taken, is left out. `headings` are the file's own.
    """
    clusters = matching([entry.person for entry in entries])
    owner = {index: number for number, cluster in enumerate(clusters) for index in cluster}
    builders = [_Builder(headings) for _ in clusters]
    seating = _Seating()
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        builder = builders[owner[index]]
        found = [*builder.contradictions(entry), *seating.collisions(entry, owner[index])]
        problems.extend(found)
        if not found:
            builder.add(entry)
            seating.add(entry, owner[index])
    return tuple(builder.person() for builder in builders if builder.facts), tuple(problems)


@dataclass(slots=True)
class _Builder:
    """One person in the making: each fact with the line that gave it first."""

    headings: Mapping[str, str]
    facts: dict[str, tuple[object, int]] = field(default_factory=dict)
    rows: list[Person] = field(default_factory=list)

    def contradictions(self, entry: Entry) -> list[Problem]:
        if not self.rows:
            return []
        return [self._differ(entry, detail) for detail in (*_TEXTS, *_EXACT) if self._differs(entry.person, detail)]

    def _differs(self, person: Person, detail: str) -> bool:
        """An empty cell contradicts nothing; the way of writing a name does not either."""
        one, other = self.facts.get(detail, (None, 0))[0], getattr(person, detail)
        if not one or not other or one == other:
            return False
        return folded(str(one)) != folded(other) if detail in _TEXTS else str(one).casefold() != other.casefold()

    def _differ(self, entry: Entry, detail: str) -> Problem:
        first = self.facts[detail][1]
        sentence = Sentence(
            "Lines {first} and {line} are the same person but differ in {column}. Correct one of them.",
            first=first,
            line=entry.line,
            column=self.headings.get(detail) or BY_KEY[detail].both,
        )
        return Problem(entry.line, detail, sentence, other_line=first)

    def add(self, entry: Entry) -> None:
        self.rows.append(entry.person)
        for detail in (*_TEXTS, *_EXACT):
            value = getattr(entry.person, detail)
            if value:
                self.facts.setdefault(detail, (value, entry.line))

    def person(self) -> Person:
        first = self.rows[0]
        if len(self.rows) == 1:
            return first if first.language else replace(first, language="da")
        given: dict[str, Any] = {"language": "da"} | {detail: value for detail, (value, _) in self.facts.items()}
        return replace(
            first,
            **given,
            last_confirmed=max((row.last_confirmed for row in self.rows if row.last_confirmed), default=None),
            invented=any(row.invented for row in self.rows),
            places=tuple(dict.fromkeys(place for row in self.rows for place in row.places)),
        )


@dataclass(slots=True)
class _Seating:
    """Who sits where so far: nobody twice in a seat, no two at the same position of it."""

    at: dict[Place, tuple[int, int]] = field(default_factory=dict)
    within: dict[tuple[int, Place], tuple[int, int]] = field(default_factory=dict)

    def collisions(self, entry: Entry, owner: int) -> list[Problem]:
        return [problem for place in entry.person.places if place.seat for problem in self._collision(entry, owner, place)]

    def _collision(self, entry: Entry, owner: int, place: Place) -> list[Problem]:
        other, line = self.at.get(place, (owner, 0))
        if other != owner:
            sentence = Sentence(
                "Lines {first} and {line} put two people at position {position} of the same seat. Correct one of them.",
                first=line,
                line=entry.line,
                position=place.position,
            )
            return [Problem(entry.line, "position", sentence, other_line=line)]
        position, line = self.within.get((owner, _seat(place)), (place.position, 0))
        if position != place.position:
            sentence = Sentence(
                "Lines {first} and {line} put the same person in one seat twice. Delete one of them.", first=line, line=entry.line
            )
            return [Problem(entry.line, "position", sentence, other_line=line)]
        return []

    def add(self, entry: Entry, owner: int) -> None:
        for place in entry.person.places:
            if place.seat:
                self.at.setdefault(place, (owner, entry.line))
                self.within.setdefault((owner, _seat(place)), (place.position, entry.line))


def _seat(place: Place) -> Place:
    return replace(place, position=0)
