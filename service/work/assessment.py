"""The duty chief's assessment of a call-out: take it, and make it an alarm, a briefing or nothing more (F1, F2, F13)."""

from dataclasses import dataclass
from typing import Final

from actioncards.check_coverage import BRIEFED_BY
from actioncards.model import Group, News, Plan
from flows import seat as flow
from flows.free_text import checked_text
from flows.incident import INCIDENT, NOT_ALARMED, NOT_BRIEFED, NOT_CLOSED, UNASSESSED, require_unassessed
from flows.sentences import CONFLICT, INVALID, Refused, Sentence
from flows.vocabulary import (
    AnswerKind,
    AnswerVia,
    Assessment,
    IncidentState,
    IncidentTrigger,
    Lane,
    Medium,
    NoticeKind,
    SeatState,
    Tier,
)
from service.domain.preview import Preview
from service.store import alert_list, callouts, incidents, timers
from service.store.audience import spoken_media
from service.store.outbox import drop_unsent
from service.store.tables import IncidentRow, PersonRow, SeatCallRow
from service.work import answers
from service.work.call_out_news import taken, tell_caller
from service.work.chief import facts_now
from service.work.incident_row import incident_for_update, incident_of
from service.work.incidents import LONGEST_WHAT_HAPPENED, alarm_at, known, known_cause
from service.work.notices import Notice, open_notice, usable_media
from service.work.parts import tell_addressed, tell_group
from service.work.plans import plan_of
from service.work.preview import preview_of
from service.work.record import record, record_dropped
from service.work.seats import CHIEF_TIMER, TIMER, calling_of, store
from service.work.unit import Unit

LONGEST_TEXT: Final = 500


@dataclass(frozen=True, slots=True)
class ToAlarm:
    """An alarm at a level (L1, L2); area and words replace what the caller said where they are given."""

    level: str
    cause: str
    area: str | None = None
    what_happened: str | None = None


@dataclass(frozen=True, slots=True)
class Briefing:
    """Words for the groups that only need to know (F13)."""

    text: str
    groups: tuple[str, ...]


async def take(unit: Unit, incident_id: int, person_id: int | None = None) -> IncidentRow:
    """*I take it*: the calling stops and the caller is told. `person_id` is the user's own entry on the alert list.

    Whoever is not on duty can take it as well, and somebody else's having taken it stands: the first one counts.
    """
    incident = await incident_for_update(unit, incident_id)
    plan = await plan_of(unit, incident)
    if incident.state not in UNASSESSED:
        raise Refused("The call-out has been assessed already. Open the incident.", kind=CONFLICT)
    call = await _chiefs_call(unit, incident, plan)
    if call is None or call.state == SeatState.ANSWERED:
        return incident
    if person_id in call.people:
        await answers.take(unit, incident_id, answers.Reply(person_id, AnswerKind.SEEN, AnswerVia.PAGE))
    else:
        await _taken_by_another(unit, incident, plan, call, person_id)
    return incident


async def _taken_by_another(unit: Unit, incident: IncidentRow, plan: Plan, call: SeatCallRow, person_id: int | None) -> None:
    store(call, flow.answered(calling_of(call)))
    call.answered_by, call.answer_kind, call.answered_at = person_id, AnswerKind.SEEN.value, unit.now
    for kind in (TIMER, CHIEF_TIMER):
        await timers.cancel(unit.session, unit.now, kind=kind, subject_id=call.id)
    dropped = await drop_unsent(unit.session, incident.id, unit.now, kinds=[NoticeKind.CALL_OUT.value])
    await record_dropped(unit, incident.id, dropped, "seat_answered")
    await taken(unit, incident, plan, person_id)


async def _chiefs_call(unit: Unit, incident: IncidentRow, plan: Plan) -> SeatCallRow | None:
    calls = await incidents.seats(unit.session, incident.id)
    return next((c for c in calls if c.group_key == plan.duty_chief.group), None)


async def to_alarm(unit: Unit, incident_id: int, choice: ToAlarm, person_id: int | None = None) -> IncidentRow:
    """The call-out is a crisis: raise the alarm at a level, with the incident that the call began (F1, F3)."""
    incident, plan = await _assessing(unit, incident_id, NOT_ALARMED)
    _choose(incident, plan, choice)
    await take(unit, incident_id, person_id)
    data = {"level": choice.level, "area": incident.area, "cause": incident.cause}
    await _assessed(unit, incident, Assessment.ALARM, "", data)
    await alarm_at(unit, incident, plan, choice.level)
    await tell_caller(unit, incident, plan, News.ALARM)
    return incident


async def preview_alarm(unit: Unit, incident_id: int, choice: ToAlarm) -> Preview:
    """What `to_alarm` would do with this choice now; writes nothing. `Refused` as the alarm itself would be."""
    incident = await incident_of(unit, incident_id)
    require_unassessed(IncidentState(incident.state), NOT_ALARMED)
    plan = await plan_of(unit, incident)
    unit.session.expunge(incident)  # what is set on it from here is never stored
    _choose(incident, plan, choice)
    incident.level = choice.level
    return await preview_of(unit, incident, plan, choice.level)


def _choose(incident: IncidentRow, plan: Plan, choice: ToAlarm) -> None:
    known(plan.levels, choice.level, "level", "The plan has no level '{key}'. Choose one of: {allowed}.")
    known_cause(plan, choice.level, choice.cause)
    if choice.area is not None:
        known(plan.areas, choice.area, "area", "The plan has no area '{key}'. Choose one of: {allowed}.")
        incident.area = choice.area
    if choice.what_happened is not None:
        incident.what_happened = checked_text(choice.what_happened, field="what_happened", longest=LONGEST_WHAT_HAPPENED)
    incident.cause = choice.cause


async def to_briefing(unit: Unit, incident_id: int, briefing: Briefing, person_id: int | None = None) -> IncidentRow:
    """No crisis: brief the chosen groups, and keep an eye on it (F13). It can become an alarm, or be closed, later."""
    incident, plan = await _assessing(unit, incident_id, NOT_BRIEFED)
    text = _required(briefing.text, "text", "A briefing needs its words. Write what the partners should know.")
    groups = _briefable(plan, briefing.groups)
    first = incident.state == IncidentState.REPORTED
    await take(unit, incident_id, person_id)
    if first:
        await _assessed(unit, incident, Assessment.BRIEFING, text, {})
    incident.state = INCIDENT.after(IncidentState(incident.state), IncidentTrigger.BRIEF).value
    await record(unit, incident.id, "incident.briefed", {"groups": [group.key for group in groups]}, {"text": text})
    await _brief(unit, incident, plan, groups, text)
    if first:
        await tell_caller(unit, incident, plan, News.BRIEFING)
    return incident


async def to_closed(unit: Unit, incident_id: int, reason: str, person_id: int | None = None) -> IncidentRow:
    """Nothing more: close the call-out with a reason. The caller is told, and so are those who were briefed."""
    incident, plan = await _assessing(unit, incident_id, NOT_CLOSED)
    reason = _required(reason, "reason", "Closing needs a reason. Write why in a few words.")
    await take(unit, incident_id, person_id)
    was_briefed = incident.state == IncidentState.BRIEFED
    incident.state = INCIDENT.after(IncidentState(incident.state), IncidentTrigger.CLOSE).value
    incident.called_off_at, incident.closing_text = unit.now, reason
    await _assessed(unit, incident, Assessment.CLOSED, reason, {})
    await record(unit, incident.id, "incident.closed", {}, {"reason": reason})
    await record_dropped(unit, incident.id, await drop_unsent(unit.session, incident.id, unit.now), "called_off")
    await timers.cancel(unit.session, unit.now, incident_id=incident.id)
    await incidents.close_parts(unit.session, incident.id, unit.now)
    if was_briefed:
        combos = [(Tier(t), Medium(m)) for t, m in await spoken_media(unit.session, incident.id)]
        await tell_addressed(unit, await _notice(unit, incident, plan, reason, combos))
    await tell_caller(unit, incident, plan, News.CLOSED, {"reason": reason})
    unit.wake()
    return incident


def briefable(plan: Plan) -> list[Group]:
    """The groups that a briefing can go to: not outward ones (C1), nor those that another seat tells (F3)."""
    return [
        group
        for group in plan.groups.values()
        if not group.outward and not group.warned_by and group.key != plan.duty_chief.group and _media_for(plan, group)
    ]


def _briefable(plan: Plan, keys: tuple[str, ...]) -> list[Group]:
    if not keys:
        raise Refused("Choose at least one group to brief.", field="groups", kind=INVALID)
    allowed = {group.key: group for group in briefable(plan)}
    for key in keys:
        known(plan.groups, key, "groups", "The plan has no group {key}. Choose one of: {allowed}.")
        group = plan.group(key)
        if group.outward:
            raise Refused(
                "{group} hears nothing before the executive committee has cleared it (C1). Choose other groups.",
                field="groups",
                group=group.label.da,
            )
        known(allowed, key, "groups", "{key} is not briefed directly: another seat tells them (F3). Choose among: {allowed}.")
    return [allowed[key] for key in dict.fromkeys(keys)]


def _media_for(plan: Plan, group: Group) -> tuple[Medium, ...]:
    written = {t.medium for t in plan.templates if t.kind is NoticeKind.BRIEFING and t.tier is group.tier}
    return tuple(m for m in (Medium.SMS, Medium.EMAIL) if m in written & BRIEFED_BY)


async def _brief(unit: Unit, incident: IncidentRow, plan: Plan, groups: list[Group], text: str) -> None:
    """One message a person: a seat's holder, or whoever of the seat can be reached; everyone of an open group."""
    combos = [(group.tier, medium) for group in groups for medium in _media_for(plan, group) if medium in unit.house.media]
    notice = await _notice(unit, incident, plan, text, combos)
    holders = await alert_list.holders(unit.session, [group.key for group in groups])
    told: set[int] = set()
    for group in groups:
        if group.open:
            area = incident.area if group.per_area else None
            await tell_group(unit, notice, group=group.key, area=area, tier=group.tier, media=_media_for(plan, group))
        for seat in group.seats:
            await _brief_seat(unit, incident, notice, group, holders.get((group.key, seat.key), []), _media_for(plan, group), told)
    await notice.record(unit)
    unit.wake()


async def _brief_seat(
    unit: Unit, incident: IncidentRow, notice: Notice, group: Group, people: list[PersonRow], media: tuple[Medium, ...], told: set[int]
) -> None:
    for person in people:
        usable = usable_media(unit, person, media, incident)
        if usable:
            if person.id not in told:
                await notice.tell(unit, person, usable[0], group.tier)
                told.add(person.id)
            return


async def _notice(unit: Unit, incident: IncidentRow, plan: Plan, text: str, combos: list[tuple[Tier, Medium]]) -> Notice:
    facts = {**await facts_now(unit, incident, plan), "briefing_text": text}
    return await open_notice(unit, incident, plan, NoticeKind.BRIEFING, facts, combos, Lane.BRIEFING)


async def _assessing(unit: Unit, incident_id: int, so: Sentence) -> tuple[IncidentRow, Plan]:
    incident = await incident_for_update(unit, incident_id)
    require_unassessed(IncidentState(incident.state), so)
    return incident, await plan_of(unit, incident)


async def _assessed(unit: Unit, incident: IncidentRow, outcome: Assessment, text: str, data: dict[str, str]) -> None:
    row = await callouts.of_incident(unit.session, incident.id)
    if row is not None:
        row.outcome, row.outcome_text, row.outcome_at = outcome.value, text, unit.now
    await record(unit, incident.id, "callout.assessed", {"outcome": outcome.value, **data}, {"text": text} if text else None)


def _required(text: str, field: str, otherwise: str) -> str:
    checked = checked_text(text, field=field, longest=LONGEST_TEXT)
    if not checked:
        raise Refused(otherwise, field=field, kind=INVALID)
    return checked
