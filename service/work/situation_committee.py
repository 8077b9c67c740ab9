"""What a situation report takes from the committee's work: meetings and decisions, action cards, announcements (F6, F8, C1, S6)."""

from collections.abc import Mapping
from typing import Any, Final

from flows.sentences import Sentence
from flows.vocabulary import AnnouncementState, CardState, TaskState
from service.domain import words
from service.domain.board import Board
from service.domain.cards import OpenCard
from service.domain.language import Speaker
from service.domain.meeting import Meeting
from service.store import alert_list
from service.store import announcements as rows
from service.store.announcements import Reach
from service.work import meeting_view
from service.work.announcements import MESSAGE
from service.work.unit import Unit

TASK_STATES: Final[Mapping[TaskState, Sentence]] = {
    TaskState.OPEN: Sentence("open"),
    TaskState.DONE: Sentence("done"),
    TaskState.DECLINED: Sentence("declined"),
    TaskState.LAPSED: Sentence("not done in time"),
    TaskState.CANCELLED: Sentence("no longer needed"),
}
_CARD_STATES: Final[Mapping[CardState, Sentence]] = {
    CardState.OPEN: Sentence("open"),
    CardState.OVERDUE: Sentence("overdue"),
}


async def committee_parts(unit: Unit, found: Board, speaker: Speaker) -> dict[str, Any]:
    """The parts `meetings`, `cards` and `outward` of a report."""
    meetings = await meeting_view.all_of(unit, found.id) if found.meeting is not None else []
    return {
        "meetings": [_meeting(one, speaker) for one in meetings],
        "cards": [_card(one, speaker) for one in found.cards],
        "outward": await _outward(unit, found, speaker),
    }


def _meeting(one: Meeting, speaker: Speaker) -> dict[str, Any]:
    return {
        "starts_at": one.starts_at.isoformat(),
        "state": speaker.say(words.MEETING_STATES[one.state]),
        "joining": one.joining,
        "seats": len(one.seats),
        "points": [{"label": point.label, "text": point.text} for point in one.points if point.text],
        "decisions": [
            {"text": d.text, "owner": d.owner, "due_at": d.due_at.isoformat(), "state": speaker.say(TASK_STATES[d.state])}
            for d in one.decisions
        ],
    }


def _card(card: OpenCard, speaker: Speaker) -> dict[str, Any]:
    return {
        "title": card.title,
        "seat": card.seat_label,
        "done": sum(step.state is CardState.DONE for step in card.steps),
        "count": len(card.steps),
        "overdue": card.overdue,
        "steps": [
            {"title": step.title, "due_at": step.due_at.isoformat(), "state": speaker.say(_CARD_STATES[step.state])}
            for step in card.pending
        ],
    }


async def _outward(unit: Unit, found: Board, speaker: Speaker) -> list[dict[str, Any]]:
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
                    "state": speaker.say(words.ANNOUNCEMENTS[AnnouncementState(row.state)]),
                    "text": part.text,
                    "at": part.released_at.isoformat() if part.released_at else None,
                    "written": so_far.written,
                    "told": so_far.told,
                    "corrected": part.correction_notice_id is not None,
                    "cleared_by": by,
                }
            )
    return told
