"""What the vocabulary's words are called when a person reads them: one sentence a word, the same on page and paper."""

from collections.abc import Mapping
from typing import Final

from actioncards.cards import DoneBy
from actioncards.housing.figures import Missing
from flows.sentences import Sentence
from flows.vocabulary import (
    AnnouncementState,
    AnswerKind,
    AnswerVia,
    Assessment,
    CallOutVia,
    CardState,
    DeliveryState,
    IncidentState,
    InvitationState,
    Medium,
    MeetingState,
    Mode,
    NoticeKind,
    Rsvp,
    TaskState,
)
from service.domain.evaluation import Measured, Standing

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
    IncidentState.BRIEFED: Sentence("briefed, no crisis"),
    IncidentState.CLOSED: Sentence("closed without a crisis"),
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
    NoticeKind.CARD: Sentence("action card"),
    NoticeKind.AGENDA: Sentence("reminder of the agenda"),
    NoticeKind.CONFIRM: Sentence("question about one's own data"),
    NoticeKind.TEST: Sentence("test message"),
    NoticeKind.HAND_OVER: Sentence("hand-over of the duty"),
    NoticeKind.ROSTER: Sentence("message about the duty roster"),
    NoticeKind.CALL_OUT: Sentence("call to the duty chief"),
    NoticeKind.CALL_OUT_NEWS: Sentence("news for the caller"),
    NoticeKind.BRIEFING: Sentence("briefing without a crisis"),
    NoticeKind.MEETING: Sentence("summons to a meeting"),
    NoticeKind.MEETING_MOVED: Sentence("moved meeting"),
    NoticeKind.MEETING_CANCELLED: Sentence("cancelled meeting"),
    NoticeKind.MINUTES: Sentence("minutes"),
    NoticeKind.DECISION: Sentence("decision"),
    NoticeKind.CLEARANCE: Sentence("request for clearance"),
    NoticeKind.CLEARANCE_NEWS: Sentence("news of a clearance"),
    NoticeKind.ANNOUNCEMENT: Sentence("announcement"),
    NoticeKind.RETRACTION: Sentence("correction of an announcement"),
    NoticeKind.INJECT: Sentence("exercise inject"),
}

DELIVERY_STATES: Final[Mapping[str, Sentence]] = {
    DeliveryState.QUEUED: Sentence("waiting to be sent"),
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

TASK_STATES: Final[Mapping[str, Sentence]] = {
    TaskState.OPEN: Sentence("open"),
    TaskState.DONE: Sentence("done"),
    TaskState.DECLINED: Sentence("declined"),
    TaskState.LAPSED: Sentence("not done in time"),
    TaskState.CANCELLED: Sentence("no longer needed"),
}

CARD_STEP_STATES: Final[Mapping[str, Sentence]] = {
    CardState.OPEN: Sentence("open"),
    CardState.OVERDUE: Sentence("overdue"),
    CardState.DONE: Sentence("done"),
    CardState.DECLINED: Sentence("declined"),
    CardState.CANCELLED: Sentence("no longer needed"),
}

ALERTS: Final[Mapping[str, Sentence]] = {
    "seat_unreachable": Sentence("a seat cannot be reached"),
    "nobody_reachable": Sentence("a seat has nobody who can be reached"),
    "opted_out": Sentence("a person has said no to messages"),
    "task_lapsed": Sentence("a task was not done in time"),
    "too_few_answers": Sentence("too few have answered"),
    "step_overdue": Sentence("a step of an action card is overdue"),
    "steps_overdue": Sentence("steps of action cards are overdue"),
    "update_due": Sentence("an update is due"),
    "update_missing": Sentence("an update has not been sent"),
    "meeting_seat_silent": Sentence("a seat has not answered the summons to the meeting"),
    "meeting_nobody_reachable": Sentence("a seat has nobody who can be reached about the meeting"),
    "meeting_too_few": Sentence("too few can come to the meeting"),
    "task_declined": Sentence("a seat has said no to a task"),
    "detour_lapsed": Sentence("a warning was not sent in time"),
    "detour_lapsed_sent": Sentence("a warning was not sent in time, so the service has sent it"),
    "detour_declined": Sentence("a seat has said no to sending a warning"),
    "detour_declined_sent": Sentence("a seat has said no to sending a warning, so the service has sent it"),
    "detour_untold": Sentence("nobody could be asked to send a warning"),
    "detour_untold_sent": Sentence("nobody could be asked to send a warning, so the service has sent it"),
}

MEASURES: Final[Mapping[str, Sentence]] = {
    Measured.FIRST_WARNED: Sentence("First message sent"),
    Measured.HALF_ANSWERED: Sentence("Half of the seats answered"),
    Measured.ALL_ANSWERED: Sentence("All seats answered"),
    Measured.MEETING: Sentence("Meeting begun"),
    Measured.FIRST_UPDATE: Sentence("First update sent"),
}

DONE_BY: Final[Mapping[str, Sentence]] = {
    DoneBy.MEETING: Sentence("the committee was convened"),
    DoneBy.UPDATE: Sentence("an update was sent"),
    DoneBy.LEVEL: Sentence("the level was changed"),
}
"""What marks a step of an action card as done by itself."""

STANDINGS: Final[Mapping[str, Sentence]] = {
    Standing.KEPT: Sentence("kept"),
    Standing.NOT_KEPT: Sentence("not kept"),
    Standing.ENDED_BEFORE: Sentence("called off before the deadline"),
}
"""Nothing is said where the plan has no deadline, or it is still to come."""

DEPUTY_BECAUSE: Final[Mapping[str, Sentence]] = {
    "silent": Sentence("no answer in time"),
    "cannot": Sentence("the person before cannot come"),
    "failed": Sentence("the person before could not be reached"),
}

DROPPED_BECAUSE: Final[Mapping[str, Sentence]] = {
    "answered": Sentence("the person has answered"),
    "seat_answered": Sentence("the seat has answered"),
    "called_off": Sentence("the incident was called off"),
    "stale": Sentence("what they said no longer holds"),
    "assessed": Sentence("the call-out has been assessed"),
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
    AnswerVia.PAGE: Sentence("on the service's page"),
}

CALL_OUT_VIAS: Final[Mapping[str, Sentence]] = {
    CallOutVia.PAGE: Sentence("on the service's page"),
    CallOutVia.API: Sentence("by another system"),
    CallOutVia.SMS: Sentence("by SMS"),
    CallOutVia.PHONE: Sentence("by phone"),
}

ASSESSMENTS: Final[Mapping[str, Sentence]] = {
    Assessment.ALARM: Sentence("an alarm"),
    Assessment.BRIEFING: Sentence("a briefing without a crisis"),
    Assessment.CLOSED: Sentence("closed, nothing more"),
}

NEWS: Final[Mapping[str, Sentence]] = {
    "taken": Sentence("who has taken it"),
    "nobody_yet": Sentence("nobody has taken it yet"),
    "nobody_reachable": Sentence("nobody can be reached"),
    "alarm": Sentence("it is an alarm"),
    "briefing": Sentence("there is no crisis, partners are briefed"),
    "closed": Sentence("it is closed"),
}

RSVPS: Final[Mapping[str, Sentence]] = {
    Rsvp.JOINING: Sentence("joins the meeting"),
    Rsvp.DEPUTY: Sentence("the deputy comes"),
    Rsvp.CANNOT: Sentence("cannot take part"),
}

INVITATION_STATES: Final[Mapping[str, Sentence]] = {
    InvitationState.ASKED: Sentence("has not answered"),
    InvitationState.JOINING: Sentence("joins"),
    InvitationState.CANNOT: Sentence("cannot"),
    InvitationState.SILENT: Sentence("no answer, nobody left to ask"),
    InvitationState.STOPPED: Sentence("did not answer"),
}

MEETING_STATES: Final[Mapping[str, Sentence]] = {
    MeetingState.PROPOSED: Sentence("proposed"),
    MeetingState.CONVENED: Sentence("convened"),
    MeetingState.MOVED: Sentence("moved"),
    MeetingState.HELD: Sentence("being held"),
    MeetingState.CLOSED: Sentence("closed"),
    MeetingState.CANCELLED: Sentence("will not be held"),
}

INVITED_NEXT_BECAUSE: Final[Mapping[str, Sentence]] = {
    "silent": Sentence("no answer in time"),
    "passed_on": Sentence("the deputy comes"),
    "failed": Sentence("no message could be delivered"),
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

MISSING: Final[Mapping[str, Sentence]] = {
    Missing.NOT_GIVEN: Sentence("not given"),
    Missing.WITHHELD: Sentence("withheld"),
    Missing.NOT_MEASURED: Sentence("not measured"),
    Missing.LATER: Sentence("measured later"),
    Missing.UNREADABLE: Sentence("unreadable"),
}
"""Why there is no figure, as short as it is written in a file of figures."""
