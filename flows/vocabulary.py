"""Every word the rooms share. The README's word list is checked against this file.

Levels, areas, causes, groups and seats are *data* (`actioncards/`), never words here: a second municipality has others.
"""

from enum import IntEnum, StrEnum
from typing import Final


class Mode(StrEnum):
    """What an incident is for; the three look different everywhere (I9)."""

    LIVE = "live"
    EXERCISE = "exercise"
    SANDBOX = "sandbox"


class Tier(StrEnum):
    """Who may know what (C4). Strategic ranks above tactical, tactical above civil."""

    STRATEGIC = "strategic"
    TACTICAL = "tactical"
    CIVIL = "civil"

    @property
    def rank(self) -> int:
        """3 for strategic, 2 for tactical, 1 for civil: a text of one rank never carries a field of a higher one."""
        return {Tier.STRATEGIC: 3, Tier.TACTICAL: 2, Tier.CIVIL: 1}[self]


class Medium(StrEnum):
    """The kind of way a message takes to a person."""

    SMS = "sms"
    EMAIL = "email"
    VOICE = "voice"


class NoticeKind(StrEnum):
    """Why a set of people is told something."""

    ALARM = "alarm"
    LEVEL_CHANGE = "level_change"
    UPDATE = "update"
    CORRECTION = "correction"
    CALL_OFF = "call_off"
    TASK = "task"
    CHIEF_ALERT = "chief_alert"
    CARD = "card"
    HAND_OVER = "hand_over"
    ROSTER = "roster"
    AGENDA = "agenda"
    CONFIRM = "confirm"
    TEST = "test"
    CALL_OUT = "call_out"
    CALL_OUT_NEWS = "call_out_news"
    BRIEFING = "briefing"
    MEETING = "meeting"
    MEETING_MOVED = "meeting_moved"
    MEETING_CANCELLED = "meeting_cancelled"
    MINUTES = "minutes"
    DECISION = "decision"
    CLEARANCE = "clearance"
    CLEARANCE_NEWS = "clearance_news"
    ANNOUNCEMENT = "announcement"
    RETRACTION = "retraction"
    INJECT = "inject"


OWN_WORDS: Final = frozenset(map(NoticeKind, ("hand_over", "roster", "agenda", "confirm", "test", "clearance_news", "inject")))
"""A plan has no texts for these: the service's own words about the work with it, and what a scenario throws into an exercise."""


class Lane(IntEnum):
    """How urgent a delivery is; the lower goes first (I6)."""

    CHIEF = 0
    SUMMONS = 10
    ALARM = 20
    UPDATE = 30
    BRIEFING = 40


class IncidentState(StrEnum):
    """Where an incident stands in the plan's flow."""

    REPORTED = "reported"
    ALERTED = "alerted"
    FOLLOWED = "followed"
    CALLED_OFF = "called_off"
    EVALUATED = "evaluated"
    BRIEFED = "briefed"
    CLOSED = "closed"


class IncidentTrigger(StrEnum):
    """What can happen to an incident."""

    ALARM = "alarm"
    FOLLOW = "follow"
    RAISE = "raise"
    LOWER = "lower"
    CORRECT = "correct"
    LOG = "log"
    CALL_OFF = "call_off"
    EVALUATE = "evaluate"
    BRIEF = "brief"
    CLOSE = "close"


class DeliveryState(StrEnum):
    """How far one message to one address has come; it only moves forward (I4)."""

    QUEUED = "queued"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    OPENED = "opened"
    ANSWERED = "answered"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    DROPPED = "dropped"


class SeatState(StrEnum):
    """Where the calling of one seat stands in one incident."""

    TRYING = "trying"
    ANSWERED = "answered"
    UNREACHABLE = "unreachable"
    STOPPED = "stopped"


class AnswerKind(StrEnum):
    """What a person may answer a warning with."""

    SEEN = "seen"
    ON_MY_WAY = "on_my_way"
    CANNOT = "cannot"


class AnswerVia(StrEnum):
    """How an answer came in."""

    LINK = "link"
    SMS = "sms"
    VOICE = "voice"
    API = "api"
    ON_BEHALF = "on_behalf"
    PAGE = "page"


class CallOutVia(StrEnum):
    """How the duty chief was called out (F1)."""

    PAGE = "page"
    API = "api"
    SMS = "sms"
    PHONE = "phone"


class Assessment(StrEnum):
    """What the duty chief makes of a call-out: an alarm, a briefing without a crisis (F13), or nothing more."""

    ALARM = "alarm"
    BRIEFING = "briefing"
    CLOSED = "closed"


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class TaskTrigger(StrEnum):
    """What can happen to a task."""

    DO = "do"
    DECLINE = "decline"
    LAPSE = "lapse"
    CANCEL = "cancel"
    REOPEN = "reopen"


class Role(StrEnum):
    """What a signed-in user may do."""

    DUTY_CHIEF = "duty_chief"
    PARTNER = "partner"
    SECRETARIAT = "secretariat"


class Scope(StrEnum):
    """What an API key may do."""

    READ = "read"
    TRIGGER = "trigger"
    ANSWER = "answer"
    CONTACTS = "contacts"
    ADMIN = "admin"
    CLEAR = "clear"


class DeliveryTrigger(StrEnum):
    """What can happen to a delivery."""

    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    DELIVER = "deliver"
    OPEN = "open"
    ANSWER = "answer"
    DOUBT = "doubt"
    RETRY = "retry"
    FAIL = "fail"
    DROP = "drop"


class CardState(StrEnum):
    """Where one step of an action card stands; an overdue one can still be done."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class CardTrigger(StrEnum):
    """What can happen to a step of an action card."""

    DO = "do"
    DECLINE = "decline"
    LAPSE = "lapse"
    CANCEL = "cancel"
    REOPEN = "reopen"


class Layer(StrEnum):
    """A layer of the duty roster, in the order it is called (F2): duty chief, second, head of SSP."""

    CHIEF = "chief"
    SECOND = "second"
    HEAD = "head"


class DutyWhy(StrEnum):
    """Why somebody has a duty."""

    ROTATION = "rotation"
    OVERRIDE = "override"
    SWAP = "swap"


class GapWhy(StrEnum):
    """Why nobody has a duty."""

    NOT_COVERED = "not_covered"
    ABSENT = "absent"
    REMOVED = "removed"


class SwapState(StrEnum):
    """Where a swap of two duties stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class SwapTrigger(StrEnum):
    """What can happen to a swap."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


class HandOverState(StrEnum):
    """How far a hand-over of the duty has come."""

    SENT = "sent"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    PASSED = "passed"


class HandOverTrigger(StrEnum):
    """What can happen to a hand-over of the duty."""

    REMIND = "remind"
    ESCALATE = "escalate"
    ACCEPT = "accept"
    MOVE_ON = "move_on"


class ChangeState(StrEnum):
    """Where a change of the plan stands (U2)."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class ChangeTrigger(StrEnum):
    """What can happen to a change of the plan."""

    TAKE_EFFECT = "take_effect"
    REPLACE = "replace"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class MeetingState(StrEnum):
    """Where a meeting of the executive committee stands (F5, F6)."""

    PROPOSED = "proposed"
    CONVENED = "convened"
    MOVED = "moved"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MeetingTrigger(StrEnum):
    """What can happen to a meeting."""

    CONVENE = "convene"
    MOVE = "move"
    ANSWER = "answer"
    HOLD = "hold"
    NOTE = "note"
    DECIDE = "decide"
    CLOSE = "close"
    CANCEL = "cancel"


class InvitationState(StrEnum):
    """Where the invitation of one seat to a meeting stands."""

    ASKED = "asked"
    JOINING = "joining"
    CANNOT = "cannot"
    SILENT = "silent"
    STOPPED = "stopped"


class InvitationStep(StrEnum):
    """What comes next, at set minutes before the start, for a seat that has not answered."""

    REMIND = "remind"
    DEPUTY = "deputy"
    CHIEF = "chief"


class Rsvp(StrEnum):
    """What a person may answer an invitation to a meeting with."""

    JOINING = "joining"
    DEPUTY = "deputy"
    CANNOT = "cannot"


class AnnouncementState(StrEnum):
    """Where a text that is to go outward stands (C1)."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    CLEARED = "cleared"
    LAPSED = "lapsed"
    RELEASING = "releasing"
    RELEASED = "released"
    STOPPED = "stopped"
    CORRECTED = "corrected"


class AnnouncementTrigger(StrEnum):
    """What can happen to a text that is to go outward."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    CLEAR = "clear"
    SEND_BACK = "send_back"
    LAPSE = "lapse"
    RELEASE = "release"
    FINISH = "finish"
    STOP = "stop"
    RETRACT = "retract"
