"""The meeting of the executive committee, as a plan has it: hours, link, agenda, quorum, and who gets the minutes (F5, F6, F8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final

from actioncards.labels import Label
from actioncards.wording import ReplyTexts
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Medium, Tier

LINK_VARIABLES: Final[Mapping[str, int]] = {"code": 2, "incident": 10, "meeting": 10, "secret": 22}
"""What a link may name, and the most characters of each: the incident's letter and number, the meeting's number, random letters."""


@dataclass(frozen=True)
class OfficeHours:
    """The office hours of a working day, on the plan's clock; which days are working days the calendar of the country says."""

    opens: time
    closes: time


@dataclass(frozen=True)
class AgendaPoint:
    """One point that the meeting agrees (F6)."""

    key: str
    label: Label


@dataclass(frozen=True)
class MeetingPlan:
    """How the executive committee meets.

    `link` is where, with `{code}`, `{incident}`, `{meeting}` or `{secret}` when each meeting has its own. The committee is summoned on
    all of `media` at once. A seat that is silent is asked again on `remind_media` `remind_minutes` before the start, its deputy
    `deputy_minutes` before, and the duty chief is told `chief_minutes` before. `seats_required` must join. `minutes_to` are the
    tiers that may have the minutes (C4).
    """

    link: str
    office_hours: OfficeHours
    duration_minutes: int
    media: tuple[Medium, ...]
    remind_media: tuple[Medium, ...]
    remind_minutes: int
    deputy_minutes: int
    chief_minutes: int
    seats_required: int
    agenda: tuple[AgendaPoint, ...]
    minutes_to: tuple[Tier, ...]
    reply: ReplyTexts

    def point(self, key: str) -> AgendaPoint:
        """The point of the agenda with that key; `Refused` (not found)."""
        for point in self.agenda:
            if point.key == key:
                return point
        raise Refused("The agenda has no point {key}.", field="agenda", kind=NOT_FOUND, key=key[:80])

    def link_of(self, *, code: str, incident: int, meeting: int, secret: str) -> str:
        """Where one meeting is held."""
        filled = {"code": code, "incident": str(incident), "meeting": str(meeting), "secret": secret}
        link = self.link
        for name, value in filled.items():
            link = link.replace(f"{{{name}}}", value)
        return link
