"""Raise an alarm: one transaction that decides, writes and queues everything (L1-L3, F3, I1)."""

import string
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Protocol

from actioncards.model import Audience, Plan, Step
from actioncards.scenario import Begins
from flows.free_text import checked_text
from flows.incident import INCIDENT
from flows.sentences import INVALID, Refused
from flows.vocabulary import IncidentState, IncidentTrigger, Mode
from service.store import alert_list, incidents, timeline
from service.store.tables import IncidentRow
from service.work import exercises
from service.work.alarms import alarm_notice
from service.work.exercises import Drill
from service.work.level_begins import level_begins
from service.work.notices import Notice
from service.work.parts import tell_group
from service.work.plans import in_force
from service.work.record import record
from service.work.seats import begin_group, follow_if_settled
from service.work.tasks import open_detour
from service.work.unit import Unit

LONGEST_WHAT_HAPPENED: Final = 2000
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the duty chief decides: keys of the plan in force. `assessed_by` is the organisation whose risk assessment it rests on (F1).

    With `exercise` it did not happen: only those who take part are told, and every message says so (I9). `confirmed_at` is when the
    chief confirmed it on a device whose line was gone: where nobody said when it happened, it had happened by then.
    """

    level: str
    area: str
    cause: str
    what_happened: str = ""
    reported_by: str | None = None
    assessed_by: str | None = None
    occurred_at: datetime | None = None
    exercise: Drill | None = None
    confirmed_at: datetime | None = None


async def raise_alarm(unit: Unit, alarm: Alarm, *, number: int | None = None) -> IncidentRow:
    """Open an incident at a level and warn those whom the plan names; `Refused` names the field that is wrong.

    `number` is given by a rehearsal alone; an incident gets its own from the database.

    In one transaction: the incident, its timeline, one message a person, the seats' timers and the detours' tasks. Groups
    outside the circle (outward) are never told here: that waits for the executive committee (C1, I8).
    """
    plan_id, plan = await in_force(unit.session, unit.house)
    await incidents.lock_letters(unit.session)
    if alarm.confirmed_at is not None:
        alarm = replace(alarm, occurred_at=alarm.occurred_at or alarm.confirmed_at)
    incident = await new_incident(unit, plan_id, plan, alarm)
    incident.id = number  # type: ignore[assignment]  # None: the database gives one
    await open_incident(unit, incident, plan, alarm.exercise, Begins.ALARM, alarm.confirmed_at)
    await alarm_at(unit, incident, plan, alarm.level)
    return incident


async def alarm_at(unit: Unit, incident: IncidentRow, plan: Plan, level: str) -> None:
    """Make a reported incident an alarm at `level` and warn those whom the plan names; `Refused` (conflict) when it is none."""
    incident.state = INCIDENT.after(IncidentState(incident.state), IncidentTrigger.ALARM).value
    incident.level, incident.alerted_at = level, unit.now
    audience = plan.audience(level, incident.area)
    await record(
        unit,
        incident.id,
        "incident.alarm",
        {"level": level, "groups": [a.group.key for a in audience], "awaiting": awaiting_clearance(audience)},
    )
    await warn(unit, incident, plan, audience)
    unit.changed(incident.id)
    unit.wake()


def awaiting_clearance(audience: Iterable[Audience]) -> list[str]:
    """The groups that hear nothing before the executive committee has cleared it (C1)."""
    return [a.group.key for a in audience if a.step is Step.AFTER_CLEARANCE]


async def warn(unit: Unit, incident: IncidentRow, plan: Plan, audience: Iterable[Audience]) -> Notice | None:
    """Warn these groups with the alarm at the incident's level: seats are called, open groups told, detours opened (F3)."""
    at_once = [a for a in audience if a.step is Step.AT_ONCE]
    detours = [a for a in audience if a.step is Step.BY_TASK]
    notice = None
    if at_once:
        notice = await alarm_notice(unit, incident, plan, [(a.group, a.policy) for a in at_once])
        people = await alert_list.holders(unit.session, [a.group.key for a in at_once])
        for a in at_once:
            if a.group.open:
                await notice.record(unit)
                await tell_group(
                    unit, notice, group=a.group.key, area=a.area.key if a.area else None, tier=a.group.tier, media=a.policy.media
                )
            else:
                await begin_group(unit, incident, plan, a.group, a.policy, notice, people)
        await notice.record(unit)
    for a in detours:
        await open_detour(unit, incident, plan, a.group)
    await level_begins(unit, incident, plan)
    await follow_if_settled(unit, incident)
    return notice


async def new_incident(unit: Unit, plan_id: int, plan: Plan, alarm: Alarm) -> IncidentRow:
    """The incident that this alarm would open, checked against the plan and not stored; `Refused` names the wrong field."""
    known(plan.levels, alarm.level, "level", "The plan has no level '{key}'. Choose one of: {allowed}.")
    known_cause(plan, alarm.level, alarm.cause)
    return await reported_row(unit, plan_id, plan, alarm)


class Report(Protocol):
    """What an incident begins with; `cause` may be empty where nobody has named one yet (F1)."""

    @property
    def area(self) -> str: ...  # noqa: D102 - a key of the plan
    @property
    def cause(self) -> str: ...  # noqa: D102 - a key of the plan
    @property
    def what_happened(self) -> str: ...  # noqa: D102 - in the reporter's own words
    @property
    def reported_by(self) -> str | None: ...  # noqa: D102 - an organisation of the plan
    @property
    def assessed_by(self) -> str | None: ...  # noqa: D102 - an organisation of the plan
    @property
    def occurred_at(self) -> datetime | None: ...  # noqa: D102 - aware
    @property
    def exercise(self) -> Drill | None: ...  # noqa: D102 - that it did not happen


async def reported_row(unit: Unit, plan_id: int, plan: Plan, report: Report, caller: int | None = None) -> IncidentRow:
    """The incident that begins with this report, checked against the plan and not stored; `Refused` names the wrong field.

    A `caller` takes part in the exercise that they call out in.
    """
    text = _checked(plan, report, unit.now)
    version = await alert_list.latest_version(unit.session)
    drill = report.exercise
    reporter = report.reported_by or plan.defaults.reported_by
    return IncidentRow(
        code=await _letter(unit),
        mode=(Mode.EXERCISE if drill else unit.house.mode).value,
        plan_id=plan_id,
        list_version=version.id if version else None,
        state=IncidentState.REPORTED.value,
        area=report.area,
        cause=report.cause,
        what_happened=text,
        reported_by=reporter,
        assessed_by=report.assessed_by or reporter,
        occurred_at=report.occurred_at or unit.now,
        reported_at=unit.now,
        closing_text="",
        participants=await exercises.participants(unit, plan, drill, report.area, caller) if drill else [],
    )


async def open_incident(
    unit: Unit, incident: IncidentRow, plan: Plan, drill: Drill | None, begins: Begins, confirmed_at: datetime | None = None
) -> None:
    """Store a new incident and begin its timeline; with `drill` it is an exercise, `begins` what it begins with."""
    unit.session.add(incident)
    await unit.session.flush()
    await timeline.start(unit.session, incident.id)
    data = {name: getattr(incident, name) for name in ("code", "area", "cause", "reported_by", "assessed_by")}
    data |= {"confirmed": confirmed_at.isoformat() if confirmed_at else None}
    data = {name: value for name, value in data.items() if value}
    personal = {"text": incident.what_happened} if incident.what_happened else None
    await record(unit, incident.id, "incident.reported", data, personal, occurred_at=incident.occurred_at)
    if drill is not None:
        await exercises.begin(unit, incident, plan, drill, begins)


def _checked(plan: Plan, report: Report, now: datetime) -> str:
    """Every field against the plan; the sentence for a wrong one says what is allowed (I13)."""
    known(plan.areas, report.area, "area", "The plan has no area '{key}'. Choose one of: {allowed}.")
    for name, key in (("reported_by", report.reported_by), ("assessed_by", report.assessed_by)):
        if key is not None:
            known(plan.organisations, key, name, "The plan has no organisation '{key}'. Choose one of: {allowed}.")
    if report.occurred_at is not None and report.occurred_at > now:
        raise Refused("The time lies in the future. Give the time it happened, or leave it out.", field="occurred_at", kind=INVALID)
    return checked_text(report.what_happened, field="what_happened", longest=LONGEST_WHAT_HAPPENED)


def known_cause(plan: Plan, level: str, cause: str) -> None:
    """`Refused` unless the level has that cause."""
    causes = [c.key for c in plan.levels[level].causes]
    known(causes, cause, "cause", "The level has no cause '{key}'. Choose one of: {allowed}.")


def known(allowed: Iterable[str], key: str, field_name: str, otherwise: str) -> None:
    """`Refused` with what is allowed, unless `key` is among it."""
    keys = list(allowed)
    if key not in keys:
        raise Refused(otherwise, field=field_name, kind=INVALID, key=key[:80], allowed=", ".join(keys))


async def _letter(unit: Unit) -> str:
    """The letter that has rested longest: a late answer with the letter of an incident that has ended still means that one.

    An alarm is never refused for want of one: when running incidents have them all, it shares one of those that fewest have.
    """
    used = await incidents.letters_used(unit.session)
    rested = {letter: used.get(letter, incidents.LetterUse(0, None)) for letter in string.ascii_uppercase}
    return min(rested, key=lambda letter: (rested[letter].running, rested[letter].ended or _NEVER))
