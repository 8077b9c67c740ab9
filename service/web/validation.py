"""What the framework found wrong in a request, in sentences a person can act on (I13)."""

import re
from collections.abc import Mapping
from typing import Any, Final

from fastapi.exceptions import RequestValidationError

from flows.sentences import Sentence
from service.web.problems import FieldError

_NO_FIELD: Final = ("body", "query", "path", "header", "cookie")
_MOST: Final = 20

_GENERIC: Final = Sentence("The value cannot be used here.")
_TEXT: Final = Sentence("Write text here.")
_NUMBER: Final = Sentence("Write a whole number here.")
_MOMENT: Final = Sentence("Write a moment with its time zone, such as 2026-11-20T21:14:00+01:00.")
_DAY: Final = Sentence("Write a date, such as 2026-11-20.")
_EMPTY: Final = Sentence("The field is empty. Fill it in.")
_LONG: Final = Sentence("The text is too long; at most {max_length} characters are taken.")
_SHORT: Final = Sentence("The text is too short; at least {min_length} characters are needed.")
_SENTENCES: Final[Mapping[str, Sentence]] = {
    "missing": Sentence("The field is missing. Fill it in."),
    "extra_forbidden": Sentence("There is no such field. Correct the spelling, or leave it out."),
    "string_type": _TEXT,
    "string_unicode": Sentence("The text has characters that cannot be stored. Remove them."),
    "string_too_long": _LONG,
    "string_too_short": _SHORT,
    "string_pattern_mismatch": Sentence("The text is not of the form that is asked for."),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "int_parsing_size": Sentence("The number is too large."),
    "float_type": Sentence("Write a number here."),
    "float_parsing": Sentence("Write a number here."),
    "finite_number": Sentence("Write a number here."),
    "bool_type": Sentence("Write true or false here."),
    "bool_parsing": Sentence("Write true or false here."),
    "greater_than": Sentence("The number must be more than {gt}."),
    "greater_than_equal": Sentence("The number must be at least {ge}."),
    "less_than": Sentence("The number must be less than {lt}."),
    "less_than_equal": Sentence("The number must be at most {le}."),
    "enum": Sentence("Choose one of: {expected}."),
    "literal_error": Sentence("Choose one of: {expected}."),
    "list_type": Sentence("Write a list here."),
    "too_long": Sentence("There are too many; at most {max_length} are taken."),
    "too_short": Sentence("There are too few; at least {min_length} are needed."),
    "dict_type": Sentence("Write an object here."),
    "model_type": Sentence("Write an object here."),
    "model_attributes_type": Sentence("Send a JSON object with the header 'Content-Type: application/json'."),
    "moment": _MOMENT,
    "year": Sentence("The year must lie between {first} and {last}."),
    "text": Sentence("The text has characters that cannot be stored. Remove them."),
    "attachment": Sentence("An announcement has no attachments. Write what they are to know."),
    "written_by": Sentence("Give the person of the alert list who wrote it: nobody clears their own words."),
    "one_of": Sentence("Give exactly one of: {expected}."),
}
_KINDS: Final[Mapping[str, Sentence]] = {"date_": _DAY, "datetime_": _MOMENT, "timezone_": _MOMENT}
"""The library has many ways for a day or a moment to be wrong."""
_OF_TEXT: Final[Mapping[str, Sentence]] = {"too_long": _LONG, "too_short": _SHORT}
"""Lengths are told by the same words for lists as for text with a check of its own: what was sent decides."""
_FORMS: Final[Mapping[str, Sentence]] = {
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": _DAY,
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": Sentence("Write a time of day, such as 08:00."),
    r"^[0-9a-f]{64}$": Sentence("Send the digest that came with the words: 64 digits and letters from a to f."),
    r"^[\x21-\x7e]+$": Sentence("Write it without spaces, in letters from a to z, digits and signs."),
}
"""What a text is to look like, by the pattern that it did not fit."""


def is_unreadable(error: RequestValidationError) -> bool:
    """Whether the body is no JSON at all."""
    return any(one.get("type") == "json_invalid" for one in error.errors())


def field_errors(error: RequestValidationError) -> list[FieldError]:
    """Each wrong place with its sentence; what was sent is never echoed."""
    return [FieldError(_place(one.get("loc", ())), _sentence(one)) for one in error.errors()[:_MOST]]


def _place(loc: Any) -> str:
    parts = [str(part) for part in loc]
    named = parts[1:] if len(parts) > 1 and parts[0] in _NO_FIELD else parts
    return ".".join(named)[:200].encode("utf-8", "replace").decode()


def _sentence(one: Mapping[str, Any]) -> Sentence:
    context = one.get("ctx") or {}
    found = _found(str(one.get("type")), context, of_text=isinstance(one.get("input"), str))
    return Sentence(found.text, **{name: _told(name, value) for name, value in context.items()})


def _found(kind: str, context: Mapping[str, Any], *, of_text: bool) -> Sentence:
    if context.get("min_length") == 1:
        return _EMPTY if of_text else Sentence("The list is empty. Put at least one in it.")
    if kind == "string_pattern_mismatch" and context.get("pattern") in _FORMS:
        return _FORMS[context["pattern"]]
    by_family = next((sentence for family, sentence in _KINDS.items() if kind.startswith(family)), _GENERIC)
    return (_OF_TEXT.get(kind) if of_text else None) or _SENTENCES.get(kind, by_family)


def _told(name: str, value: Any) -> str:
    """A value as it stands in a sentence; what was expected is written by the library in English: `'a', 'b' or <Kind.C: 'c'>`."""
    if name != "expected":
        return str(value)
    return re.sub(r"<[\w.]+: ('[^']*')>", r"\1", str(value)).replace("' or '", ", ").replace("'", "")
