"""Who is warned and how: organisations, seats, groups and policies (P1-P5, F3)."""

from dataclasses import dataclass
from enum import StrEnum

from actioncards.labels import Label
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Lane, Medium, Tier


@dataclass(frozen=True)
class Organisation:
    """A party; with `activates` it can call the duty chief out (F1), with `signs` it has signed the plan (P5)."""

    key: str
    label: Label
    short: Label | None = None
    activates: bool = False
    signs: bool = False

    @property
    def brief(self) -> Label:
        """The short name where there is one: what a text message says."""
        return self.short or self.label


@dataclass(frozen=True)
class Seat:
    """An organisation's place in a group, held by people of the alert list: holder, then deputies in order (P1-P5)."""

    key: str
    label: Label
    organisation: str
    votes: bool = True


class Fallback(StrEnum):
    """What happens to a detour's warning when its task lapses (F3)."""

    SEND = "send"
    CHIEF_ONLY = "chief_only"


@dataclass(frozen=True)
class Detour:
    """Another seat warns this group (F3): it gets a task with a ready text, one button, a deadline and a fallback.

    `subject` and `ready_text` are templates, held to the *warned* group's tier. `deadline_minutes` run from the
    alarm; at the deadline `fallback` decides, and the duty chief is told either way.
    """

    group: str
    seat: str
    title: Label
    subject: str
    ready_text: str
    deadline_minutes: int
    fallback: Fallback


@dataclass(frozen=True)
class Group:
    """A circle of people who are told together, on one tier (C4).

    `open`: the members come from the alert list, each is told, there are no seats and no deputies. `per_area`: another
    circle in each area. `outward`: nothing goes to it before the executive committee has cleared it (C1, I8).
    """

    key: str
    label: Label
    tier: Tier
    open: bool = False
    per_area: bool = False
    outward: bool = False
    seats: tuple[Seat, ...] = ()
    warned_by: Detour | None = None
    short: Label | None = None

    @property
    def brief(self) -> Label:
        """The short name where there is one."""
        return self.short or self.label

    def seat(self, key: str) -> Seat:
        """The seat with that key; `Refused` (not found) when the group has no such seat."""
        for seat in self.seats:
            if seat.key == key:
                return seat
        raise Refused("The group {group} has no seat {seat}.", field="seat", kind=NOT_FOUND, group=self.key, seat=key)


@dataclass(frozen=True)
class Policy:
    """How a group is called: `media` in order, and minutes from the first send to each next step.

    After `next_medium_minutes` without an answer the next medium is used too (0: all at once); after `deputy_minutes` the next person
    of the seat is called; `unreachable_minutes` after the last person of the seat was called, the duty chief is told
    that the seat is unreachable. `seats_required` is how many seats must answer; 0 asks for no answers.
    """

    media: tuple[Medium, ...]
    next_medium_minutes: int
    deputy_minutes: int
    unreachable_minutes: int
    seats_required: int
    lane: Lane


@dataclass(frozen=True)
class DutyChief:
    """Which seat is the duty chief's, and how it is called: for activation (F2) and for alerts (I12).

    When nobody on duty has answered a call-out, all of them are called again, the first time at once and then after
    `again_minutes`, later twice as long, at least once an hour.
    """

    group: str
    seat: str
    policy: Policy
    again_minutes: int = 5
