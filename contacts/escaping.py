"""Cells that a spreadsheet would run as a formula: made harmless on the way out, restored on the way in.

A cell that begins with `=`, `+`, `-`, `@` or a tab gets an apostrophe before it. One that begins with apostrophes and then such
a character gets one more, so that taking one away always gives back what was there. A telephone number with a country code and
spaces is left as it is: it is text to every spreadsheet.
"""

import re
from typing import Final

_STARTERS: Final = r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]"
_RISKY: Final = re.compile(rf"'*{_STARTERS}")
_ESCAPED: Final = re.compile(rf"'+{_STARTERS}")
_PHONE: Final = re.compile(r"\+[0-9]+(?: [0-9]+)+")


def neutralised(text: str) -> str:
    """The cell as it is written."""
    if not _RISKY.match(text) or _PHONE.fullmatch(text):
        return text
    return "'" + text


def restored(text: str) -> str:
    """The cell as it was before `neutralised`."""
    return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text


def is_formula(text: str) -> bool:
    """Whether the cell, as it stands in a file, is a formula to a spreadsheet."""
    return text.startswith("=")
