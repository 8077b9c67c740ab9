"""What the roster's rules need to know of people, and the words for layers and reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flows.sentences import Sentence
from flows.vocabulary import DutyWhy, GapWhy, Layer


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """A person as the roster sees them: still on the alert list, and with a telephone that can be called or texted."""

    id: int
    name: str
    active: bool = True
    has_phone: bool = True


People = Mapping[int, RosterPerson]

LAYERS: Final[Mapping[str, Sentence]] = {
    Layer.CHIEF: Sentence("duty chief"),
    Layer.SECOND: Sentence("second on duty"),
    Layer.HEAD: Sentence("head of SSP"),
}

WHYS: Final[Mapping[str, Sentence]] = {
    DutyWhy.ROTATION: Sentence("by rotation"),
    DutyWhy.OVERRIDE: Sentence("stands in"),
    DutyWhy.SWAP: Sentence("has swapped"),
    GapWhy.NOT_COVERED: Sentence("no rotation covers it"),
    GapWhy.ABSENT: Sentence("is absent"),
    GapWhy.REMOVED: Sentence("is no longer on the alert list"),
}


def name_of(people: People, person: int | None) -> object:
    """The person's name; words for nobody and for somebody unknown."""
    if person is None:
        return Sentence("nobody")
    known = people.get(person)
    return known.name if known else Sentence("person {number}", number=person)
