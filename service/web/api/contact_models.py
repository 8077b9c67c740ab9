"""The alert list as the API takes and tells it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from contacts.comparing import Differences
from contacts.importing import Reading
from contacts.person import Person
from service.domain.language import Speaker
from service.store.tables import PersonRow
from service.web.api.models import Content, Key, Text, Told
from service.work.contacts import ImportResult
from service.work.people import PersonDraft, PlaceDraft

MOST_TOLD = 200
"""Differences and problems that one answer names; all are counted."""


def _day(value: object) -> object:
    if value is not None and not (isinstance(value, str) and len(value) == 10):
        raise PydanticCustomError("date_type", "a date")
    return value


class PlaceIn(Content):
    """A place in a group: keys of the plan."""

    group: Key
    seat: Key | None = None
    position: Annotated[StrictInt, Field(ge=0, le=20, description="0 holds the seat; 1 and up are its deputies in order")] = 0
    area: Key | None = None


_EXAMPLE: dict[str, Any] = {
    "name": "Test Anemone",
    "organisation": "Fyns Politi",
    "mobile": "20 12 34 56",
    "email": "anemone@example.invalid",
    "places": [{"group": "fu", "seat": "politi", "position": 3}],
}


class PersonIn(Content):
    """A person to be warned; at least one of mobile, phone and e-mail."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    name: Annotated[Text, Field(min_length=1, max_length=200)]
    title: Annotated[Text, Field(max_length=200)] = ""
    organisation: Annotated[Text, Field(max_length=200)] = ""
    mobile: Annotated[Text, Field(max_length=40, description="Any way of writing it; Danish unless it has a country code")] | None = None
    phone: Annotated[Text, Field(max_length=40)] | None = None
    email: Annotated[Text, Field(max_length=254)] | None = None
    language: Literal["da", "en"] = "da"
    last_confirmed: Annotated[date, BeforeValidator(_day)] | None = None
    places: Annotated[list[PlaceIn], Field(max_length=50)] = Field(default_factory=list)

    def draft(self) -> PersonDraft:
        """The person as the work layer takes them."""
        facts = {name: str(value or "") for name, value in self.model_dump(exclude={"places"}).items()}
        places = (PlaceDraft(p.group, p.seat or "", str(p.position or ""), p.area or "") for p in self.places)
        return PersonDraft(**facts, places=tuple(places))


class PlaceOut(Told):
    """A place in a group."""

    group: str = Field(validation_alias="group_key")
    seat: str | None = Field(validation_alias="seat_key")
    position: int
    area: str | None = Field(validation_alias="area_key")


class PersonOut(Told):
    """A person on the alert list."""

    id: int
    name: str
    title: str
    organisation: str
    mobile: str | None
    phone: str | None
    email: str | None
    language: str
    last_confirmed: date | None
    invented: bool
    sms_opted_out_at: datetime | None = Field(description="Since when the person has said STOP to SMS")
    places: list[PlaceOut]

    @classmethod
    def of(cls, row: PersonRow) -> Self:
        """The person of a row that was read with its places."""
        return cls.model_validate(row)


class ChangeOut(Told):
    """Someone whom the file changes; `fields` are those that differ."""

    id: int
    name: str
    fields: tuple[str, ...]


class DifferencesOut(Told):
    """What the file would change; at most 200 of each kind are named."""

    added: list[str]
    changed: list[ChangeOut]
    removed: list[str]

    @classmethod
    def of(cls, found: Differences) -> Self:
        """The differences by name."""
        return cls(
            added=_names(found.added),
            changed=[ChangeOut(id=int(c.old.key or 0), name=c.new.name, fields=c.fields) for c in found.changed[:MOST_TOLD]],
            removed=_names(found.removed),
        )


class ListProblemOut(Told):
    """What is wrong in a file: the line as a spreadsheet counts, the column's key, and its heading as the file has it."""

    line: int
    column: str
    heading: str
    detail: str
    allowed: tuple[str, ...]
    nearest: str | None


class ImportOut(Told):
    """What an import did, or would do (`dry_run`)."""

    dry_run: bool
    rows_read: int
    people: int
    added: int
    changed: int
    removed: int
    version: int | None = Field(description="The list's new version; null when nothing changed")
    unread: tuple[str, ...] = Field(description="Headings that are no column of an alert list")
    problems: list[ListProblemOut]
    skipped_lines: tuple[int, ...]
    differences: DifferencesOut | None = Field(description="Only for a dry run")

    @classmethod
    def of(cls, reading: Reading, speaker: Speaker, *, done: ImportResult | None = None, would: Differences | None = None) -> Self:
        """The answer to an import that was done, or to one that was only tried."""
        counts = (done.added, done.changed, done.removed) if done else _counted(would)
        return cls(
            dry_run=done is None,
            rows_read=reading.rows_read,
            people=len(reading.people),
            added=counts[0],
            changed=counts[1],
            removed=counts[2],
            version=done.version if done else None,
            unread=reading.unread,
            problems=problems_of(reading, speaker),
            skipped_lines=reading.bad_lines[:MOST_TOLD],
            differences=DifferencesOut.of(would) if would else None,
        )


def problems_of(reading: Reading, speaker: Speaker) -> list[ListProblemOut]:
    """The first problems of a file in the reader's language."""
    return [
        ListProblemOut(
            line=p.line,
            column=p.column,
            heading=reading.heading(p.column, speaker.language) if p.column else "",
            detail=speaker.say(p.sentence),
            allowed=p.allowed[:50],
            nearest=p.nearest,
        )
        for p in reading.problems[:MOST_TOLD]
    ]


def _counted(found: Differences | None) -> tuple[int, int, int]:
    return (len(found.added), len(found.changed), len(found.removed)) if found else (0, 0, 0)


def _names(people: tuple[Person, ...]) -> list[str]:
    return [person.name for person in people[:MOST_TOLD]]
