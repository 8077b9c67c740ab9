"""No text carries what its tier may not know: the values of higher facts are looked for in what is written (C4, I8)."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from actioncards.communication import Circle
from flows.sentences import Refused
from flows.vocabulary import Tier

SHORTEST: Final = 3
"""A value of fewer characters would be found in words that have nothing to do with it."""
_BLANKS: Final = re.compile(r"\s+")
_SENTENCE_END: Final = re.compile(r"[.!?;\n]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A fact of an incident: what it is called, its value, and the lowest tier that may know it."""

    label: str
    value: str
    tier: Tier


def refuse_higher_facts(circle: Circle, facts: Collection[Known], texts: Mapping[str, str], field: str) -> None:
    """`Refused`, naming where and what, when one of the `texts` (by place) holds a value that is above the audience's tier.

    What a fact of the audience's own tier says too is no secret.
    """
    open_to_all = {_even(fact.value) for fact in facts if fact.tier.rank <= circle.tier.rank}
    for fact in facts:
        if fact.tier.rank <= circle.tier.rank:
            continue
        for place, text in texts.items():
            found = held(text, fact.value, open_to_all)
            if found:
                raise Refused(
                    "The text holds '{value}', which is '{name}' and may not be known by '{audience}'. Write it in other words.",
                    field=f"{field}.{place}",
                    value=found,
                    name=fact.label,
                    audience=circle.label,
                )


def held(text: str, value: str, allowed: Collection[str] = frozenset()) -> str | None:
    """What of `value` stands in `text`, whole or one of its sentences, whatever the case and blanks; None when nothing does."""
    words = _even(text)
    for piece in _pieces(value):
        if piece not in allowed and re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", words):
            return piece
    return None


def _pieces(value: str) -> Iterator[str]:
    for piece in dict.fromkeys((_even(value), *(_even(one) for one in _SENTENCE_END.split(value)))):
        if len(piece) >= SHORTEST:
            yield piece


def _even(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" .!?;,").casefold()
