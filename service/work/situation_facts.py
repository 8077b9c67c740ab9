"""Gather a situation report's facts: the incident as it stands, and what the housing plan says of its area (S6, F12)."""

from collections.abc import Mapping
from typing import Any, Final

from actioncards.housing.model import Hand, HousingPlan
from actioncards.labels import Label
from flows.sentences import Sentence
from flows.vocabulary import SeatState
from service.domain.board import Board
from service.domain.indicators import Point, Row, area_rows, newest, points, sign
from service.domain.language import DANISH, ENGLISH, Speaker, translations
from service.domain.situation import FORMAT, in_office_hours
from service.domain.timeline import Entry, Salted
from service.store import alert_list, timeline
from service.work.board import board
from service.work.housing import plan_for_area
from service.work.lines import telling
from service.work.measuring import registered
from service.work.situation_committee import committee_parts
from service.work.unit import Unit

DECIDED: Final = ("incident.alarm", "incident.level_changed", "incident.corrected", "incident.called_off", "incident.followed", "task.done")
ANNOUNCED: Final = ("incident.updated", "incident.corrected", "incident.called_off")
MOST: Final = 40
"""Decisions and announcements in one report, the newest; the timeline has them all."""


async def gather(unit: Unit, incident_id: int, number: int, words: Mapping[str, str]) -> dict[str, Any]:
    """Every fact of one moment, for all tiers; `Refused` (not found)."""
    found = await board(unit, incident_id)
    speaker = translations().speaker(DANISH)
    plan = plan_for_area(unit.house, found.area, unit.now)
    entries = await timeline.of_kinds(unit.session, incident_id, (*DECIDED, *ANNOUNCED), limit=MOST)
    told = await _told(unit, incident_id, entries, speaker)
    parts: dict[str, Any] = {
        "level": _level(found, entries, words),
        "public": words.get("public", ""),
        "happened": _happened(found),
        "words": {key: words.get(key, "") for key in ("known", "unknown", "assumed")},
        "answers": _answers(found),
        "decisions": [line for line in told if line["kind"] in DECIDED],
        "tasks": [_task(task) for task in found.tasks],
        "announced": [line for line in told if line["kind"] in ANNOUNCED],
        **(await committee_parts(unit, found)),
        "next_update": words.get("next_update", "") or _due(found, speaker),
        "next_due": None if words.get("next_update") or not found.update_due else found.update_due.isoformat(),
        "bring_in": await _bring_in(unit, found),
        **(await _housing(unit, plan, found)),
    }
    return {
        "format": FORMAT,
        "number": number,
        "made_at": unit.now.isoformat(),
        "made_by": unit.actor,
        "incident": {
            "id": found.id,
            "code": found.code,
            "mode": found.mode.value,
            "state": found.state.value,
            "area": found.plan.area(found.area).label.da,
            "cause": found.plan.cause(found.level or "", found.cause).label.da,
            "called_off_at": found.called_off_at.isoformat() if found.called_off_at else None,
        },
        "parts": parts,
    }


async def _told(unit: Unit, incident_id: int, entries: list[tuple[Entry, dict[str, Salted]]], speaker: Speaker) -> list[dict[str, Any]]:
    tell = await telling(unit, incident_id, [entry for entry, _ in entries])
    return [
        {"at": entry.occurred_at.isoformat(), "kind": entry.kind, "text": speaker.say(tell.entry(entry, personal)[0])}
        for entry, personal in entries
    ]


def _due(found: Board, speaker: Speaker) -> str:
    """When the plan's pace of updates asks for the next one (F7)."""
    return speaker.say(Sentence("At {when} at the latest.", when=found.update_due)) if found.update_due else ""


def _level(found: Board, entries: list[tuple[Entry, dict[str, Salted]]], words: Mapping[str, str]) -> dict[str, Any]:
    changed = [entry.occurred_at for entry, _ in entries if entry.kind in {"incident.alarm", "incident.level_changed"}]
    label = found.plan.level(found.level).label if found.level else Label("")
    return {
        "label": label.da,
        "label_en": label.text(ENGLISH),
        "since": max(changed).isoformat() if changed else None,
        "why": words.get("why", ""),
    }


def _happened(found: Board) -> dict[str, Any]:
    known = found.plan.organisations.get(found.reported_by)
    return {
        "cause": found.plan.cause(found.level or "", found.cause).label.da,
        "occurred_at": found.occurred_at.isoformat(),
        "reported_by": known.label.da if known else found.reported_by,
        "text": found.what_happened,
    }


def _answers(found: Board) -> list[dict[str, Any]]:
    return [
        {
            "group": group.label,
            "tier": group.tier.value,
            "answered": group.answered,
            "required": group.required,
            "seats": [
                {
                    "seat": seat.label,
                    "state": seat.state.value,
                    "by": seat.answered_by,
                    "answered_at": seat.answered_at.isoformat() if seat.answered_at else None,
                }
                for seat in group.seats
                if seat.state is not SeatState.STOPPED
            ],
        }
        for group in found.groups
        if group.seats
    ]


def _task(task: Any) -> dict[str, Any]:
    return {"title": task.title, "seat": task.seat, "due_at": task.due_at.isoformat(), "state": task.state.value, "overdue": task.overdue}


async def _bring_in(unit: Unit, found: Board) -> list[dict[str, str]]:
    """The committee's seats and the area's own network, and how to reach them."""
    people = [
        {"place": f"{group.label}, {seat.label}", "name": person.name, "how": person.phone or ""}
        for group in found.groups
        if group.key == found.plan.executive_committee
        for seat in group.seats
        for person in seat.people[:1]
    ]
    return people + await network(unit, found.plan, found.area)


async def network(unit: Unit, plan: Any, area: str) -> list[dict[str, str]]:
    """The people of the area's own groups (CKS), at most twenty, with their numbers."""
    contacts = []
    for group in plan.groups.values():
        if group.per_area:
            for person in (await alert_list.members(unit.session, group.key, area, 20))[1]:
                contacts.append({"place": group.label.da, "name": person.name, "how": person.mobile or person.phone or ""})
    return contacts


async def _housing(unit: Unit, plan: HousingPlan | None, found: Board) -> dict[str, Any]:
    if plan is None:
        empty: dict[str, Any] = {"profile": None, "residents": None, "departments": [], "landlords": [], "institutions": [], "plan": None}
        return {"place": empty, "figures": [], "at_hand": {"open": in_office_hours(unit.now), "networks": []}, "resources": []}
    later = await registered(unit, plan)
    area = plan.areas[found.area]
    residents = newest(points(plan, plan.indicators["beboere"], area.key, later)) if "beboere" in plan.indicators else None
    near = [one for one in plan.activities.values() if not one.areas or area.key in one.areas]
    return {
        "place": {
            "plan": plan.title,
            "profile": area.profile,
            "residents": _residents(residents),
            "departments": list(area.departments),
            "landlords": list(area.landlords),
            "institutions": list(area.institutions),
        },
        "figures": [_figure(plan, row) for row in area_rows(plan, area.key, later)],
        "at_hand": {"open": in_office_hours(unit.now), "networks": _networks(plan, near, area.key)},
        "resources": [
            {"key": one.key, "label": one.label, "practice": one.practice or "", "responsible": one.responsible}
            for one in near
            if one.hand is not Hand.LATER
        ],
    }


def _residents(point: Point | None) -> dict[str, str] | None:
    if point is None or point.value is None:
        return None
    return {"value": point.shown, "source": point.source, "year": point.period}


def _networks(plan: HousingPlan, near: list[Any], area: str) -> list[dict[str, str]]:
    bodies = [
        {"label": body.label, "what": "; ".join(filter(None, (body.role, body.meets)))}
        for body in plan.bodies.values()
        if body.kind.value == "network" and (not body.areas or area in body.areas)
    ]
    return bodies + [{"label": one.label, "what": one.practice or ""} for one in near if one.hand is Hand.NETWORK]


def _figure(plan: HousingPlan, row: Row) -> dict[str, Any]:
    own = row.own
    return {
        "indicator": row.indicator.key,
        "label": row.indicator.label,
        "value": own.shown or None,
        "missing": own.missing.value if own.missing else None,
        "sign": sign(row.indicator.unit),
        "year": ", ".join(filter(None, (own.period, own.split))),
        "source": row.indicator.data_source or "",
        "place": own.source,
        "doubtful": own.doubtful,
        "standing": row.standing.value,
        "comparisons": [_comparison(plan, key, point) for key, point in row.comparisons],
    }


def _comparison(plan: HousingPlan, key: str, point: Point) -> dict[str, str]:
    return {"key": key, "label": plan.comparisons[key].da, "value": point.shown, "year": point.period}
