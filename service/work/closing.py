"""Corrections, updates and the call-off: told to exactly those who were spoken to, on what reached them (F7, L4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from actioncards.cards import DoneBy
from actioncards.model import Plan
from flows.free_text import checked_text
from flows.incident import INCIDENT, NO_UPDATE, require_running
from flows.sentences import INVALID, Refused
from flows.vocabulary import IncidentState, IncidentTrigger, Lane, Medium, NoticeKind, Tier
from service.store import incidents, timers
from service.store.audience import spoken_media
from service.store.outbox import drop_unsent
from service.store.tables import IncidentRow
from service.work import cadence
from service.work.cards import close_cards, fulfil, open_cards
from service.work.chief import facts_now
from service.work.incident_row import incident_for_update
from service.work.incidents import known
from service.work.meeting_room import end_with_incident
from service.work.notices import open_notice
from service.work.open_points import count_open, record_known
from service.work.parts import tell_addressed
from service.work.plans import plan_of
from service.work.record import record, record_dropped
from service.work.release import close_all
from service.work.renewal import drop_stale, renew
from service.work.seats import stop
from service.work.tasks import cancel_tasks
from service.work.unit import Unit

LONGEST_TEXT: Final = 500
_ENDING: Final = tuple(kind.value for kind in NoticeKind if kind is not NoticeKind.RETRACTION)
"""What a call-off ends: everything but the correction of wrong words, which goes to all whom they have reached (F10)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong: the facts that change (None: they stand), and the sentence that says so to those who were told."""

    text: str
    area: str | None = None
    cause: str | None = None
    what_happened: str | None = None


async def correct(unit: Unit, incident_id: int, correction: Correction) -> IncidentRow:
    """Put a wrong alarm right: the facts, those who were told, and the words that later deputies get."""
    incident = await incident_for_update(unit, incident_id)
    plan = await plan_of(unit, incident)
    incident.state = INCIDENT.after(IncidentState(incident.state), IncidentTrigger.CORRECT).value
    text = required_text(correction.text, "text", "A correction needs its words. Write what is right.")
    changed = _correct_facts(incident, plan, correction)
    personal = {"text": text} | ({"what_happened": incident.what_happened} if "what_happened" in changed else {})
    await record_known(unit, incident)
    await record(unit, incident.id, "incident.corrected", {"changed": changed}, personal)
    dropped = await drop_stale(unit, incident)
    await speak(unit, incident, plan, NoticeKind.CORRECTION, {"correction_text": text}, Lane.SUMMONS)
    await renew(unit, incident, plan, dropped)
    if {"cause", "area"} & changed.keys():
        await open_cards(unit, incident, plan)
    return incident


def _correct_facts(incident: IncidentRow, plan: Plan, correction: Correction) -> dict[str, str]:
    changed: dict[str, str] = {}
    if correction.area is not None and correction.area != incident.area:
        known(plan.areas, correction.area, "area", "The plan has no area '{key}'. Choose one of: {allowed}.")
        incident.area = changed["area"] = correction.area
    if correction.cause is not None and correction.cause != incident.cause:
        causes = [c.key for level in plan.levels.values() for c in level.causes]
        known(causes, correction.cause, "cause", "The plan has no cause '{key}'. Choose one of: {allowed}.")
        incident.cause = changed["cause"] = correction.cause
    if correction.what_happened is not None:
        incident.what_happened = checked_text(correction.what_happened, field="what_happened")
        changed["what_happened"] = "changed"
    return changed


async def send_update(unit: Unit, incident_id: int, text: str) -> IncidentRow:
    """Tell everyone who was spoken to how it stands (F7)."""
    incident = await incident_for_update(unit, incident_id)
    plan = await plan_of(unit, incident)
    require_running(IncidentState(incident.state), NO_UPDATE)
    text = required_text(text, "text", "An update needs its words. Write how it stands.")
    await record(unit, incident.id, "incident.updated", {}, {"text": text})
    await speak(unit, incident, plan, NoticeKind.UPDATE, {"update_text": text}, Lane.UPDATE)
    await fulfil(unit, incident, plan, DoneBy.UPDATE)
    await cadence.begin(unit, incident, plan)
    return incident


async def call_off(unit: Unit, incident_id: int, text: str) -> IncidentRow:
    """Call the incident off: nothing more is due, and those who were told are told that it is over (F7)."""
    incident = await incident_for_update(unit, incident_id)
    plan = await plan_of(unit, incident)
    state = INCIDENT.after(IncidentState(incident.state), IncidentTrigger.CALL_OFF)
    text = checked_text(text, field="text", longest=LONGEST_TEXT)
    if plan.call_off.closing_text_required and not text:
        raise Refused("A call-off needs its words. Write how it ended.", field="text", kind=INVALID)
    incident.state, incident.called_off_at, incident.closing_text = state.value, unit.now, text
    await record_known(unit, incident)
    open_now = await count_open(unit, incident.id)
    if any(open_now.values()):
        await record(unit, incident.id, "call_off.open", open_now)
    await record(unit, incident.id, "incident.called_off", {}, {"text": text} if text else None)
    dropped = await drop_unsent(unit.session, incident.id, unit.now, kinds=_ENDING)
    await record_dropped(unit, incident.id, dropped, "called_off")
    await stop(unit, incident, await incidents.seats(unit.session, incident.id))
    await close_cards(unit, incident, plan)
    await end_with_incident(unit, incident)
    await cancel_tasks(unit, incident)
    await timers.cancel(unit.session, unit.now, incident_id=incident.id)
    await incidents.close_parts(unit.session, incident.id, unit.now, kinds=_ENDING)
    await close_all(unit, incident)
    await speak(unit, incident, plan, NoticeKind.CALL_OFF, {"closing_text": text}, Lane.UPDATE)
    return incident


async def evaluate(unit: Unit, incident_id: int, text: str) -> IncidentRow:
    """Close the evaluation of a called-off incident."""
    incident = await incident_for_update(unit, incident_id)
    incident.state = INCIDENT.after(IncidentState(incident.state), IncidentTrigger.EVALUATE).value
    text = checked_text(text, field="text", longest=10_000)
    await record(unit, incident.id, "incident.evaluated", {}, {"text": text} if text else None)
    return incident


async def speak(unit: Unit, incident: IncidentRow, plan: Plan, kind: NoticeKind, facts: Mapping[str, str], lane: int) -> None:
    """Tell those whom the incident has spoken to, in the words of `kind`."""
    if incident.level is None:
        return
    combos = [(Tier(t), Medium(m)) for t, m in await spoken_media(unit.session, incident.id)]
    notice = await open_notice(unit, incident, plan, kind, {**await facts_now(unit, incident, plan), **facts}, combos, lane)
    await tell_addressed(unit, notice)
    unit.wake()


def required_text(text: str, field: str, otherwise: str) -> str:
    """The checked text; `Refused` with `otherwise` when it is empty."""
    checked = checked_text(text, field=field, longest=LONGEST_TEXT)
    if not checked:
        raise Refused(otherwise, field=field, kind=INVALID)
    return checked
