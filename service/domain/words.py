"""What the vocabulary's words are called when a person reads them: one sentence a word, the same on page and paper."""

from collections.abc import Mapping
from typing import Final

from flows.sentences import Sentence
from flows.vocabulary import AnnouncementState, AnswerKind, AnswerVia, DeliveryState, IncidentState, Medium, Mode, NoticeKind

MODES: Final[Mapping[str, Sentence]] = {
    Mode.LIVE: Sentence("LIVE"),
    Mode.EXERCISE: Sentence("EXERCISE"),
    Mode.SANDBOX: Sentence("SANDBOX"),
}

MODE_WARNINGS: Final[Mapping[str, Sentence]] = {
    Mode.EXERCISE: Sentence("This is an exercise: what is described did not happen."),
    Mode.SANDBOX: Sentence("This is a sandbox: what is described did not happen, and nobody was told."),
}

INCIDENT_STATES: Final[Mapping[str, Sentence]] = {
    IncidentState.REPORTED: Sentence("reported"),
    IncidentState.ALERTED: Sentence("alerted"),
    IncidentState.FOLLOWED: Sentence("being followed"),
    IncidentState.CALLED_OFF: Sentence("called off"),
    IncidentState.EVALUATED: Sentence("evaluated"),
}

MEDIA: Final[Mapping[str, Sentence]] = {
    Medium.SMS: Sentence("SMS"),
    Medium.EMAIL: Sentence("e-mail"),
    Medium.VOICE: Sentence("phone call"),
}

NOTICES: Final[Mapping[str, Sentence]] = {
    NoticeKind.ALARM: Sentence("alarm"),
    NoticeKind.LEVEL_CHANGE: Sentence("change of level"),
    NoticeKind.UPDATE: Sentence("update"),
    NoticeKind.CORRECTION: Sentence("correction"),
    NoticeKind.CALL_OFF: Sentence("call-off"),
    NoticeKind.TASK: Sentence("task"),
    NoticeKind.CHIEF_ALERT: Sentence("message to the duty chief"),
    NoticeKind.CLEARANCE: Sentence("request for clearance"),
    NoticeKind.ANNOUNCEMENT: Sentence("announcement"),
    NoticeKind.RETRACTION: Sentence("correction of an announcement"),
}

DELIVERY_STATES: Final[Mapping[str, Sentence]] = {
    DeliveryState.QUEUED: Sentence("waiting to be sent"),
    DeliveryState.CLAIMED: Sentence("about to be sent"),
    DeliveryState.HANDED_OVER: Sentence("handed over to the provider"),
    DeliveryState.ACCEPTED: Sentence("accepted by the provider"),
    DeliveryState.DELIVERED: Sentence("delivered"),
    DeliveryState.OPENED: Sentence("opened"),
    DeliveryState.ANSWERED: Sentence("answered"),
    DeliveryState.UNCERTAIN: Sentence("uncertain whether it was sent"),
    DeliveryState.FAILED: Sentence("failed"),
    DeliveryState.DROPPED: Sentence("not sent, no longer needed"),
}

ANSWERS: Final[Mapping[str, Sentence]] = {
    AnswerKind.SEEN: Sentence("has seen it"),
    AnswerKind.ON_MY_WAY: Sentence("on the way"),
    AnswerKind.CANNOT: Sentence("cannot come"),
}

ANNOUNCEMENTS: Final[Mapping[str, Sentence]] = {
    AnnouncementState.DRAFTED: Sentence("a draft"),
    AnnouncementState.SUBMITTED: Sentence("submitted"),
    AnnouncementState.SENT_BACK: Sentence("sent back"),
    AnnouncementState.CLEARED: Sentence("cleared"),
    AnnouncementState.LAPSED: Sentence("lapsed"),
    AnnouncementState.RELEASING: Sentence("going out"),
    AnnouncementState.RELEASED: Sentence("released"),
    AnnouncementState.STOPPED: Sentence("stopped"),
    AnnouncementState.CORRECTED: Sentence("corrected"),
}

ALERTS: Final[Mapping[str, Sentence]] = {
    "seat_unreachable": Sentence("a seat cannot be reached"),
    "nobody_reachable": Sentence("a seat has nobody who can be reached"),
    "opted_out": Sentence("a person has said no to messages"),
    "task_lapsed": Sentence("a task was not done in time"),
    "too_few_answers": Sentence("too few have answered"),
}

DROPPED_BECAUSE: Final[Mapping[str, Sentence]] = {
    "answered": Sentence("the person has answered"),
    "seat_answered": Sentence("the seat has answered"),
    "stale": Sentence("what they said no longer holds"),
    "outward_stopped": Sentence("the announcement was stopped"),
    "outward_retracted": Sentence("the announcement was wrong and is corrected"),
    "outward_lapsed": Sentence("the committee's clearance has lapsed"),
}

VIAS: Final[Mapping[str, Sentence]] = {
    AnswerVia.LINK: Sentence("by link"),
    AnswerVia.SMS: Sentence("by SMS"),
    AnswerVia.VOICE: Sentence("by keypad"),
    AnswerVia.API: Sentence("by another system"),
    AnswerVia.ON_BEHALF: Sentence("by phone, entered by someone else"),
}

UNDERRETNING: Final[Mapping[str, Sentence]] = {
    "made": Sentence("made"),
    "not_needed": Sentence("not needed"),
    "later": Sentence("to be decided later"),
}

SOURCES: Final[Mapping[str, Sentence]] = {
    "press": Sentence("the press"),
    "resident": Sentence("a resident"),
    "institution": Sentence("an institution"),
    "other": Sentence("somebody else"),
}
