"""Announcements as the API takes and tells them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from flows.vocabulary import AnnouncementState, Tier
from service.web.api.models import Content, Key, Moment, Number, Text, Told
from service.work.announcements import LONGEST_INSIDE, LONGEST_TEXT, Draft, Part

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Of the words that were shown: what exactly is decided on")]
Named = Annotated[str, BeforeValidator(str)]
"""A label of the plan, in Danish."""


class PartIn(Content):
    """The words to one audience (`GET /api/v1/incidents/{id}/announcements/starters` has some to begin with)."""

    audience: Key
    text: Annotated[Text, Field(max_length=LONGEST_TEXT)]
    correction: Annotated[Text, Field(max_length=LONGEST_TEXT, description="Takes the text back, should it be wrong; cleared with it")]
    inside: Annotated[Text, Field(max_length=LONGEST_INSIDE, description="May not be passed on (F11)")] = ""


class DraftIn(Content):
    """A text in parts, one an audience, strategic tier before civil (F10)."""

    parts: Annotated[list[PartIn], Field(max_length=20)]
    area: Key | None = Field(None, description="The incident's when left out")
    written_by: Number = Field(description="The person of the alert list who wrote it: they may not clear it")
    attachments: Annotated[list[Any], Field(max_length=100)] | None = Field(None, description="None can be sent")

    @field_validator("attachments")
    @classmethod
    def _none(cls, value: list[Any] | None) -> list[Any] | None:
        if value:
            raise PydanticCustomError("attachment", "an announcement has no attachments")
        return value

    def draft(self) -> Draft:
        """The draft as the work layer takes it."""
        return Draft(tuple(Part(p.audience, p.text, p.correction, p.inside) for p in self.parts), self.area)


class EditIn(DraftIn):
    """The text anew, and which words it was written from."""

    digest: Digest | None = Field(None, description="Of the words that were read before: refused when they have been changed since")


class ClearanceIn(Content):
    """A member's decision on exactly the words of `digest`; `cleared` false sends it back, with why in `note`."""

    person_id: Number
    digest: Digest
    cleared: bool = True
    note: Annotated[Text, Field(max_length=500)] = ""


class ReleaseIn(Content):
    """When it is to go out; now when left out."""

    at: Moment | None = None


class StopIn(Content):
    """Why."""

    reason: Annotated[Text, Field(max_length=500)] = ""


class HoldIn(Content):
    """A person of a seat that may, and whether everything outward is to be held back (F9)."""

    person_id: Number
    held: bool


class SizeOut(Told):
    """How a text message is sent; `forced_by` are the characters that make it longer."""

    encoding: str
    units: int
    parts: int
    forced_by: list[str]


class WordsOut(Told):
    """What goes on one channel (of a line: in one language), to the letter; `plainly` has plain characters instead."""

    medium: str
    subject: str | None
    text: str
    size: SizeOut | None
    plainly: str | None


class ReachOut(Told):
    """How many messages were written, have or may have arrived, and failed or were taken back."""

    written: int
    told: int
    ended: int


class PartOut(Told):
    """One audience's part."""

    audience: str
    label: Named
    tier: Tier
    step: int = Field(description="The order of the release (F10), from 0")
    text: str
    inside: str
    correction: str
    words: list[WordsOut]
    correction_words: list[WordsOut]
    recipients: int
    released_at: datetime | None
    reach: ReachOut | None
    corrected: ReachOut | None


class DecisionOut(Told):
    """One member's decision; void when the words were changed after it."""

    person_id: int
    name: str
    seat: str
    cleared: bool
    at: datetime
    voided_at: datetime | None


class AnnouncementOut(Told):
    """One announcement; `needed` different people must clear exactly the words of `digest`."""

    id: int
    incident_id: int
    kind: str
    state: AnnouncementState
    area: str
    digest: str
    writers: list[int]
    parts: list[PartOut]
    needed: int
    decisions: list[DecisionOut]
    drafted_at: datetime
    submitted_at: datetime | None
    fallback_at: datetime | None = Field(description="Since when the plan's fallback may clear it too")
    cleared_at: datetime | None
    cleared_until: datetime | None
    scheduled_at: datetime | None
    released_at: datetime | None
    ended_at: datetime | None
    note: str
    held: bool
    report: int | None = Field(None, description="The situation report whose words it says; they are not edited")
    level_changed: bool = Field(description="Whether the level was changed after the words were written: see that they still fit")


class SuggestionOut(Told):
    """What one audience could be told first."""

    audience: str
    label: Named
    tier: Tier
    after: list[Named]
    inside: bool
    text: str
    inside_text: str
    correction: str
    recipients: int


class HoldOut(Told):
    """Whether everything outward is held back, and since when."""

    held: bool
    since: datetime | None
