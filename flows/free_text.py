"""What no free text may hold: CPR numbers and control characters (C3, C4, I8)."""

import re
from datetime import date

from flows.sentences import Refused

_CPR = re.compile(r"(?<![\d+])(\d{2})(\d{2})(\d{2})[ \u00a0]?[-\u2010-\u2015\u2212]?[ \u00a0]?(\d{4})(?!\d)")
_FOREIGN_CODE = re.compile(r"\+(?!45)\d{1,3}[ -]$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BLANK = "".join(map(chr, (n for n in range(0x3001) if chr(n).isspace()))) + "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def contains_cpr(text: str) -> bool:
    """True when `text` holds a CPR number: `ddmmyy` of a real date and four digits, with a dash, a space or nothing between."""
    return any(map(_is_cpr, _CPR.finditer(text)))


def without_cpr(text: str) -> str:
    """The text with every CPR number struck out: for what cannot be sent back to its writer."""
    return _CPR.sub(lambda match: "######-####" if _is_cpr(match) else match[0], text)


def _is_cpr(match: re.Match[str]) -> bool:
    """Ten digits that begin with a real date, unless they are a foreign telephone number with its code in front."""
    return _is_real_date(*match.group(1, 2, 3)) and not _FOREIGN_CODE.search(match.string, max(0, match.start() - 5), match.start())


def _is_real_date(day: str, month: str, year: str) -> bool:
    """A CPR's century is coded in its last digits; 29 February must exist in one of the two the code can mean."""
    for century in (1900, 2000):
        try:
            date(century + int(year), int(month), int(day))
        except ValueError:
            continue
        return True
    return False


def checked_text(text: str, *, field: str, longest: int = 2000) -> str:
    """The text without blanks around it, also those that nobody sees.

    `Refused`, naming `field`, for a CPR number, a control character, or more than `longest` characters.
    """
    if _CONTROL.search(text):
        raise Refused("The text has a control character. Remove it and send again.", field=field)
    if len(text) > longest:
        raise Refused("The text is {length} characters long; at most {longest} are taken.", field=field, length=len(text), longest=longest)
    if contains_cpr(text):
        raise Refused("The text holds a CPR number. Remove it: CPR numbers are never stored or sent.", field=field)
    return text.strip(_BLANK)
