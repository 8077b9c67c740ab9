"""What every part of the API shares: strict content in, plain content out."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.{1,20}")
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2200
LARGEST_ID: Final = 2**63 - 1


class Content(BaseModel):
    """What is sent to us: an unknown field is a slip of the pen and is refused."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What we send: made from rows and records by their attributes."""

    model_config = ConfigDict(from_attributes=True)


def _text(value: object) -> object:
    """Only text that says a moment: a number would be taken for seconds since 1970."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticCustomError("moment", "a moment with its time zone")
    return value


def _in_utc(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        raise PydanticCustomError("year", "a year from {first} to {last}", {"first": _FIRST_YEAR, "last": _LAST_YEAR - 1})
    return moment.astimezone(UTC)


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("date_parsing", "a date") from None
    return text


def _storable(text: str) -> str:
    if _UNSTORABLE.search(text):
        raise PydanticCustomError("text", "text without control characters")
    return text


Moment = Annotated[AwareDatetime, BeforeValidator(_text), AfterValidator(_in_utc)]
"""A moment with its time zone, in UTC once it is read."""
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}), AfterValidator(_day)]
"""A day as text, such as 2026-12-24: a number would be taken for seconds since 1970."""
Key = Annotated[str, Field(max_length=80), AfterValidator(_storable)]
"""The key of something in the plan."""
Text = Annotated[str, AfterValidator(_storable)]
Number = Annotated[StrictInt, Field(ge=1, le=LARGEST_ID)]
"""An id in a body."""
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
"""An id in an address."""


class FieldErrorModel(BaseModel):
    """What is wrong in one place."""

    field: str
    detail: str


class ProblemModel(BaseModel):
    """RFC 9457: a request that was not done, and why."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["The content is not right"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["The plan has no area 'atlantis'. Choose one of: vollsmose, ..."])
    instance: str = Field(examples=["/api/v1/incidents"])
    errors: list[FieldErrorModel] | None = None


_PROBLEM_CONTENT: Final[dict[str, Any]] = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_MEANINGS: Final = {
    400: "The request cannot be read",
    401: "No API key, or one that does not count",
    403: "The API key lacks the scope",
    404: "There is no such thing",
    405: "Not at this address",
    409: "Not possible as things stand",
    410: "No longer available",
    413: "Too large",
    415: "Wrong kind of content",
    422: "The content is not right; `errors` names the fields",
    429: "Too many requests",
    503: "The service cannot answer just now",
}
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": meaning, "content": _PROBLEM_CONTENT} for status, meaning in _MEANINGS.items()
}
"""What any request may be answered with when it is not done."""
