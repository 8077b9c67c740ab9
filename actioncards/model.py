"""A plan as data. Every word that plans differ by is here, none in code.

Records are frozen; mappings are read-only. Keys are ASCII slugs, labels are for people. Minutes are whole minutes,
counted from the first send to a seat unless said. Take every record of a plan from this module.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Self, TypeVar

from actioncards.cards import Card, CardStep
from actioncards.codec import built, plain
from actioncards.communication import Communication
from actioncards.groups import Detour, DutyChief, Fallback, Group, Organisation, Policy, Seat
from actioncards.labels import Label
from actioncards.levels import Cause, Level, MeetingRule, Shape
from actioncards.meetings import AgendaPoint, MeetingPlan, OfficeHours
from actioncards.upkeep import Keeper, Upkeep, YearlyPoint
from actioncards.wording import ANY_LEVEL, OLDER_WORDS, Alert, Field, News, ReplyTexts, Template
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import Medium, Mode, NoticeKind, Tier

__all__ = [
    "ANY_LEVEL",
    "AgendaPoint",
    "Alert",
    "Area",
    "Audience",
    "CallOff",
    "Card",
    "CardStep",
    "Cause",
    "Deadlines",
    "Defaults",
    "Detour",
    "DutyChief",
    "Fallback",
    "Field",
    "Group",
    "Label",
    "Level",
    "MeetingPlan",
    "MeetingRule",
    "News",
    "OfficeHours",
    "Organisation",
    "Plan",
    "Policy",
    "ReplyTexts",
    "Seat",
    "Shape",
    "Step",
    "Template",
    "Upkeep",
    "YearlyPoint",
]

T = TypeVar("T")


class Step(StrEnum):
    """When a group of an alarm's audience is warned."""

    AT_ONCE = "at_once"
    BY_TASK = "by_task"
    AFTER_CLEARANCE = "after_clearance"


@dataclass(frozen=True)
class Area:
    """A housing area of the plan (S1); `aliases` are other names people write for it."""

    key: str
    label: Label
    aliases: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    profile: Label | None = None


@dataclass(frozen=True)
class Deadlines:
    """The plan's own times, in the plan's time zone.

    `meeting_notice_minutes`: the least notice of a meeting that is not held at once (F5). `next_morning`: by then the
    executive committee has coordinated, whatever else was decided (F8). `list_confirmed_days`: how old a confirmation
    of a person on the alert list may be (P6). `link_valid_hours`: how long an answer link works. `evaluation_days`:
    from call-off until the incident is to be evaluated (U1).
    """

    meeting_notice_minutes: int
    next_morning: time
    list_confirmed_days: int
    link_valid_hours: int
    evaluation_days: int


@dataclass(frozen=True)
class Defaults:
    """What an incident starts with: who the texts say they are from, and who is assumed to have reported it."""

    sender: Label
    reported_by: str


@dataclass(frozen=True)
class CallOff:
    """How a call-off goes out: to those warned, on the medium that reached them.

    `media_if_unreached` is used, in order, for those no medium is known to have reached.
    """

    media_if_unreached: tuple[Medium, ...]
    closing_text_required: bool


@dataclass(frozen=True)
class Audience:
    """One group of an alarm's audience: how it is called and when; `area` is set when each area has its own group."""

    group: Group
    policy: Policy
    step: Step
    area: Area | None = None


@dataclass(frozen=True)
class Plan:
    """One municipality's plan. A running incident keeps the plan it began with: `to_json`, `from_json`."""

    key: str
    title: Label
    version: str
    municipality: str
    timezone: str
    executive_committee: str
    duty_chief: DutyChief
    deadlines: Deadlines
    defaults: Defaults
    call_off: CallOff
    reply: ReplyTexts
    organisations: Mapping[str, Organisation]
    areas: Mapping[str, Area]
    levels: Mapping[str, Level]
    groups: Mapping[str, Group]
    fields: Mapping[str, Field]
    templates: tuple[Template, ...]
    alerts: Mapping[Alert, str]
    modes: Mapping[Mode, str] = field(default_factory=lambda: MappingProxyType({}))
    cards: Mapping[str, Card] = field(default_factory=lambda: MappingProxyType({}))
    upkeep: Upkeep | None = None
    deliveries_to: Keeper | None = None
    call_out_news: Mapping[News, str] = field(default_factory=lambda: MappingProxyType({}))
    meeting: MeetingPlan | None = None
    communication: Communication | None = None

    def area(self, key: str) -> Area:
        """The area with that key; `Refused` (not found)."""
        return _found(self.areas, key, "area", "The plan has no area {key}.")

    def level(self, key: str) -> Level:
        """The level with that key; `Refused` (not found)."""
        return _found(self.levels, key, "level", "The plan has no level {key}.")

    def group(self, key: str) -> Group:
        """The group with that key; `Refused` (not found)."""
        return _found(self.groups, key, "group", "The plan has no group {key}.")

    def organisation(self, key: str) -> Organisation:
        """The organisation with that key; `Refused` (not found)."""
        return _found(self.organisations, key, "organisation", "The plan has no organisation {key}.")

    def seat(self, group: str, seat: str) -> Seat:
        """The seat of that group; `Refused` (not found)."""
        return self.group(group).seat(seat)

    def cause(self, level: str, cause: str) -> Cause:
        """The cause with that key at `level`, else at another: an incident keeps its cause when its level changes (L4).

        Raises `Refused` (not found) when no level has it.
        """
        others = (one for one in self.levels.values() if one.key != level)
        for one in (self.level(level), *others):
            if any(cause == known.key for known in one.causes):
                return one.cause(cause)
        return self.level(level).cause(cause)

    def named_cause(self, level: str | None, cause: str) -> Label | None:
        """What the plan calls the cause; None when nobody has named one yet, as in a call-out (F1). `Refused` as `cause`."""
        return self.cause(level or next(iter(self.levels)), cause).label if cause else None

    def cause_label(self, level: str | None, cause: str) -> str:
        """The same in Danish; empty when nobody has named one yet."""
        label = self.named_cause(level, cause)
        return label.da if label else ""

    def alert(self, alert: Alert) -> str:
        """The sentence for it; a plan stored before it had its own has an older one for it."""
        return self.alerts[alert] if alert in self.alerts else self.alerts[OLDER_WORDS[alert]]

    def audience(self, level: str, area: str) -> tuple[Audience, ...]:
        """Who an alarm at `level` in `area` is for, most pressing first; `Refused` when the plan lacks either.

        The duty chief is not among them: the duty chief sends it. Groups that another seat warns (F3) come with
        `Step.BY_TASK`, outward groups (F4, C1) with `Step.AFTER_CLEARANCE`: nothing may go to those yet.
        """
        place = self.area(area)
        reached = [self._reached(key, policy, place) for key, policy in self.level(level).policies.items()]
        return tuple(sorted(reached, key=lambda one: (list(Step).index(one.step), one.policy.lane)))

    def _reached(self, key: str, policy: Policy, area: Area) -> Audience:
        group = self.group(key)
        step = Step.AFTER_CLEARANCE if group.outward else Step.BY_TASK if group.warned_by else Step.AT_ONCE
        return Audience(group, policy, step, area if group.per_area else None)

    def cards_of(self, level: str, cause: str, area: str) -> tuple[Card, ...]:
        """The action cards that open at that level for that cause in that area, in the plan's order (F8, F12, U3)."""
        return tuple(card for card in self.cards.values() if card.opens(level, cause, area))

    @property
    def outward(self) -> Communication:
        """The rules of outward communication; `Refused` (conflict) when the plan has none: then nothing can go outward."""
        if self.communication is None:
            raise Refused("The plan has no rules of outward communication, so nothing can be announced.", kind=CONFLICT)
        return self.communication

    def template(self, level: str, kind: NoticeKind, tier: Tier, medium: Medium) -> Template:
        """The text for that level, or the one for every level; `Refused` (not found) when the plan has neither."""
        for key in (level, ANY_LEVEL):
            if (found := self._templates.get((key, kind, tier, medium))) is not None:
                return found
        raise Refused(
            "The plan has no {notice} text for the {tier} tier by {medium} at level {level}.",
            kind=NOT_FOUND,
            notice=kind.value,
            tier=tier.value,
            medium=medium.value,
            level=level,
        )

    @cached_property
    def _templates(self) -> dict[tuple[str, NoticeKind, Tier, Medium], Template]:
        return {template.address: template for template in self.templates}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the plan's data, as 64 hexadecimal digits, whatever files the data was written in."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The whole plan as canonical JSON: mappings in the plan's order, no blanks."""
        return json.dumps(plain(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The plan that `to_json` wrote; `ValueError` when the text is not one."""
        try:
            made = built(cls, json.loads(text))
        except (TypeError, KeyError, AttributeError) as wrong:
            raise ValueError(f"not a stored plan: {wrong}") from wrong
        assert isinstance(made, cls)
        return made


def _found(things: Mapping[str, T], key: str, field_name: str, otherwise: str) -> T:
    if key not in things:
        raise Refused(otherwise, field=field_name, kind=NOT_FOUND, key=key)
    return things[key]
