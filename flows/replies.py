"""What a person wrote back: read as people write, never guessed (hard cases 10-12).

`1`, ` 2 `, `ja`, `JA tak`, `Forstaaet`, `A1`, `b 2 10 min` are answers. Words that belong to the provider (STOP, YES, CANCEL, END, START)
never are. What cannot be read is asked back.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from flows.vocabulary import AnswerKind

OPT_OUT_WORDS: Final = frozenset({"STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"})
OPT_IN_WORDS: Final = frozenset({"START", "UNSTOP", "YES"})
HELP_WORDS: Final = frozenset({"HELP", "INFO"})

LONGEST_MINUTES: Final = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `code` is the incident's letter when it was written, `minutes` go with *on my way*."""

    kind: AnswerKind
    code: str | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    """The sender's own word to the provider: no more SMS."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """The sender's own word to the provider: SMS again."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not an answer that can be read with certainty."""


Reply = Answer | OptOut | OptIn | Unclear

_DIGITS: Final = {"1": AnswerKind.SEEN, "2": AnswerKind.ON_MY_WAY, "3": AnswerKind.CANNOT}
_PHRASES: Final = {
    AnswerKind.SEEN: (
        "ja",
        "ja tak",
        "ok",
        "okay",
        "set",
        "jeg har set det",
        "modtaget",
        "forstaaet",
        "forstået",
        "seen",
        "received",
        "understood",
    ),
    AnswerKind.ON_MY_WAY: ("på vej", "paa vej", "jeg er på vej", "jeg er paa vej", "kommer", "jeg kommer", "on my way", "coming"),
    AnswerKind.CANNOT: ("nej", "nej tak", "kan ikke", "jeg kan ikke", "kan desværre ikke", "no", "cannot", "i cannot", "can not"),
}
_BY_PHRASE: Final = {phrase: kind for kind, phrases in _PHRASES.items() for phrase in phrases}
_SHAPE: Final = re.compile(
    r"(?:(?P<code>[a-z]) ?(?=[123](?:$| )))?(?P<what>[123]|[^\d]+?)(?: (?P<minutes>\d{1,3}) ?(?:m|min|minutter|minutes)?)?"
)
_CODE_THEN_WORDS: Final = re.compile(r"([a-z]) (.+)")


def read(text: str) -> Reply:
    """Read one reply. Never raises, whatever the text."""
    tidy = _tidy(text)
    if tidy.upper() in OPT_OUT_WORDS:
        return OptOut()
    if tidy.upper() in OPT_IN_WORDS:
        return OptIn()
    if tidy.upper() in HELP_WORDS:
        return Unclear()
    return _answer(tidy, None)


def is_the_providers(text: str) -> bool:
    """Whether it is a word that the provider answers itself: STOP, START, HELP and their like."""
    return _tidy(text).upper() in OPT_OUT_WORDS | OPT_IN_WORDS | HELP_WORDS


def _answer(tidy: str, code: str | None) -> Reply:
    match = _SHAPE.fullmatch(tidy)
    kind = _kind(match["what"]) if match else None
    if match and kind:
        return _checked(kind, (match["code"] or code or "").upper() or None, match["minutes"])
    with_code = _CODE_THEN_WORDS.fullmatch(tidy)
    if code is None and with_code and with_code[1] != "i":
        return _answer(with_code[2], with_code[1])
    return Unclear()


def _kind(what: str) -> AnswerKind | None:
    return _DIGITS.get(what) or _BY_PHRASE.get(what.strip())


def _checked(kind: AnswerKind, code: str | None, minutes: str | None) -> Reply:
    if minutes is None:
        return Answer(kind, code)
    if kind != AnswerKind.ON_MY_WAY or not 0 < int(minutes) <= LONGEST_MINUTES:
        return Unclear()
    return Answer(kind, code, int(minutes))


def _tidy(text: str) -> str:
    """Lower case, composed letters, single spaces, no punctuation around or inside the words."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return " ".join(re.sub(r"[^\w ]+|_", " ", composed).split())
