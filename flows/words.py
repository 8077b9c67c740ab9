"""What the tables' states and triggers are called when a person reads them, inside "'…' is not possible when it is '…'"."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from flows.sentences import Sentence
from flows.vocabulary import (
    AnnouncementState,
    AnnouncementTrigger,
    CardState,
    CardTrigger,
    ChangeState,
    ChangeTrigger,
    DeliveryState,
    DeliveryTrigger,
    IncidentState,
    IncidentTrigger,
    MeetingState,
    MeetingTrigger,
    TaskState,
    TaskTrigger,
)

_SAID: Final[Mapping[type[StrEnum], Mapping[str, Sentence]]] = {
    IncidentState: {
        IncidentState.REPORTED: Sentence("reported"),
        IncidentState.ALERTED: Sentence("alerted"),
        IncidentState.FOLLOWED: Sentence("being followed"),
        IncidentState.CALLED_OFF: Sentence("called off"),
        IncidentState.EVALUATED: Sentence("evaluated"),
        IncidentState.BRIEFED: Sentence("briefed, no crisis"),
        IncidentState.CLOSED: Sentence("closed without a crisis"),
    },
    IncidentTrigger: {
        IncidentTrigger.ALARM: Sentence("raise the alarm"),
        IncidentTrigger.FOLLOW: Sentence("follow it"),
        IncidentTrigger.RAISE: Sentence("raise the level"),
        IncidentTrigger.LOWER: Sentence("lower the level"),
        IncidentTrigger.CORRECT: Sentence("correct it"),
        IncidentTrigger.LOG: Sentence("write in the log"),
        IncidentTrigger.CALL_OFF: Sentence("call it off"),
        IncidentTrigger.EVALUATE: Sentence("evaluate it"),
        IncidentTrigger.BRIEF: Sentence("brief partners"),
        IncidentTrigger.CLOSE: Sentence("close it"),
    },
    TaskState: {
        TaskState.OPEN: Sentence("open"),
        TaskState.DONE: Sentence("done"),
        TaskState.DECLINED: Sentence("declined"),
        TaskState.LAPSED: Sentence("not done in time"),
        TaskState.CANCELLED: Sentence("cancelled"),
    },
    TaskTrigger: {
        TaskTrigger.DO: Sentence("do it"),
        TaskTrigger.DECLINE: Sentence("decline it"),
        TaskTrigger.LAPSE: Sentence("let it lapse"),
        TaskTrigger.CANCEL: Sentence("cancel it"),
    },
    CardState: {
        CardState.OPEN: Sentence("open"),
        CardState.OVERDUE: Sentence("overdue"),
        CardState.DONE: Sentence("done"),
        CardState.DECLINED: Sentence("declined"),
        CardState.CANCELLED: Sentence("cancelled"),
    },
    CardTrigger: {
        CardTrigger.DO: Sentence("do it"),
        CardTrigger.DECLINE: Sentence("decline it"),
        CardTrigger.LAPSE: Sentence("let it lapse"),
        CardTrigger.CANCEL: Sentence("cancel it"),
        CardTrigger.REOPEN: Sentence("open it again"),
    },
    ChangeState: {
        ChangeState.DRAFT: Sentence("a draft"),
        ChangeState.IN_FORCE: Sentence("in force"),
        ChangeState.REPLACED: Sentence("replaced"),
        ChangeState.WITHDRAWN: Sentence("withdrawn"),
    },
    ChangeTrigger: {
        ChangeTrigger.TAKE_EFFECT: Sentence("let it take effect"),
        ChangeTrigger.REPLACE: Sentence("replace it"),
        ChangeTrigger.WITHDRAW: Sentence("withdraw it"),
    },
    MeetingState: {
        MeetingState.PROPOSED: Sentence("proposed"),
        MeetingState.CONVENED: Sentence("convened"),
        MeetingState.MOVED: Sentence("moved"),
        MeetingState.HELD: Sentence("being held"),
        MeetingState.CLOSED: Sentence("closed"),
        MeetingState.CANCELLED: Sentence("will not be held"),
    },
    MeetingTrigger: {
        MeetingTrigger.CONVENE: Sentence("convene it"),
        MeetingTrigger.MOVE: Sentence("move it"),
        MeetingTrigger.ANSWER: Sentence("answer the summons"),
        MeetingTrigger.HOLD: Sentence("begin it"),
        MeetingTrigger.NOTE: Sentence("write its minutes"),
        MeetingTrigger.DECIDE: Sentence("write a decision"),
        MeetingTrigger.CLOSE: Sentence("close it"),
        MeetingTrigger.CANCEL: Sentence("call the meeting off"),
    },
    AnnouncementState: {
        AnnouncementState.DRAFTED: Sentence("a draft"),
        AnnouncementState.SUBMITTED: Sentence("submitted"),
        AnnouncementState.SENT_BACK: Sentence("sent back"),
        AnnouncementState.CLEARED: Sentence("cleared"),
        AnnouncementState.LAPSED: Sentence("lapsed"),
        AnnouncementState.RELEASING: Sentence("going out"),
        AnnouncementState.RELEASED: Sentence("released"),
        AnnouncementState.STOPPED: Sentence("stopped"),
        AnnouncementState.CORRECTED: Sentence("corrected"),
    },
    AnnouncementTrigger: {
        AnnouncementTrigger.EDIT: Sentence("edit the text"),
        AnnouncementTrigger.SUBMIT: Sentence("submit it for clearance"),
        AnnouncementTrigger.APPROVE: Sentence("note a member's clearance"),
        AnnouncementTrigger.CLEAR: Sentence("clear it"),
        AnnouncementTrigger.SEND_BACK: Sentence("send it back"),
        AnnouncementTrigger.LAPSE: Sentence("let the clearance lapse"),
        AnnouncementTrigger.RELEASE: Sentence("release it"),
        AnnouncementTrigger.FINISH: Sentence("finish the release"),
        AnnouncementTrigger.STOP: Sentence("stop it"),
        AnnouncementTrigger.RETRACT: Sentence("send the correction"),
    },
    DeliveryState: {
        DeliveryState.QUEUED: Sentence("waiting to be sent"),
        DeliveryState.HANDED_OVER: Sentence("handed over to the provider"),
        DeliveryState.ACCEPTED: Sentence("accepted by the provider"),
        DeliveryState.DELIVERED: Sentence("delivered"),
        DeliveryState.OPENED: Sentence("opened"),
        DeliveryState.ANSWERED: Sentence("answered"),
        DeliveryState.UNCERTAIN: Sentence("uncertain whether it was sent"),
        DeliveryState.FAILED: Sentence("failed"),
        DeliveryState.DROPPED: Sentence("not sent, no longer needed"),
    },
    DeliveryTrigger: {
        DeliveryTrigger.HAND_OVER: Sentence("hand it over to the provider"),
        DeliveryTrigger.ACCEPT: Sentence("note that the provider has accepted it"),
        DeliveryTrigger.DELIVER: Sentence("note that it was delivered"),
        DeliveryTrigger.OPEN: Sentence("note that it was opened"),
        DeliveryTrigger.ANSWER: Sentence("note that it was answered"),
        DeliveryTrigger.DOUBT: Sentence("note that it is uncertain whether it was sent"),
        DeliveryTrigger.RETRY: Sentence("send it once more"),
        DeliveryTrigger.FAIL: Sentence("note that it failed"),
        DeliveryTrigger.DROP: Sentence("take it back"),
    },
}


def said(word: StrEnum) -> Sentence:
    """The word as a person reads it; a word of a table that is not here is said as it is written."""
    return _SAID.get(type(word), {}).get(word, Sentence(word.value))
