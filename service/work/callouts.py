"""Call the duty chief out: any party of the plan can, and it never ends in silence (F1, F2)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from actioncards.model import News, Plan
from actioncards.scenario import Begins
from flows.call_out import pause_after
from flows.free_text import checked_text
from flows.sentences import INVALID, NOT_ALLOWED, Refused
from flows.vocabulary import AnswerKind, CallOutVia, IncidentState, NoticeKind, SeatState
from service.store import alert_list, callouts, incidents, timers
from service.store.outbox import drop_unsent
from service.store.tables import CallOutRow, IncidentRow, PersonRow, SeatCallRow
from service.work.alarms import call_out_notice
from service.work.call_out_news import tell_caller
from service.work.duty import on_duty, on_duty_now, record_passed_over
from service.work.exercises import Drill
from service.work.incidents import known, open_incident, reported_row
from service.work.notices import usable_media
from service.work.plans import in_force, plan_of
from service.work.record import record, record_dropped
from service.work.seats import CHIEF_TIMER, begin_group
from service.work.unit import Unit

LONGEST_GROUNDS: Final = 1000
_WRITTEN: Final = (CallOutVia.PAGE, CallOutVia.API)


@dataclass(frozen=True, slots=True)
class CallOut:
    """What somebody calls the duty chief out with; `reported_by` and `assessed_by` are organisations of the plan.

    `grounds` is the professional risk assessment in words (F1), asked for where it can be written at leisure; `assessed_by` is
    `reported_by` when left out. `caller_person` is the caller's own entry on the alert list, where there is one: they are told
    what becomes of it. With `exercise` it did not happen (I9).
    """

    area: str
    what_happened: str
    reported_by: str
    via: CallOutVia
    grounds: str = ""
    assessed_by: str | None = None
    cause: str = ""
    occurred_at: datetime | None = None
    caller_person: int | None = None
    exercise: Drill | None = None


async def call_out(unit: Unit, wanted: CallOut) -> IncidentRow:
    """Open an incident that has only been reported and call whoever is on duty; `Refused` names the wrong field.

    The same person calling again for the same area, while nobody has assessed their first call, adds to that one.
    """
    plan_id, plan = await in_force(unit.session, unit.house)
    _check_organisation(plan, wanted.reported_by)
    grounds = _checked_grounds(wanted)
    if wanted.cause:
        causes = [cause.key for level in plan.levels.values() for cause in level.causes]
        known(causes, wanted.cause, "cause", "The plan has no cause '{key}'. Choose one of: {allowed}.")
    await incidents.lock_letters(unit.session)
    incident = await reported_row(unit, plan_id, plan, wanted, wanted.caller_person)
    earlier = await _earlier(unit, wanted)
    if earlier is not None:
        await _add_to(unit, earlier, incident.what_happened, grounds, wanted.via)
        return earlier
    await open_incident(unit, incident, plan, wanted.exercise, Begins.CALL_OUT)
    await _begin(unit, incident, plan, wanted, grounds)
    unit.wake()
    return incident


def _check_organisation(plan: Plan, key: str) -> None:
    known(plan.organisations, key, "reported_by", "The plan has no organisation '{key}'. Choose one of: {allowed}.")
    if not plan.organisations[key].activates:
        raise Refused(
            "{organisation} cannot call the duty chief out. These can: {allowed}.",
            field="reported_by",
            kind=NOT_ALLOWED,
            organisation=plan.organisations[key].label.da,
            allowed=", ".join(one.label.da for one in plan.organisations.values() if one.activates),
        )


def _checked_grounds(wanted: CallOut) -> str:
    grounds = checked_text(wanted.grounds, field="grounds", longest=LONGEST_GROUNDS)
    if not grounds and wanted.via in _WRITTEN:
        raise Refused("A call-out rests on a risk assessment. Write in a few words what it says.", field="grounds", kind=INVALID)
    if wanted.via in _WRITTEN and not wanted.what_happened.strip():
        raise Refused("Write in a few words what has happened.", field="what_happened", kind=INVALID)
    return grounds


async def _earlier(unit: Unit, wanted: CallOut) -> IncidentRow | None:
    if wanted.caller_person is None:
        return None
    found = await callouts.repeated(unit.session, wanted.caller_person, wanted.area, exercise=wanted.exercise is not None)
    incident = await incidents.incident(unit.session, found.id, lock=True) if found else None
    return incident if incident and incident.state == IncidentState.REPORTED else None


async def _add_to(unit: Unit, incident: IncidentRow, text: str, grounds: str, via: CallOutVia) -> None:
    personal = {key: value for key, value in (("text", text), ("grounds", grounds)) if value}
    await record(unit, incident.id, "callout.repeated", {"call_out": via.value}, personal)


async def _begin(unit: Unit, incident: IncidentRow, plan: Plan, wanted: CallOut, grounds: str) -> None:
    caller = await alert_list.person(unit.session, wanted.caller_person) if wanted.caller_person is not None else None
    unit.session.add(
        CallOutRow(
            incident_id=incident.id,
            via=wanted.via.value,
            grounds=grounds,
            caller_person=caller.id if caller else None,
            caller_actor=unit.actor,
            rounds=0,
            outcome_text="",
        )
    )
    await unit.session.flush()
    personal = {"grounds": grounds} if grounds else {}
    data: dict[str, str | int] = {"call_out": wanted.via.value, "organisation": incident.reported_by}
    if caller is not None:
        data["person"] = caller.id
        personal |= {f"person:{caller.id}": {"name": caller.name, "organisation": caller.organisation}}  # type: ignore[dict-item]  # JSON
    await record(unit, incident.id, "callout.made", data, personal)
    chief = plan.duty_chief
    notice = await call_out_notice(unit, incident, plan)
    group = plan.group(chief.group)
    only_the_seat = replace(group, seats=(group.seat(chief.seat),))
    found = await on_duty(unit, plan)
    await record_passed_over(unit, incident.id, found)
    people = {(chief.group, chief.seat): list(found.people)}
    await begin_group(unit, incident, plan, only_the_seat, chief.policy, notice, people)
    await notice.record(unit)


async def everyone_again(unit: Unit, seat_call_id: int) -> None:
    """Nobody on duty has answered or could be told: call them all, on everything at once, and again until somebody answers (F2).

    Whoever has said that they cannot is left in peace. Who is on duty may have changed meanwhile.
    """
    call = await incidents.seat(unit.session, seat_call_id)
    incident = await incidents.incident(unit.session, call.incident_id, lock=True) if call else None
    if call is None or incident is None or incident.state != IncidentState.REPORTED or call.state != SeatState.UNREACHABLE:
        return
    row = await callouts.of_incident(unit.session, incident.id)
    if row is None:
        return
    plan = await plan_of(unit, incident)
    row.rounds += 1
    people = await _still_silent(unit, incident, await on_duty_now(unit, plan))
    told = await _tell_all(unit, incident, plan, call, people)
    names = {f"person:{p.id}": {"name": p.name} for p in told}
    await record(
        unit,
        incident.id,
        "callout.round" if told else "callout.nobody_reachable",
        {"round": row.rounds, "people": [p.id for p in told]},
        names,
    )
    await tell_caller(unit, incident, plan, News.NOBODY_YET if told else News.NOBODY_REACHABLE)
    due_at = unit.now + timedelta(minutes=pause_after(row.rounds, plan.duty_chief.again_minutes))
    call.due_at = due_at
    await timers.set_timer(unit.session, unit.now, kind=CHIEF_TIMER, subject_id=call.id, due_at=due_at, incident_id=incident.id)


async def _still_silent(unit: Unit, incident: IncidentRow, people: Collection[PersonRow]) -> list[PersonRow]:
    answers = await incidents.newest_answers_of(unit.session, incident.id, [p.id for p in people], NoticeKind.CALL_OUT)
    return [p for p in people if p.id not in answers or answers[p.id].kind != AnswerKind.CANNOT]


async def _tell_all(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, people: Collection[PersonRow]) -> list[PersonRow]:
    """Tell these people anew; returns those who could be told."""
    dropped = await drop_unsent(unit.session, incident.id, unit.now, kinds=[NoticeKind.CALL_OUT.value])
    await record_dropped(unit, incident.id, dropped, "stale")
    call.people = list(dict.fromkeys([*call.people, *(p.id for p in people)]))
    call.position = len(call.people)
    media = {p.id: usable_media(unit, p, plan.duty_chief.policy.media, incident) for p in people}
    reachable = [p for p in people if media[p.id]]
    if reachable:
        notice = await call_out_notice(unit, incident, plan)
        call.notice_id = notice.row.id
        for person in reachable:
            for medium in media[person.id]:
                await notice.tell(unit, person, medium, plan.group(call.group_key).tier, call.id)
        await notice.record(unit)
    return reachable
