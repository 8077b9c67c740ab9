"""The duty roster as the API takes and tells it."""

from datetime import date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from contacts.roster import Rotation
from contacts.roster_changes import MOST_PEOPLE, MOST_WEEKS
from contacts.roster_problems import ProblemKind
from flows.vocabulary import DutyWhy, GapWhy, HandOverState, Layer, SwapState
from service.web.api.models import Content, Moment, Number, Text, Told

_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _a_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("date_parsing", "a date") from None
    return text


def _by_the_clock(told: object) -> object:
    return f"{told:%H:%M}" if isinstance(told, time) else told


_LocalTime = Annotated[str, BeforeValidator(_by_the_clock), Field(pattern=_TIME, description="Local time, kept across clock changes")]
"""As it is entered: JSON schema's own format for a time wants a zone, and this one has none to give."""


class RotationIn(Content):
    """People who take a layer's duty in turn, from `first_day` at `hand_over` by Copenhagen's clock."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"layer": "chief", "people": [1, 2, 3], "first_day": "2026-11-30", "hand_over": "08:00"}]},
    )

    layer: Layer
    people: Annotated[list[Number], Field(min_length=1, max_length=MOST_PEOPLE)]
    first_day: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}), AfterValidator(_a_day)]
    hand_over: _LocalTime
    weeks: Annotated[StrictInt, Field(ge=1, le=MOST_WEEKS)] = 1

    def rotation(self) -> Rotation:
        """The rotation as the work layer takes it."""
        return Rotation(self.layer, tuple(self.people), date.fromisoformat(self.first_day), time.fromisoformat(self.hand_over), self.weeks)


class OverrideIn(Content):
    """Somebody stands in."""

    layer: Layer
    start: Moment
    end: Moment
    person_id: Number
    replaces: Number | None = Field(None, description="Whose duty; needed only when several people have the duty in that time")
    reason: Annotated[Text, Field(max_length=500)] = ""


class AbsenceIn(Content):
    """Somebody cannot be on duty. Why is not asked."""

    person_id: Number
    start: Moment
    end: Moment


class DutyIn(Content):
    """One duty, named by any moment in it."""

    layer: Layer = Layer.CHIEF
    at: Moment


class SwapIn(Content):
    """A proposal: the other, who has `theirs`, must accept."""

    mine: DutyIn
    theirs: DutyIn
    note: Annotated[Text, Field(max_length=500)] = ""


class AnswerIn(Content):
    """Who answers, when another system speaks for them; anybody who may when left out."""

    person_id: Number | None = None


class PersonIn(Content):
    """Who it is."""

    person_id: Number


class PersonOut(Told):
    """Somebody on duty."""

    id: int
    name: str
    mobile: str | None
    phone: str | None


class LayerOut(Told):
    """One layer: who, and why; or why nobody."""

    layer: Layer
    person_id: int | None = Field(description="Null when nobody has the layer's duty")
    name: str | None
    why: DutyWhy | GapWhy
    instead_of: int | None = Field(None, description="Whose duty it would be by rotation")


class OnDutyOut(Told):
    """Who is called as duty chief at `at`, in that order; `by_roster` is false when the alert list's seat stands in."""

    at: datetime
    by_roster: bool
    people: list[PersonOut]
    layers: list[LayerOut]


class ShiftOut(LayerOut):
    """A layer's duty or gap from `start` until `end`."""

    start: datetime
    end: datetime


class ProblemOut(Told):
    """One thing that is wrong with the roster: when, who, and what to do."""

    kind: ProblemKind
    layer: Layer | None
    start: datetime
    end: datetime
    people: list[int]
    what: str
    remedy: str


class SavedOut(Told):
    """What was entered is saved; `problems` is what is wrong with the roster now, eight weeks ahead."""

    id: int
    problems: list[ProblemOut]


class SwapOut(Told):
    """A swap and where it stands."""

    id: int
    state: SwapState
    first_layer: Layer
    first_person: int
    first_start: datetime
    first_end: datetime
    second_layer: Layer
    second_person: int
    second_start: datetime
    second_end: datetime
    note: str
    lapses_at: datetime


class HandOverOut(Told):
    """The duty went to `person_id` at `at`, and how far the hand-over has come."""

    id: int
    person_id: int
    from_person: int | None
    at: datetime
    state: HandOverState


class RotationOut(Told):
    """A rotation that stands."""

    id: int
    layer: Layer
    people: list[int]
    first_day: date
    hand_over: _LocalTime
    weeks: int


class OverrideOut(Told):
    """An override that has not ended."""

    id: int
    layer: Layer
    start: datetime = Field(validation_alias="start_at")
    end: datetime = Field(validation_alias="end_at")
    replaces: int
    person_id: int
    reason: str
    swap_id: int | None


class AbsenceOut(Told):
    """An absence that has not ended."""

    id: int
    person_id: int
    start: datetime = Field(validation_alias="start_at")
    end: datetime = Field(validation_alias="end_at")


class EnteredOut(Told):
    """Everything that decides who is on duty from now on, the swaps that wait for an answer, and the last hand-over."""

    rotations: list[RotationOut]
    overrides: list[OverrideOut]
    absences: list[AbsenceOut]
    open_swaps: list[SwapOut]
    last_hand_over: HandOverOut | None


class CalendarOut(Told):
    """A person's own calendar address."""

    url: str


class DoneOut(Told):
    """It is done."""

    done: bool = True
