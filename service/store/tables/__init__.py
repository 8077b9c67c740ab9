"""Every table. Importing this package fills `Base.metadata`."""

from service.store.tables.access import ApiKeyRow, IdempotencyRow, SessionRow, UserRow
from service.store.tables.announcements import (
    AnnouncementPartRow,
    AnnouncementRow,
    ClearanceRow,
    IncidentFactRow,
    OutwardHoldRow,
    QuestionRow,
    ReleaseOrderRow,
)
from service.store.tables.base import Base
from service.store.tables.incidents import AnswerRow, IncidentRow, PlanRow, SeatCallRow, TaskRow
from service.store.tables.notices import DeliveryRow, NoticePartRow, NoticeRow, NoticeTextRow
from service.store.tables.people import AlertListVersionRow, PersonRow, PlaceRow
from service.store.tables.running import InboundRow, SettingRow, TimerRow
from service.store.tables.timeline import TimelineEntryRow, TimelineHeadRow, TimelinePersonalRow

__all__ = [
    "AlertListVersionRow",
    "AnnouncementPartRow",
    "AnnouncementRow",
    "AnswerRow",
    "ApiKeyRow",
    "Base",
    "ClearanceRow",
    "DeliveryRow",
    "IdempotencyRow",
    "InboundRow",
    "IncidentFactRow",
    "IncidentRow",
    "NoticePartRow",
    "NoticeRow",
    "NoticeTextRow",
    "OutwardHoldRow",
    "PersonRow",
    "PlaceRow",
    "PlanRow",
    "QuestionRow",
    "ReleaseOrderRow",
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
