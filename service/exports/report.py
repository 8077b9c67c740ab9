"""What an exported timeline is made from: plain facts, gathered by the work layer from the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.meeting import ANSWERED
from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, IncidentState, Medium, Mode, NoticeKind, Rsvp
from service.domain.timeline import Entry, Head, Salted
from service.exports.sentences import Known


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A level and since when it stood; `label` is what the plan calls it."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Warned:
    """One person's message: who was told when and by what, how far it came, and what they answered when.

    `place` is the seat or group they were told as. A time that is None did not happen, or is not known.
    """

    person: str
    organisation: str
    place: str
    medium: Medium
    notice: NoticeKind
    state: DeliveryState
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    delivered_at: datetime | None = None
    answered_at: datetime | None = None
    answer: AnswerKind | Rsvp | None = None
    minutes: int | None = None
    via: AnswerVia | None = None

    @property
    def asked(self) -> bool:
        """Whether an answer was waited for: the notice asks for one, and the message was not taken back or left unsent."""
        return self.notice in ANSWERED and self.state not in (DeliveryState.QUEUED, DeliveryState.DROPPED)


@dataclass(frozen=True, slots=True)
class Incident:
    """What stands over the timeline; the labels are the plan's own words."""

    id: int
    code: str
    mode: Mode
    state: IncidentState
    area: str
    cause: str
    plan_title: str
    plan_version: str
    plan_fingerprint: str
    list_version: str
    reported_at: datetime
    alerted_at: datetime | None
    called_off_at: datetime | None
    exported_at: datetime
    exported_by: str
    levels: tuple[LevelChange, ...] = ()


def names_in(personal: Iterable[Mapping[str, Salted]]) -> dict[str, str]:
    """The names of people that stand in entries' personal values, by their keys (`"person:91"`); the latest one counts."""
    found: dict[str, str] = {}
    for values in personal:
        for key, salted in values.items():
            name = salted.value.get("name") if isinstance(salted.value, dict) else None
            if isinstance(name, str):
                found[key] = name
    return found


@dataclass(frozen=True, slots=True)
class TimelineReport:
    """An incident's timeline, ready to be written out.

    `personal` holds what has not been erased, by the entry's seq and the value's key. `names` says what ids are called
    (see `Known`). `facts` are the incident's facts that may be said to anyone, by heading, in the plan's language. `photos` are
    the lines' photos as JPEG by seq: whole for a file that proves them, small for one that shows them, none for one that does neither.
    """

    incident: Incident
    entries: tuple[Entry, ...]
    personal: Mapping[int, Mapping[str, Salted]]
    head: Head
    warned: tuple[Warned, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[int, bytes] = field(default_factory=dict)

    def all_names(self) -> dict[str, str]:
        """`names`, and for people it does not know what the timeline itself calls them."""
        return {**names_in(self.personal.values()), **self.names}

    def known(self, entry: Entry, names: Mapping[str, str]) -> Known:
        """What the sentence of `entry` may draw on; `names` are `all_names`, gathered once for the whole report."""
        values = self.personal.get(entry.seq, {})
        return Known(
            names=names,
            personal={key: salted.value for key, salted in values.items()},
            erased=tuple(key for key in entry.digests if key not in values),
        )
