"""An SMS about the roster: `VAGT JA`, `vagt nej`, `DUTY YES`; never confused with an answer to a warning (hard cases 10-12)."""

import re
import unicodedata
from typing import Final

_SHAPE: Final = re.compile(r"(?:vagt|duty) (?:(?P<yes>ja|ja tak|yes|ok)|(?P<no>nej|nej tak|no))")


def read(text: str) -> bool | None:
    """True for yes, False for no, None when the text is not about the roster. Never raises."""
    composed = unicodedata.normalize("NFC", text).casefold()
    match = _SHAPE.fullmatch(" ".join(re.sub(r"[^\w ]+|_", " ", composed).split()))
    return None if match is None else match["yes"] is not None
