"""How people spell: one tidy form to store, one folded form to recognise by."""

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_UNWRITABLE: Final = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_DANISH: Final = {ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"}
_NOT_A_LETTER: Final = re.compile(r"[^\w]+|_")


def tidied(text: str) -> str:
    """The text as it is stored: composed letters, single spaces, none around it.

    Marks that nobody sees (a byte-order mark, the direction marks that mail programs put around numbers) and code points
    that no file may hold are left out.
    """
    if text.isascii():
        return " ".join(text.split())
    seen = _UNWRITABLE.sub("", _INVISIBLE.sub("", text))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def folded(text: str) -> str:
    """The text as it is recognised: no case, no spaces, no punctuation, and `æ`, `ø`, `å` as `ae`, `oe`, `aa`."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    return _NOT_A_LETTER.sub("", plain.translate(_DANISH))


LETTERS: Final = {
    "æ": "ae",
    "ä": "ae",
    "ø": "oe",
    "ö": "oe",
    "å": "aa",
    "é": "e",
    "è": "e",
    "ê": "e",
    "ë": "e",
    "á": "a",
    "ü": "u",
    "ñ": "n",
}
"""Letters beside a to z in names, and how somebody without them writes them; a search in the database replaces the same ones."""
CARELESS: Final = {"aa": "a", "ae": "a", "oe": "o"}
"""What is left of the Danish letters when only the plain one is typed: `Soren` for `Søren`."""


def searched(word: str) -> str:
    """A word as it is looked for: no case, and the letters beside a to z as somebody without them writes them."""
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("", word)).lower()
    return "".join(LETTERS.get(letter, letter) for letter in plain)


def careless(word: str) -> str:
    """What `searched` gave, with one plain letter for each Danish one."""
    for two, one in CARELESS.items():
        word = word.replace(two, one)
    return word
