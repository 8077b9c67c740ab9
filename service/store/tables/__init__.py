"""Every table. Importing this package fills `Base.metadata`."""

from service.store.tables.access import ApiKeyRow, IdempotencyRow, SessionRow, UserRow
from service.store.tables.base import Base
from service.store.tables.callouts import CallOutRow, PhonePinRow
from service.store.tables.incidents import AnswerRow, IncidentRow, PlanRow, SeatCallRow, TaskRow
from service.store.tables.meetings import AgendaTextRow, DecisionRow, InvitationRow, MeetingRow
from service.store.tables.notices import DeliveryRow, NoticePartRow, NoticeRow, NoticeTextRow
from service.store.tables.people import AlertListVersionRow, PersonRow, PlaceRow
from service.store.tables.roster import (
    DutyAbsenceRow,
    DutyCheckRow,
    DutyConfirmationRow,
    DutyFeedRow,
    DutyHandOverRow,
    DutyOverrideRow,
    DutyRotationRow,
    DutySwapRow,
)
from service.store.tables.running import InboundRow, SettingRow, TimerRow
from service.store.tables.timeline import TimelineEntryRow, TimelineHeadRow, TimelinePersonalRow

__all__ = [
    "AgendaTextRow",
    "AlertListVersionRow",
    "AnswerRow",
    "ApiKeyRow",
    "Base",
    "CallOutRow",
    "DecisionRow",
    "DeliveryRow",
    "DutyAbsenceRow",
    "DutyCheckRow",
    "DutyConfirmationRow",
    "DutyFeedRow",
    "DutyHandOverRow",
    "DutyOverrideRow",
    "DutyRotationRow",
    "DutySwapRow",
    "IdempotencyRow",
    "InboundRow",
    "IncidentRow",
    "InvitationRow",
    "MeetingRow",
    "NoticePartRow",
    "NoticeRow",
    "NoticeTextRow",
    "PersonRow",
    "PhonePinRow",
    "PlaceRow",
    "PlanRow",
    "SeatCallRow",
    "SessionRow",
    "SettingRow",
    "TaskRow",
    "TimelineEntryRow",
    "TimelineHeadRow",
    "TimelinePersonalRow",
    "TimerRow",
    "UserRow",
]
