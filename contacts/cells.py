"""One cell's text becomes one fact, or `Refused`: dates, languages, yes and no, positions."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

from contacts.columns import PHONES
from contacts.person import HOLDER
from contacts.spelling import folded, tidied
from flows.free_text import checked_text, contains_cpr
from flows.sentences import Refused

LONGEST_TEXT: Final = 200
LAST_POSITION: Final = 20
FIRST_YEAR: Final = 2000

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DANISH: Final = re.compile(r"([0-9]{1,2})[-./ ]{1,2}([0-9]{1,2})[-./ ]{1,2}([0-9]{4})")
_LANGUAGES: Final = {"da": "da", "dk": "da", "dansk": "da", "danish": "da", "en": "en", "engelsk": "en", "english": "en"}
_YES: Final = {"ja": True, "yes": True, "true": True, "sand": True, "x": True, "j": True, "y": True, "1": True}
_NO: Final = {"nej": False, "no": False, "false": False, "falsk": False, "n": False, "0": False, "": False}
_NUMBER: Final = re.compile(r"([0-9]{1,2})\.?")
_DEPUTY: Final = re.compile(r"([0-9]{0,2})(?:stedfortraeder|deputy|suppleant)([0-9]{0,2})")
_NINE_DIGITS: Final = re.compile(r"\d(?:\D{0,3}\d){8}")
_SEPARATORS: Final = str.maketrans("", "", " .()/-\u00a0")


def refuse_cpr(text: str, field: str) -> None:
    """`Refused` for a CPR number, also one with other separators, or without the first nought that a spreadsheet took."""
    if len(text) < 9 or not _NINE_DIGITS.search(text):
        return
    plain = text.strip().translate(_SEPARATORS)
    suspects = [plain, f"0{plain}" if len(plain) == 9 and plain.isdigit() else ""]
    if field not in PHONES:
        # With a country code before it, a telephone number looks like one only when the space between is read as its beginning.
        suspects.append(text)
    if any(map(contains_cpr, suspects)):
        raise Refused("The text holds a CPR number. Remove it: CPR numbers are never stored or sent.", field=field)


@lru_cache(maxsize=4096)
def text_in(text: str, field: str) -> str:
    """Free text on one line, at most `LONGEST_TEXT` characters."""
    return checked_text(tidied(text), field=field, longest=LONGEST_TEXT)


@lru_cache(maxsize=256)
def language_in(text: str, field: str) -> str:
    """`da` or `en`; `da` when nothing is written."""
    language = _LANGUAGES.get(folded(text) or "da")
    if language is None:
        raise Refused("The language must be da (Danish) or en (English).", field=field)
    return language


@lru_cache(maxsize=256)
def yes_in(text: str, field: str) -> bool:
    """Yes or no; no when nothing is written."""
    answer = (_YES | _NO).get(folded(text))
    if answer is None:
        raise Refused("Write yes or no.", field=field)
    return answer


@lru_cache(maxsize=4096)
def day_in(text: str, field: str, today: date | None) -> date | None:
    """A day, written `2026-11-20` or `20-11-2026`; not after `today` where that is given. None when nothing is written."""
    tidy = tidied(text)
    if not tidy:
        return None
    day = _day(tidy)
    if day is None or day.year < FIRST_YEAR:
        raise Refused("That is not a date. Write it as 2026-11-20 or 20-11-2026.", field=field)
    if today and day > today:
        raise Refused("The day is in the future. Write the day on which it was confirmed.", field=field)
    return day


def _day(tidy: str) -> date | None:
    iso, danish = _ISO.fullmatch(tidy), _DANISH.fullmatch(tidy)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(danish[3]), int(danish[2]), int(danish[1])) if danish else None
    except ValueError:
        return None


@lru_cache(maxsize=256)
def position_in(text: str, field: str) -> int:
    """The place in a seat's line: `HOLDER` when nothing is written; a bare *deputy* is the first."""
    tidy, plain = tidied(text), folded(text)
    number, deputy = _NUMBER.fullmatch(tidy), _DEPUTY.fullmatch(plain)
    if not tidy or plain in ("indehaver", "holder"):
        return HOLDER
    if number:
        position = int(number[1])
    elif deputy and not (deputy[1] and deputy[2]):
        position = int(deputy[1] or deputy[2] or 1) or LAST_POSITION + 1
    else:
        raise _no_position(field)
    if position > LAST_POSITION:
        raise _no_position(field)
    return position


def _no_position(field: str) -> Refused:
    return Refused("Write 0 for the seat's holder, 1 for the first deputy, and so on up to {last}.", field=field, last=LAST_POSITION)
