"""Which facts the service can put into a text, and in which kinds of notice."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from actioncards.model import Group, Plan, ReplyTexts, Seat
from flows.vocabulary import OWN_WORDS, NoticeKind

_EVERY_KIND: Final = frozenset(NoticeKind) - OWN_WORDS
_OF_MEETINGS: Final = frozenset({NoticeKind.MEETING, NoticeKind.MEETING_MOVED, NoticeKind.MEETING_CANCELLED, NoticeKind.MINUTES})
_OUTWARD: Final = frozenset({NoticeKind.ANNOUNCEMENT, NoticeKind.RETRACTION})

FACTS: Final[Mapping[str, frozenset[NoticeKind]]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("level", "level_word", "area", "cause", "time", "reported_by", "what_happened", "code", "reply"),
            _EVERY_KIND,
        ),
        **dict.fromkeys(("link", "sender", "seat_label", "public_text"), _EVERY_KIND),
        **dict.fromkeys(("old_level", "new_level", "reason"), frozenset({NoticeKind.LEVEL_CHANGE})),
        "update_text": frozenset({NoticeKind.UPDATE}),
        "correction_text": frozenset({NoticeKind.CORRECTION}),
        "closing_text": frozenset({NoticeKind.CALL_OFF}),
        **dict.fromkeys(("task", "deadline"), frozenset({NoticeKind.TASK, NoticeKind.CARD})),
        **dict.fromkeys(("alert", "count"), frozenset({NoticeKind.CHIEF_ALERT})),
        **dict.fromkeys(("gist", "grounds"), frozenset({NoticeKind.CALL_OUT})),
        **dict.fromkeys(("news", "taken_by"), frozenset({NoticeKind.CALL_OUT_NEWS})),
        "briefing_text": frozenset({NoticeKind.BRIEFING}),
        **dict.fromkeys(("meeting_day", "meeting_time", "meeting_link", "meeting_reply"), _OF_MEETINGS),
        "minutes_text": frozenset({NoticeKind.MINUTES}),
        **dict.fromkeys(("decision", "decision_deadline"), frozenset({NoticeKind.DECISION})),
        **dict.fromkeys(("outward_text", "inside_text"), _OUTWARD),
    }
)
"""Every fact by name, and the kinds of notice it is known in. A plan's `fields` choose among these."""

OUTWARD_FACTS: Final = frozenset({"area", "cause", "time", "level", "level_word", "sender"})
"""What somebody who drafts an announcement may name in it, as far as the audience's tier allows (C4)."""

OWN_TIME: Final = frozenset({NoticeKind.LEVEL_CHANGE, NoticeKind.UPDATE, NoticeKind.CORRECTION, NoticeKind.CALL_OFF})
"""Kinds whose `{time}` is the moment they are written: they tell of something that happens then. In all others it is the incident's."""

ALERT_FACTS: Final = frozenset({"seat_label", "area", "level", "code", "task", "deadline", "count", "meeting_day", "meeting_time"})
"""What the plan's sentences to the duty chief may name."""


NEWS_FACTS: Final = frozenset({"taken_by", "area", "level", "cause", "code", "reason"})
"""What the plan's sentences to whoever called out may name."""


def local_time(plan: Plan, at: datetime) -> str:
    """`at` (aware) on the plan's own clock, as Danish texts write it: `21.14`."""
    return at.astimezone(ZoneInfo(plan.timezone)).strftime("%H.%M")


def reply_text(reply: ReplyTexts, *, code: str, several_open: bool, by_sms: bool, take: bool = False) -> str:
    """How to answer: by link, by digit, or, when several incidents are open, by the incident's letter and digit.

    `take` gives the words of a call-out, where an answer means *I take it*.
    """
    if not by_sms:
        return reply.link_only
    alone, coded = reply.alone, reply.coded
    if take:
        alone, coded = reply.take_alone or alone, reply.take_coded or coded
    return coded.replace("{code}", code) if several_open else alone


def replies_of(plan: Plan, kind: NoticeKind, *, code: str, by_sms: bool, several_open: bool = False) -> dict[str, str]:
    """How a notice of `kind` is answered: a call-out is taken, a summons has answers of its own (F2, F5)."""
    take = kind is NoticeKind.CALL_OUT
    found = {"reply": reply_text(plan.reply, code=code, several_open=several_open, by_sms=by_sms, take=take)}
    if plan.meeting:
        found["meeting_reply"] = reply_text(plan.meeting.reply, code=code, several_open=several_open, by_sms=by_sms)
    return found


def seat_label(group: Group, seat: Seat | None = None) -> str:
    """Whom a text is to, in Danish: the group's short name, and the seat's where the group has seats."""
    return f"{group.brief.da}, {seat.label.da}" if seat else group.brief.da


def incident_facts(
    plan: Plan,
    *,
    level: str | None,
    area: str,
    cause: str,
    reported_by: str,
    at: datetime,
    code: str,
    several_open: bool = False,
    by_sms: bool = True,
) -> dict[str, str]:
    """The facts that every notice of an incident shares, in the plan's own words.

    `level`, `area`, `cause` and `reported_by` are keys of the plan, `at` (aware) is when it happened (a notice of `OWN_TIME` says
    when it is written instead), `code` the incident's letter. Raises `Refused` for a key that the plan does not have. The cause is
    looked for at every level, since an incident keeps its cause when its level changes (L4). A call-out has no level yet and
    perhaps no cause: empty words.
    """
    return {
        "level": plan.level(level).label.da if level else "",
        "level_word": plan.level(level).word.da if level else "",
        "area": plan.area(area).label.da,
        "cause": plan.cause_label(level, cause),
        "reported_by": plan.organisation(reported_by).brief.da,
        "time": local_time(plan, at),
        "code": code,
        "reply": reply_text(plan.reply, code=code, several_open=several_open, by_sms=by_sms),
        "sender": plan.defaults.sender.da,
        "what_happened": "",
        "public_text": "",
        "seat_label": "",
    }
