"""Questions from the press and residents: logged, assigned, and answered from cleared lines only (C1, C2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.free_text import checked_text
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from service.domain.timeline import JSON
from service.store import alert_list
from service.store import announcements as rows
from service.store.tables import QuestionRow
from service.work.cleared_lines import usable
from service.work.incident_row import incident_for_update
from service.work.record import record
from service.work.unit import Unit


class Source(StrEnum):
    """Who asks."""

    PRESS = "press"
    RESIDENT = "resident"
    INSTITUTION = "institution"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in; `asker` is as much of who asks as is needed to answer them."""

    source: Source
    text: str
    asker: str = ""
    at: datetime | None = None


async def log_question(unit: Unit, incident_id: int, asked: Asked) -> QuestionRow:
    """Write a question down; `Refused` for no text, a CPR number or a time to come."""
    incident = await incident_for_update(unit, incident_id)
    text = checked_text(asked.text, field="text", longest=1000)
    asker = checked_text(asked.asker, field="asker", longest=200)
    if not text:
        raise Refused("The question is empty. Write what they ask.", field="text", kind=INVALID)
    if asked.at is not None and asked.at > unit.now:
        raise Refused("The time lies in the future. Give the time it happened, or leave it out.", field="at", kind=INVALID)
    row = QuestionRow(incident_id=incident.id, source=asked.source.value, asker=asker, text=text, asked_at=asked.at or unit.now)
    unit.session.add(row)
    await unit.session.flush()
    personal: dict[str, JSON] = {"text": text}
    if asker:
        personal["asker"] = asker
    await record(unit, incident.id, "question.logged", {"question": row.id, "source": row.source}, personal, occurred_at=row.asked_at)
    return row


async def _taken(unit: Unit, question_id: int) -> QuestionRow:
    """The question, its incident locked before it; `Refused` (not found)."""
    seen = await rows.question(unit.session, question_id)
    if seen is None:
        raise Refused("There is no question {number}.", kind=NOT_FOUND, number=question_id)
    await incident_for_update(unit, seen.incident_id)
    row = await rows.question(unit.session, question_id)
    assert row is not None
    return row


async def of_incident(unit: Unit, incident_id: int, question_id: int) -> None:
    """`Refused` (not found) when it is no question of the incident."""
    row = await rows.question(unit.session, question_id)
    if row is None or row.incident_id != incident_id:
        raise Refused("There is no question {number}.", kind=NOT_FOUND, number=question_id)


async def assign(unit: Unit, question_id: int, person_id: int) -> QuestionRow:
    """Give the question to somebody of the alert list."""
    row = await _taken(unit, question_id)
    _refuse_answered(row)
    person = await alert_list.person(unit.session, person_id)
    if person is None or not person.active:
        raise Refused("There is no person {number} on the alert list.", field="person", number=person_id)
    row.assigned_to, row.assigned_at = person_id, unit.now
    names: dict[str, JSON] = {f"person:{person.id}": {"name": person.name, "organisation": person.organisation}}
    await record(unit, row.incident_id, "question.assigned", {"question": row.id, "person": person.id}, names)
    return row


async def answer(unit: Unit, question_id: int, line_id: int) -> QuestionRow:
    """The question was answered with a cleared line; no other words are taken (C1)."""
    row = await _taken(unit, question_id)
    _refuse_answered(row)
    line = await usable(unit, line_id, row.incident_id)
    row.line_id, row.answered_at, row.answered_by = line.id, unit.now, unit.actor
    await record(unit, row.incident_id, "question.answered", {"question": row.id, "line": line.id})
    return row


def _refuse_answered(row: QuestionRow) -> None:
    if row.answered_at is not None:
        raise Refused("The question has been answered already.", kind=CONFLICT)
