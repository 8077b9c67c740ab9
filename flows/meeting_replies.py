"""An SMS read as the answer to an invitation: `1`, `2`, `3`, `A1`, `deltager`, `stedfortræder`, `kan ikke`; never guessed."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from flows.vocabulary import Rsvp


@dataclass(frozen=True, slots=True)
class MeetingAnswer:
    """What was answered; `code` is the incident's letter when it was written."""

    rsvp: Rsvp
    code: str | None = None


_DIGITS: Final = {"1": Rsvp.JOINING, "2": Rsvp.DEPUTY, "3": Rsvp.CANNOT}
_PHRASES: Final = {
    Rsvp.JOINING: (
        "ja",
        "ja tak",
        "deltager",
        "jeg deltager",
        "kommer",
        "jeg kommer",
        "jeg er med",
        "joining",
        "i am joining",
        "coming",
    ),
    Rsvp.DEPUTY: (
        "stedfortræder",
        "stedfortraeder",
        "stedfortræder kommer",
        "min stedfortræder",
        "min stedfortræder kommer",
        "min stedfortræder deltager",
        "deputy",
        "my deputy",
        "deputy comes",
        "my deputy comes",
    ),
    Rsvp.CANNOT: (
        "nej",
        "nej tak",
        "kan ikke",
        "jeg kan ikke",
        "kan desværre ikke",
        "deltager ikke",
        "jeg deltager ikke",
        "no",
        "cannot",
        "i cannot",
    ),
}
_BY_PHRASE: Final = {phrase: rsvp for rsvp, phrases in _PHRASES.items() for phrase in phrases}
_SHAPE: Final = re.compile(r"(?:(?P<code>[a-z]) ?)?(?P<digit>[123])")
_CODE_THEN_WORDS: Final = re.compile(r"([a-hj-z]) (.+)")


def read(text: str) -> MeetingAnswer | None:
    """Read one reply; None for what cannot be read with certainty. Never raises, whatever the text."""
    composed = unicodedata.normalize("NFC", text).casefold()
    tidy = " ".join(re.sub(r"[^\w ]+|_", " ", composed).split())
    if match := _SHAPE.fullmatch(tidy):
        return MeetingAnswer(_DIGITS[match["digit"]], (match["code"] or "").upper() or None)
    if tidy in _BY_PHRASE:
        return MeetingAnswer(_BY_PHRASE[tidy])
    if (coded := _CODE_THEN_WORDS.fullmatch(tidy)) and coded[2] in _BY_PHRASE:
        return MeetingAnswer(_BY_PHRASE[coded[2]], coded[1].upper())
    return None
