"""What a situation report takes from the committee's work: meetings and decisions, action cards, announcements (F6, F8, C1, S6)."""

from typing import Any

from flows.vocabulary import CardState
from service.domain.board import Board
from service.domain.cards import OpenCard
from service.domain.meeting import Meeting
from service.store import alert_list
from service.store import announcements as rows
from service.store.announcements import Reach
from service.work import meeting_view
from service.work.announcements import MESSAGE
from service.work.unit import Unit


async def committee_parts(unit: Unit, found: Board) -> dict[str, Any]:
    """The parts `meetings`, `cards` and `outward` of a report."""
    meetings = await meeting_view.all_of(unit, found.id) if found.meeting is not None else []
    return {
        "meetings": [_meeting(one) for one in meetings],
        "cards": [_card(one) for one in found.cards],
        "outward": await _outward(unit, found),
    }


def _meeting(one: Meeting) -> dict[str, Any]:
    return {
        "starts_at": one.starts_at.isoformat(),
        "state": one.state.value,
        "joining": one.joining,
        "seats": len(one.seats),
        "points": [{"label": point.label, "text": point.text} for point in one.points if point.text],
        "decisions": [{"text": d.text, "owner": d.owner, "due_at": d.due_at.isoformat(), "state": d.state.value} for d in one.decisions],
    }


def _card(card: OpenCard) -> dict[str, Any]:
    return {
        "title": card.title,
        "seat": card.seat_label,
        "done": sum(step.state is CardState.DONE for step in card.steps),
        "count": len(card.steps),
        "overdue": card.overdue,
        "steps": [{"title": step.title, "due_at": step.due_at.isoformat(), "state": step.state.value} for step in card.pending],
    }


async def _outward(unit: Unit, found: Board) -> list[dict[str, Any]]:
    """Each audience of each announcement: the words, how many they have reached, and who has cleared them by name."""
    told = []
    for row in await rows.of_incident(unit.session, found.id, MESSAGE):
        parts = await rows.parts(unit.session, row.id)
        reach = await rows.reach(unit.session, [part.notice_id for part in parts if part.notice_id is not None])
        given = [c for c in await rows.clearances(unit.session, row.id) if c.cleared and c.digest == row.digest]
        people = await alert_list.people_by_id(unit.session, {c.person_id for c in given})
        by = [{"name": people[c.person_id].name, "seat": found.plan.seat(c.group_key, c.seat_key).label.da} for c in given]
        for part in parts:
            so_far = reach.get(part.notice_id, Reach()) if part.notice_id is not None else Reach()
            told.append(
                {
                    "announcement": row.id,
                    "audience": found.plan.outward.audience(part.audience).label.da,
                    "tier": part.tier,
                    "state": row.state,
                    "text": part.text,
                    "at": part.released_at.isoformat() if part.released_at else None,
                    "written": so_far.written,
                    "told": so_far.told,
                    "corrected": part.correction_notice_id is not None,
                    "cleared_by": by,
                }
            )
    return told
