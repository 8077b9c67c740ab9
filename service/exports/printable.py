"""Which characters can be printed: what the fonts at hand certainly have, and no mark that upsets the typesetting."""

import re
import unicodedata
from typing import Final

_UNPRINTABLE: Final = re.compile(
    "[^\n"
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f"  # Latin, with every letter of Europe
    "\u0391-\u03a1\u03a3-\u03ce\u0400-\u0481\u048a-\u04ff\u1e00-\u1eff"  # Greek, Cyrillic, Vietnamese
    "\u2010-\u2027\u2030-\u2040\u20a0-\u20bf\u2190-\u22ff\u25a0-\u2606]+"  # dashes, quotes, currencies, arrows, shapes
)
_PLACEHOLDER: Final = "\N{WHITE SQUARE}"


def printable(text: str) -> str:
    """The text with every run of characters that cannot be printed as one white square; line breaks stay, tabs are spaces."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return _UNPRINTABLE.sub(_PLACEHOLDER, composed)
