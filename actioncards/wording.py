"""The texts of a plan and the variables they may name (C4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from actioncards.labels import Label
from flows.vocabulary import Medium, NoticeKind, Tier

ANY_LEVEL = "*"


class Alert(StrEnum):
    """Why the duty chief is told at once that something did not work (I12)."""

    SEAT_UNREACHABLE = "seat_unreachable"
    NOBODY_REACHABLE = "nobody_reachable"
    OPTED_OUT = "opted_out"
    TASK_LAPSED = "task_lapsed"
    TOO_FEW_ANSWERS = "too_few_answers"
    STEP_OVERDUE = "step_overdue"
    STEPS_OVERDUE = "steps_overdue"
    UPDATE_DUE = "update_due"
    UPDATE_MISSING = "update_missing"
    MEETING_SEAT_SILENT = "meeting_seat_silent"
    MEETING_NOBODY_REACHABLE = "meeting_nobody_reachable"
    MEETING_TOO_FEW = "meeting_too_few"
    TASK_DECLINED = "task_declined"
    DETOUR_LAPSED = "detour_lapsed"
    DETOUR_LAPSED_SENT = "detour_lapsed_sent"
    DETOUR_DECLINED = "detour_declined"
    DETOUR_DECLINED_SENT = "detour_declined_sent"
    DETOUR_UNTOLD = "detour_untold"
    DETOUR_UNTOLD_SENT = "detour_untold_sent"


OF_MEETINGS: Final = (Alert.MEETING_SEAT_SILENT, Alert.MEETING_NOBODY_REACHABLE, Alert.MEETING_TOO_FEW, Alert.TASK_DECLINED)
OF_DETOURS: Final = (
    *(Alert.DETOUR_LAPSED, Alert.DETOUR_LAPSED_SENT, Alert.DETOUR_DECLINED),
    *(Alert.DETOUR_DECLINED_SENT, Alert.DETOUR_UNTOLD, Alert.DETOUR_UNTOLD_SENT),
)
"""The seat that warns another group (F3) has not done it: too late, said no, or could not be told; and the service has sent it or not."""

OLDER_WORDS: Final[Mapping[Alert, Alert]] = MappingProxyType(
    {
        Alert.MEETING_SEAT_SILENT: Alert.SEAT_UNREACHABLE,
        Alert.MEETING_NOBODY_REACHABLE: Alert.NOBODY_REACHABLE,
        Alert.MEETING_TOO_FEW: Alert.TOO_FEW_ANSWERS,
        **dict.fromkeys((Alert.TASK_DECLINED, *OF_DETOURS), Alert.TASK_LAPSED),
    }
)
"""Whose words an alert has in a plan that was stored before it had its own; a plan needs its own only if it can be raised at all."""


class News(StrEnum):
    """What whoever called the duty chief out is told (F1): never silence."""

    TAKEN = "taken"
    NOBODY_YET = "nobody_yet"
    NOBODY_REACHABLE = "nobody_reachable"
    ALARM = "alarm"
    BRIEFING = "briefing"
    CLOSED = "closed"


@dataclass(frozen=True)
class Field:
    """A variable that texts may name: the lowest tier that may have it (C4), and what the SMS length check assumes.

    `longest` is in GSM-7 units (an æ is one, a € is two). `entered` marks text that a person writes: ask for at most
    `longest` characters of it. `ground` is the key of the legal ground on which it may be passed on (communication.yaml).
    """

    name: str
    label: Label
    tier: Tier
    longest: int
    example: str
    entered: bool = False
    ground: str | None = None


@dataclass(frozen=True)
class Template:
    """One text for one level (or `*`), kind of notice, tier and medium; `subject` is for e-mail only."""

    level: str
    kind: NoticeKind
    tier: Tier
    medium: Medium
    text: str
    subject: str | None = None

    @property
    def address(self) -> tuple[str, NoticeKind, Tier, Medium]:
        """What the template is found by; unique in a plan."""
        return (self.level, self.kind, self.tier, self.medium)


@dataclass(frozen=True)
class ReplyTexts:
    """How to answer.

    `coded` names `{code}` and is used when several incidents are open, `alone` when one is, `link_only` where no number
    takes replies and in everything but a text message. `take_alone` and `take_coded` are the same for a call-out, where an answer
    means *I take it* (F2); where they are left out the others are used.
    """

    alone: str
    coded: str
    link_only: str
    take_alone: str = ""
    take_coded: str = ""
