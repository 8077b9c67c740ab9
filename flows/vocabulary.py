"""Every word the rooms share. The README's word list is checked against this file.

Levels, areas, causes, groups and seats are *data* (`actioncards/`), never words here: a second municipality has others.
"""

from enum import IntEnum, StrEnum


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
    CLEARANCE = "clearance"
    ANNOUNCEMENT = "announcement"
    RETRACTION = "retraction"


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


class DeliveryState(StrEnum):
    """How far one message to one address has come; it only moves forward (I4)."""

    QUEUED = "queued"
    CLAIMED = "claimed"
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

    CLAIM = "claim"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    DELIVER = "deliver"
    OPEN = "open"
    ANSWER = "answer"
    DOUBT = "doubt"
    RETRY = "retry"
    FAIL = "fail"
    DROP = "drop"


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
