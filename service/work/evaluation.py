"""The evaluation of an incident that is over: what people wrote, what was measured, and what follows (F7, U1)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from actioncards.model import Plan
from flows.free_text import checked_text
from flows.meeting import deadline_of
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from flows.vocabulary import CardState, IncidentState, SeatState
from service.domain.evaluation import HALF, CardCount, Evaluation, FollowUp, Measure, Measured, Measuring, Standing, moment_of_share
from service.store import cards, incidents
from service.store import evaluations as rows
from service.store.tables import EvaluationRow, FollowUpRow, IncidentRow
from service.work import closing
from service.work.board import tasks_of
from service.work.gathering import rule_at, zone_of
from service.work.incident_row import incident_for_update, incident_of
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit

LONGEST_TEXT: Final = 10_000
LONGEST_FOLLOW_UP: Final = 500
LONGEST_OWNER: Final = 120


@dataclass(frozen=True, slots=True)
class FollowUpDraft:
    """What is to be done, by whom, at the latest when."""

    text: str
    owner: str
    due_on: date


async def evaluation_of(unit: Unit, incident_id: int) -> Evaluation:
    """The evaluation as it stands; the measures are made anew each time. `Refused` (not found)."""
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    written = await rows.evaluation(unit.session, incident_id)
    calls = await incidents.seats(unit.session, incident_id)
    today = unit.now.astimezone(unit.house.zone).date()
    return Evaluation(
        incident_id=incident_id,
        alerted_at=incident.alerted_at,
        went_well=written.went_well if written else "",
        went_badly=written.went_badly if written else "",
        changed_at=written.changed_at if written else None,
        measures=await measures_of(unit, incident, plan),
        cards=await _cards(unit, incident),
        seats=len(calls),
        seats_answered=sum(call.state == SeatState.ANSWERED for call in calls),
        decisions=tuple(task for task in await tasks_of(unit, plan, incident_id) if task.decided),
        follow_ups=tuple(_follow_up(row, today) for row in await rows.follow_ups(unit.session, incident_id)),
    )


async def measures_of(unit: Unit, incident: IncidentRow, plan: Plan) -> tuple[Measure, ...]:
    """The moments that count, from the alarm on, beside the plan's deadlines; empty when there was no alarm."""
    since = incident.alerted_at
    if since is None or incident.level is None:
        return ()
    level = plan.level(incident.level)
    answered = [call.answered_at for call in await incidents.seats(unit.session, incident.id)]
    cadence = timedelta(minutes=level.update_cadence_minutes)
    followed = since + timedelta(minutes=level.answers_within_minutes)
    by = Measuring(since, incident.called_off_at or unit.now, runs=incident.called_off_at is None)
    return (
        by.measure(Measured.FIRST_WARNED, await rows.first_handed(unit.session, incident.id)),
        by.measure(Measured.HALF_ANSWERED, moment_of_share(answered, HALF), followed),
        by.measure(Measured.ALL_ANSWERED, moment_of_share(answered, 1)),
        by.measure(
            Measured.MEETING,
            await rows.first_entry(unit.session, incident.id, "meeting.held"),
            deadline_of(rule_at(plan, level, met=False), zone_of(plan), since) if plan.meeting else None,
        ),
        by.measure(
            Measured.FIRST_UPDATE,
            await rows.first_entry(unit.session, incident.id, "incident.updated"),
            since + cadence if cadence else None,
        ),
    )


async def _cards(unit: Unit, incident: IncidentRow) -> CardCount:
    steps = await cards.steps(unit.session, incident.id)
    done = [step for step in steps if step.state == CardState.DONE]
    over = incident.called_off_at
    undone = [s for s in steps if s.state in (CardState.OPEN, CardState.OVERDUE) or (s.state == CardState.CANCELLED and s.ended_at == over)]
    return CardCount(
        in_time=sum(step.overdue_at is None for step in done),
        late=sum(step.overdue_at is not None for step in done),
        declined=sum(step.state == CardState.DECLINED for step in steps),
        undone=len(undone),
    )


async def write_evaluation(unit: Unit, incident_id: int, went_well: str, went_badly: str) -> None:
    """Write what went well and what did not; it can be written on until the evaluation is closed."""
    await _evaluating(unit, incident_id)
    well = checked_text(went_well, field="went_well", longest=LONGEST_TEXT)
    badly = checked_text(went_badly, field="went_badly", longest=LONGEST_TEXT)
    row = await rows.evaluation(unit.session, incident_id)
    if row is None:
        row = EvaluationRow(incident_id=incident_id, went_well="", went_badly="", changed_at=unit.now, changed_by=unit.actor)
        unit.session.add(row)
    if (row.went_well, row.went_badly) == (well, badly):
        return
    row.went_well, row.went_badly, row.changed_at, row.changed_by = well, badly, unit.now, unit.actor
    await record(unit, incident_id, "evaluation.written", {}, {"went_well": well or "-", "went_badly": badly or "-"})


async def add_follow_up(unit: Unit, incident_id: int, draft: FollowUpDraft) -> FollowUpRow:
    """Note what is to be done, also while the evaluation is closed already; `Refused` names the field."""
    incident = await incident_for_update(unit, incident_id)
    if incident.state not in (IncidentState.CALLED_OFF, IncidentState.EVALUATED):
        raise Refused("The incident still runs. Follow-ups are noted when it has been called off.", kind=CONFLICT)
    text = checked_text(draft.text, field="text", longest=LONGEST_FOLLOW_UP)
    owner = checked_text(draft.owner, field="owner", longest=LONGEST_OWNER)
    if not text:
        raise Refused("Write what is to be done.", field="text", kind=INVALID)
    if not owner:
        raise Refused("Write who is to do it.", field="owner", kind=INVALID)
    if draft.due_on < unit.now.astimezone(unit.house.zone).date():
        raise Refused("The day has passed. Give a day that is still to come.", field="due_on", kind=INVALID)
    row = FollowUpRow(incident_id=incident_id, text=text, owner=owner, due_on=draft.due_on, entered_at=unit.now)
    unit.session.add(row)
    await unit.session.flush()
    await record(
        unit, incident_id, "follow_up.added", {"follow_up": row.id, "day": draft.due_on.isoformat()}, {"text": text, "owner": owner}
    )
    return row


async def finish_follow_up(unit: Unit, follow_up_id: int) -> FollowUpRow:
    """It has been done; done twice is done once. `Refused` (not found)."""
    row = await unit.session.get(FollowUpRow, follow_up_id)
    if row is None:
        raise Refused("There is no follow-up {number}.", kind=NOT_FOUND, number=follow_up_id)
    await incident_for_update(unit, row.incident_id)
    await unit.session.refresh(row)
    if row.done_at is None:
        row.done_at, row.done_by = unit.now, unit.actor
        await record(unit, row.incident_id, "follow_up.done", {"follow_up": row.id}, {"text": row.text})
    return row


async def close_evaluation(unit: Unit, incident_id: int, text: str = "") -> IncidentRow:
    """The evaluation is done: its measures are frozen in the timeline, and it is written on no more."""
    incident = await _evaluating(unit, incident_id)
    found = await evaluation_of(unit, incident_id)
    for one in found.measures:
        kind, duration = _said(one), _duration(one.seconds)
        await record(unit, incident.id, kind, {"what": one.what.value, **({"duration": duration} if duration else {})})
    cards = found.cards
    counts = {"in_time": cards.in_time, "late": cards.late, "declined": cards.declined, "undone": cards.undone}
    await record(unit, incident.id, "measure.cards", counts)
    await record(unit, incident.id, "measure.seats", {"answered": found.seats_answered, "seats": found.seats})
    return await closing.evaluate(unit, incident_id, text)


def _said(one: Measure) -> str:
    if one.at is None:
        return "measure.ended_before" if one.standing is Standing.ENDED_BEFORE else "measure.never"
    return {None: "measure.noted", True: "measure.kept", False: "measure.late"}[one.kept]


def _duration(seconds: int | None) -> str:
    """Hours, minutes and seconds: `0:12:05`."""
    return "" if seconds is None else f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


async def _evaluating(unit: Unit, incident_id: int) -> IncidentRow:
    incident = await incident_for_update(unit, incident_id)
    if incident.state == IncidentState.EVALUATED:
        raise Refused("The evaluation is closed. What is learnt later goes into the log.", kind=CONFLICT)
    if incident.state != IncidentState.CALLED_OFF:
        raise Refused("The incident still runs. It is evaluated when it has been called off.", kind=CONFLICT)
    return incident


def _follow_up(row: FollowUpRow, today: date) -> FollowUp:
    return FollowUp(row.id, row.incident_id, row.text, row.owner, row.due_on, row.done_at is None and row.due_on < today, row.done_at)
