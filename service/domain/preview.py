"""What an alarm would do, before anyone confirms it."""

from dataclasses import dataclass

from actioncards.sms import SmsSize
from flows.vocabulary import Medium, Tier


@dataclass(frozen=True, slots=True)
class PreviewPerson:
    """Someone of a seat or an open group; `media` are those that can be used now, empty when nothing can."""

    id: int
    name: str
    organisation: str
    media: tuple[Medium, ...]


@dataclass(frozen=True, slots=True)
class PreviewSeat:
    """A seat and its people, holder first; nobody in it means that the alert list has a hole."""

    key: str
    label: str
    people: tuple[PreviewPerson, ...]

    @property
    def reachable(self) -> bool:
        """Whether anybody of the seat can be told."""
        return any(p.media for p in self.people)


@dataclass(frozen=True, slots=True)
class PreviewGroup:
    """A group of the audience. `step` is `at_once`, `by_task` (another seat warns it, F3) or `after_clearance` (C1).

    `members` counts an open group's people; `unreachable` names those of them (at most 50) whom no medium reaches.
    """

    key: str
    label: str
    tier: Tier
    step: str
    media: tuple[Medium, ...]
    seats: tuple[PreviewSeat, ...]
    members: int
    unreachable: tuple[PreviewPerson, ...]
    warned_by: str | None


@dataclass(frozen=True, slots=True)
class PreviewText:
    """The exact words for one tier on one medium, with an example link; `sms` counts an SMS's parts.

    `group` is set when the words are one group's own: those by which another seat warns it (F3).
    """

    tier: Tier
    medium: Medium
    subject: str | None
    body: str
    sms: SmsSize | None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be warned, on what, in which words, and what will not work.

    `people` are told at once by `messages` first messages, `sms_parts` SMS parts among them. `running` are the incidents that run
    in the area already: whoever is told again may be told of the same thing.
    """

    groups: tuple[PreviewGroup, ...]
    texts: tuple[PreviewText, ...]
    seats: int
    people: int
    messages: int
    sms_parts: int
    running: tuple[int, ...]

    @property
    def holes(self) -> tuple[tuple[str, str], ...]:
        """(group, seat) labels of the seats that nobody can be reached in."""
        return tuple((g.label, s.label) for g in self.groups if g.step != "after_clearance" for s in g.seats if not s.reachable)
