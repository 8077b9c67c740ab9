"""What may be said outward, to whom, and who clears it (C1-C4, F4, F9-F11). All of it is data; the legal grounds are the lawyers'."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from actioncards.labels import Label
from flows.announcement import steps
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Medium, Tier


class WhenLapsed(StrEnum):
    """What happens to a mass sending under way when its clearance lapses."""

    FINISH = "finish"
    STOP = "stop"


@dataclass(frozen=True)
class StandIn:
    """Who may clear too when the committee has not reacted `after_minutes` after the submission."""

    group: str
    seat: str
    after_minutes: int


@dataclass(frozen=True)
class ClearanceRule:
    """Who clears (C1): holders and deputies of these seats of the executive committee.

    So many different `persons` must clear the same words. A clearance lasts `valid_minutes`. Reminders go out so many minutes
    after the submission; then the fallback may clear too. Time alone never clears.
    """

    seats: tuple[str, ...]
    persons: int
    valid_minutes: int
    reminder_minutes: tuple[int, ...]
    fallback: StandIn
    when_lapsed: WhenLapsed


@dataclass(frozen=True)
class Holder:
    """A seat whose people may set and lift a hold on outward communication (F9)."""

    group: str
    seat: str


@dataclass(frozen=True)
class Circle:
    """One audience of announcements (F4): the groups it is made of, its tier (C4), and whom it comes `after` (F10).

    `frame` wraps what is written. `two_persons`: two different people must clear what goes to it. `inside`: it also gets a text
    that it may not pass on (F11).
    """

    key: str
    label: Label
    tier: Tier
    groups: tuple[str, ...]
    media: tuple[Medium, ...]
    frame: str
    after: tuple[str, ...] = ()
    two_persons: bool = False
    inside: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around the words: for text message and e-mail, and for their correction."""

    key: str
    sms: str
    subject: str
    email: str
    correction_sms: str
    correction_subject: str
    correction_email: str


@dataclass(frozen=True)
class Starter:
    """A text to start from, for some audiences, at some levels (all, when none is named) and causes (the same), with its correction."""

    key: str
    audiences: tuple[str, ...]
    text: str
    correction: str
    inside: str | None = None
    levels: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()

    def fits(self, level: str, cause: str, audience: str) -> bool:
        """Whether it can be used there."""
        here = not self.levels or level in self.levels
        return audience in self.audiences and here and (not self.causes or cause in self.causes)

    @property
    def precision(self) -> int:
        """The more precise goes before the general one."""
        return 2 * bool(self.causes) + bool(self.levels)


@dataclass(frozen=True)
class Ground:
    """On what legal ground a fact may be passed on. A setting: the municipality's lawyers decide. `shares` False: on none."""

    key: str
    label: Label
    law: str | None = None
    shares: bool = True


@dataclass(frozen=True)
class Communication:
    """The rules of outward communication of one plan."""

    clearance: ClearanceRule
    hold: tuple[Holder, ...]
    min_gap_minutes: int
    audiences: Mapping[str, Circle]
    frames: Mapping[str, Frame]
    starters: Mapping[str, Starter]
    grounds: Mapping[str, Ground]
    lines: str
    languages: tuple[str, ...] = ()

    def audience(self, key: str) -> Circle:
        """The audience with that key; `Refused` with what is allowed."""
        if key not in self.audiences:
            raise Refused(
                "The plan has no audience '{key}'. Choose one of: {allowed}.",
                field="audience",
                kind=NOT_FOUND,
                key=key[:80],
                allowed=", ".join(self.audiences),
            )
        return self.audiences[key]

    @property
    def steps(self) -> Mapping[str, int]:
        """At which step of a release each audience is told (F10)."""
        return MappingProxyType(steps({key: circle.after for key, circle in self.audiences.items()}))

    def starter(self, level: str, cause: str, audience: str) -> Starter | None:
        """The most precise text to start from, None when there is none."""
        fitting = [one for one in self.starters.values() if one.fits(level, cause, audience)]
        return max(fitting, key=lambda one: one.precision, default=None)

    def persons_needed(self, audiences: tuple[str, ...]) -> int:
        """How many different people must clear what goes to these audiences."""
        two = any(self.audiences[key].two_persons for key in audiences if key in self.audiences)
        return max(self.clearance.persons, 2 if two else 1)
