"""A meeting with what it belongs to, and the rules that its plan has for it (F5, F8)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from actioncards.levels import Level
from actioncards.model import Group, MeetingPlan, Plan
from flows import incident as incident_flow
from flows.invitation import Before
from flows.meeting import Hours, Rule
from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import IncidentState, MeetingState
from service.store import meetings as rows
from service.store.tables import IncidentRow, MeetingRow
from service.work.incident_row import incident_for_update
from service.work.plans import plan_of
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting, its incident and plan, and how the plan has meetings."""

    meeting: MeetingRow
    incident: IncidentRow
    plan: Plan
    terms: MeetingPlan

    @property
    def committee(self) -> Group:
        """Who meets."""
        return self.plan.group(self.plan.executive_committee)

    @property
    def before(self) -> Before:
        """When a silent seat is asked again, its deputy asked, and the duty chief told."""
        minutes = (self.terms.remind_minutes, self.terms.deputy_minutes, self.terms.chief_minutes)
        return Before(*(timedelta(minutes=m) for m in minutes))


async def gather(unit: Unit, meeting_id: int) -> Gathering:
    """The meeting, with its incident locked so that decisions about it queue up; `Refused` (not found)."""
    found = await rows.meeting(unit.session, meeting_id)
    if found is None:
        raise Refused("There is no meeting {number}.", kind=NOT_FOUND, number=meeting_id)
    incident = await incident_for_update(unit, found.incident_id)
    await unit.session.refresh(found)
    plan = await plan_of(unit, incident)
    return Gathering(found, incident, plan, terms_of(plan))


def terms_of(plan: Plan) -> MeetingPlan:
    """How the plan has meetings; `Refused` (conflict) when it has none."""
    if plan.meeting is None:
        raise Refused("The plan says nothing about meetings. Add `meeting` to its plan.yaml.", kind=CONFLICT)
    return plan.meeting


def require_running(incident: IncidentRow) -> str:
    """The level of an incident that runs; `Refused` (conflict) for one that is only reported, or closed."""
    incident_flow.require_running(IncidentState(incident.state), incident_flow.NO_MEETING)
    assert incident.level is not None
    return incident.level


_MET: Final = (MeetingState.HELD.value, MeetingState.CLOSED.value)


async def rule_of(unit: Unit, incident: IncidentRow, plan: Plan) -> Rule:
    """When the committee may meet, at the incident's level; the deadline is kept once it has met (F8)."""
    level = plan.level(require_running(incident))
    met = any(m.state in _MET for m in await rows.meetings_of(unit.session, incident.id))
    return rule_at(plan, level, met=met)


def rule_at(plan: Plan, level: Level, *, met: bool) -> Rule:
    """When the committee may meet at a level; `met` once it has, and the deadline is kept."""
    notice = max(level.meeting.notice_minutes, plan.deadlines.meeting_notice_minutes)
    deadline = level.meeting.deadline_minutes
    return Rule(
        at_once=level.meeting.at_once,
        notice=timedelta(minutes=notice),
        deadline=timedelta(minutes=deadline) if deadline is not None and not met else None,
        next_morning=None if met else plan.deadlines.next_morning,
    )


def hours_of(plan: Plan) -> Hours:
    """The plan's office hours."""
    hours = terms_of(plan).office_hours
    return Hours(hours.opens, hours.closes)


def zone_of(plan: Plan) -> ZoneInfo:
    """The plan's clock."""
    return ZoneInfo(plan.timezone)
