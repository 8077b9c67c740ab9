"""Calling the duty chief out (F1, F2): how often everyone is called again, and what an SMS that begins with ALARM says."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

LONGEST_PAUSE: Final = 60.0
"""Minutes: however long nobody answers, everyone is called at least once an hour."""
_ALARM: Final = re.compile(r"\W*alarm\b\W*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_DRILL: Final = re.compile(r"\W*(?:øvelse|ovelse|oevelse|exercise)\b\W*(?P<rest>alarm\b.*)", re.IGNORECASE | re.DOTALL)
_LIKE: Final = 0.7
_DANISH: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def pause_after(round_number: int, first: float) -> float:
    """Minutes from round `round_number` (1 is the first) of calling everyone to the next: `first`, then doubling to an hour."""
    return min(max(LONGEST_PAUSE, first), first * 2.0 ** min(round_number - 1, 12))


@dataclass(frozen=True, slots=True)
class Called:
    """A call-out that can be read: the area's key, and what happened in the sender's own words (may be empty)."""

    area: str
    what_happened: str


@dataclass(frozen=True, slots=True)
class AreaUnclear:
    """No area, or not surely which: keys of the nearest ones, most likely first; all of them when none is near."""

    nearest: tuple[str, ...]
    what_happened: str


def without_drill_word(text: str) -> tuple[str, bool]:
    """The text without a leading word that says it is an exercise, as in `ØVELSE ALARM VOLLSMOSE`; and whether it had one (I9)."""
    match = _DRILL.fullmatch(unicodedata.normalize("NFC", text))
    return (match["rest"], True) if match else (text, False)


def is_call_out(text: str) -> bool:
    """Whether an SMS begins with the word ALARM, however it is written."""
    return _ALARM.fullmatch(unicodedata.normalize("NFC", text)) is not None


def read(text: str, names: Mapping[str, Sequence[str]]) -> Called | AreaUnclear:
    """Read `ALARM <area> <what happened>`; `names` are the names of each area, its own first, then its parts'.

    The area may stand anywhere and be written `Korsloekken`; one that is only nearly right is never guessed (hard case 22).
    """
    match = _ALARM.fullmatch(unicodedata.normalize("NFC", text))
    rest = " ".join((match["rest"] if match else text).split())
    spelt = {_folded(name): key for key, all_names in names.items() for name in all_names}
    words = [(m.start(), m.end(), _folded(m.group())) for m in re.finditer(r"\w+", rest)]
    leading = _leading(words, spelt)
    if leading is not None:
        key, end = leading
        return Called(key, rest[end:].lstrip(" ,.:;-"))
    named = _named_anywhere(words, spelt)
    if len(named) == 1:
        return Called(named[0], rest)
    return AreaUnclear(tuple(named) or _nearest(words, spelt) or tuple(names), rest)


def _leading(words: Sequence[tuple[int, int, str]], spelt: Mapping[str, str]) -> tuple[str, int] | None:
    """The longest name at the beginning, and where it ends."""
    for count in range(min(len(words), 4), 0, -1):
        key = spelt.get("".join(word for _, _, word in words[:count]))
        if key is not None:
            return key, words[count - 1][1]
    return None


def _named_anywhere(words: Sequence[tuple[int, int, str]], spelt: Mapping[str, str]) -> list[str]:
    runs = ("".join(word for _, _, word in words[i : i + n]) for i in range(len(words)) for n in range(1, 5))
    return list(dict.fromkeys(spelt[run] for run in runs if run in spelt))


def _nearest(words: Sequence[tuple[int, int, str]], spelt: Mapping[str, str]) -> tuple[str, ...]:
    best: dict[str, float] = {}
    for _, _, word in words[:12]:
        for name, key in spelt.items():
            likeness = SequenceMatcher(None, word, name).ratio()
            if likeness >= _LIKE:
                best[key] = max(best.get(key, 0.0), likeness)
    return tuple(sorted(best, key=lambda key: -best[key]))[:2]


def _folded(text: str) -> str:
    """One spelling of a name: small letters and digits, Danish letters as two."""
    return "".join(c for c in text.casefold().translate(_DANISH) if c.isalnum())
