"""Every table. Importing this package fills `Base.metadata`."""

from service.store.tables.access import ApiKeyRow, IdempotencyRow, SessionRow, UserRow
from service.store.tables.base import Base
from service.store.tables.housing import (
    HousingAssessmentRow,
    HousingFigureRow,
    HousingRoundRow,
    SituationReportRow,
    SituationSendingRow,
)
from service.store.tables.incidents import AnswerRow, IncidentRow, PlanRow, SeatCallRow, TaskRow
from service.store.tables.notices import DeliveryRow, NoticePartRow, NoticeRow, NoticeTextRow
from service.store.tables.people import AlertListVersionRow, PersonRow, PlaceRow
from service.store.tables.running import InboundRow, SettingRow, TimerRow
from service.store.tables.timeline import TimelineEntryRow, TimelineHeadRow, TimelinePersonalRow

__all__ = [
    "AlertListVersionRow",
    "AnswerRow",
    "ApiKeyRow",
    "Base",
    "DeliveryRow",
    "HousingAssessmentRow",
    "HousingFigureRow",
    "HousingRoundRow",
    "IdempotencyRow",
    "InboundRow",
    "IncidentRow",
    "NoticePartRow",
    "NoticeRow",
    "NoticeTextRow",
    "PersonRow",
    "PlaceRow",
    "PlanRow",
    "SeatCallRow",
    "SessionRow",
    "SettingRow",
    "SituationReportRow",
    "SituationSendingRow",
    "TaskRow",
    "TimelineEntryRow",
    "TimelineHeadRow",
    "TimelinePersonalRow",
    "TimerRow",
    "UserRow",
]
