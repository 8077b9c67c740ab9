"""What the framework found wrong in a request, in sentences a person can act on (I13)."""

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
_SENTENCES: Final[Mapping[str, Sentence]] = {
    "missing": Sentence("The field is missing. Fill it in."),
    "extra_forbidden": Sentence("There is no such field. Look for a slip of the pen, or leave it out."),
    "string_type": _TEXT,
    "string_unicode": Sentence("The text has characters that cannot be stored. Remove them."),
    "string_too_long": Sentence("The text is too long; at most {max_length} characters are taken."),
    "string_too_short": Sentence("The text is too short; at least {min_length} characters are needed."),
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
    "date_type": Sentence("Write a date, such as 2026-11-20."),
    "date_parsing": Sentence("Write a date, such as 2026-11-20."),
    "date_from_datetime_parsing": Sentence("Write a date, such as 2026-11-20."),
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "moment": _MOMENT,
    "text": Sentence("The text has characters that cannot be stored. Remove them."),
    "attachment": Sentence("An announcement has no attachments. Write what they are to know."),
    "written_by": Sentence("Give the person of the alert list who wrote it: nobody clears their own words."),
    "one_of": Sentence("Give exactly one of: {expected}."),
}


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
    found = _SENTENCES.get(str(one.get("type")), _GENERIC)
    return Sentence(found.text, **{name: str(value) for name, value in (one.get("ctx") or {}).items()})
