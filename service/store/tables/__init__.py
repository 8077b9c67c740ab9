"""Every table. Importing this package fills `Base.metadata`."""

from service.store.tables.access import AccessChangeRow, ApiKeyRow, IdempotencyRow, PasswordLinkRow, SessionRow, UserRow
from service.store.tables.announcements import (
    AnnouncementPartRow,
    AnnouncementRow,
    ClearanceRow,
    IncidentFactRow,
    LinkTakenBackRow,
    OutwardHoldRow,
    QuestionRow,
    ReleaseOrderRow,
)
from service.store.tables.base import Base
from service.store.tables.callouts import CallOutRow, PhonePinRow
from service.store.tables.cards import CardStepRow, EvaluationRow, FollowUpRow, UpdateDueRow
from service.store.tables.exercises import ExerciseRow, InjectRow
from service.store.tables.housing import (
    HousingAssessmentRow,
    HousingFigureRow,
    HousingRoundRow,
    SituationReportRow,
    SituationSendingRow,
)
from service.store.tables.incidents import AnswerRow, IncidentRow, PlanRow, SeatCallRow, TaskRow
from service.store.tables.meetings import AgendaTextRow, DecisionRow, InvitationRow, MeetingRow
from service.store.tables.notices import DeliveryRow, NoticePartRow, NoticeRow, NoticeTextRow
from service.store.tables.paper import PaperRow
from service.store.tables.people import AlertListVersionRow, PersonRow, PlaceRow
from service.store.tables.photos import PhotoRow
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
from service.store.tables.upkeep import OwnDataQuestionRow, PlanChangeRow, PlanSignatureRow

__all__ = [
    "AccessChangeRow",
    "AgendaTextRow",
    "AlertListVersionRow",
    "AnnouncementPartRow",
    "AnnouncementRow",
    "AnswerRow",
    "ApiKeyRow",
    "Base",
    "CallOutRow",
    "CardStepRow",
    "ClearanceRow",
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
    "EvaluationRow",
    "ExerciseRow",
    "FollowUpRow",
    "HousingAssessmentRow",
    "HousingFigureRow",
    "HousingRoundRow",
    "IdempotencyRow",
    "InboundRow",
    "IncidentFactRow",
    "IncidentRow",
    "InjectRow",
    "InvitationRow",
    "LinkTakenBackRow",
    "MeetingRow",
    "NoticePartRow",
    "NoticeRow",
    "NoticeTextRow",
    "OutwardHoldRow",
    "OwnDataQuestionRow",
    "PaperRow",
    "PasswordLinkRow",
    "PersonRow",
    "PhonePinRow",
    "PhotoRow",
    "PlaceRow",
    "PlanChangeRow",
    "PlanRow",
    "PlanSignatureRow",
    "QuestionRow",
    "ReleaseOrderRow",
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
    "UpdateDueRow",
    "UserRow",
]
