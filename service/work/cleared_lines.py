"""Cleared lines: a question and its answer, with translations that a person has entered; cleared as announcements are (C1, F11).

A line is never sent. It is shown to the area's representatives, and used to answer questions, as long as its clearance stands.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from actioncards.model import Plan
from flows.announcement import digest
from flows.free_text import checked_text
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from flows.vocabulary import AnnouncementState, AnnouncementTrigger
from service.domain.timeline import JSON
from service.store import announcements as rows
from service.store.tables import AnnouncementPartRow, AnnouncementRow, IncidentRow, OutwardHoldRow
from service.work import announcements
from service.work.announcements import LINE, move, taken, wording_of
from service.work.incident_row import incident_of
from service.work.incidents import known
from service.work.known_facts import all_known
from service.work.personal import Situation, situation
from service.work.plans import plan_of
from service.work.record import record
from service.work.representatives import reader
from service.work.tier_guard import Known, refuse_higher_facts
from service.work.unit import Unit

DANISH: Final = "da"
LONGEST_QUESTION: Final = 200
LONGEST_ANSWER: Final = 1500


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its answer in Danish; `translations` by language, each a question and an answer entered by a person."""

    question: str
    answer: str
    translations: Mapping[str, tuple[str, str]] = field(default_factory=dict)


async def write_line(unit: Unit, incident_id: int, line: Line, writer: int | None, number: int | None = None) -> AnnouncementRow:
    """Draft a line, or write line `number` anew: then its clearance is void, and it is shown no more until it is cleared again."""
    if number is None:
        incident = await announcements.open_incident(unit, incident_id)
        row = AnnouncementRow(
            incident_id=incident.id,
            kind=LINE,
            area=incident.area,
            state=AnnouncementState.DRAFTED.value,
            digest="",
            writers=[],
            drafted_at=unit.now,
            reminders=0,
            step=-1,
            note="",
        )
        unit.session.add(row)
    else:
        row, incident, _ = await taken(unit, number)
        if row.kind != LINE:
            raise Refused("There is no line {number}.", kind=NOT_FOUND, number=number)
        move(row, AnnouncementTrigger.EDIT)
        await announcements.unclear(unit, row)
    await announcements.known_writer(unit, writer)
    plan = await plan_of(unit, incident)
    words = await _checked(unit, incident, plan, line)
    await unit.session.flush()
    for old in await rows.parts(unit.session, row.id):
        await unit.session.delete(old)
    await unit.session.flush()
    part = AnnouncementPartRow(
        announcement_id=row.id,
        audience=plan.outward.lines,
        tier=plan.outward.audience(plan.outward.lines).tier.value,
        step=0,
        text=words[DANISH][1],
        inside="",
        correction="",
        words={language: list(said) for language, said in words.items()},
        correction_words={},
    )
    unit.session.add(part)
    row.digest = digest([wording_of(row, part)])
    row.writers = sorted({*row.writers, *([] if writer is None else [writer])})
    await unit.session.flush()
    told: dict[str, JSON] = {"question": words[DANISH][0], "text": words[DANISH][1]}
    languages: list[JSON] = list(words)
    await record(unit, incident.id, "line.written", {"announcement": row.id, "languages": languages, "digest": row.digest}, told)
    return row


async def _checked(unit: Unit, incident: IncidentRow, plan: Plan, line: Line) -> dict[str, tuple[str, str]]:
    circle = plan.outward.audience(plan.outward.lines)
    secrets = await all_known(unit, incident, plan)
    words: dict[str, tuple[str, str]] = {}
    if DANISH in line.translations:
        raise Refused("The line itself is in Danish. Translations are in other languages.", field="translations", kind=INVALID)
    for language, said in {DANISH: (line.question, line.answer), **line.translations}.items():
        place = "" if language == DANISH else f"translations.{language}."
        if language != DANISH:
            known(plan.outward.languages, language, "translations", "The plan has no language '{key}'. Choose one of: {allowed}.")
        question = checked_text(said[0], field=f"{place}question", longest=LONGEST_QUESTION)
        answer = checked_text(said[1], field=f"{place}answer", longest=LONGEST_ANSWER)
        if not question or not answer:
            raise Refused("Write both the question and its answer.", field=f"{place}{'answer' if question else 'question'}", kind=INVALID)
        refuse_higher_facts(circle, secrets, {"question": question, "answer": answer}, place.rstrip(".") or "line")
        words[language] = (question, answer)
    return words


@dataclass(frozen=True, slots=True)
class Shown:
    """A cleared line in the language of the reader, or in Danish where nobody has translated it (`translated` False)."""

    id: int
    question: str
    answer: str
    language: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Passed:
    """A text that was announced to the representatives and may be passed on; `corrected` says that it was taken back, and by what."""

    text: str
    at: datetime
    corrected: str | None


@dataclass(frozen=True, slots=True)
class SharedPage:
    """What the area's representatives see behind their link: only what is cleared and may be passed on (C1, C4, F11)."""

    situation: Situation
    language: str
    languages: tuple[str, ...]
    lines: tuple[Shown, ...]
    passed: tuple[Passed, ...]


async def cleared(unit: Unit, incident_id: int, language: str = DANISH) -> tuple[Shown, ...]:
    """The cleared lines of an incident, oldest first; one that is cleared under a hold waits until it is lifted (F9).

    One that says what has become known only to a higher tier since is shown no more (C4).
    """
    found, hold = [], await rows.open_hold(unit.session, incident_id)
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    secrets = await all_known(unit, incident, plan)
    for row in await rows.of_incident(unit.session, incident_id, LINE):
        if row.state != AnnouncementState.CLEARED or _held(row, hold):
            continue
        [part] = await rows.parts(unit.session, row.id)
        if _no_longer_open(plan, secrets, part) is not None:
            continue
        shown = language if language in part.words else DANISH
        question, answer = part.words[shown]
        found.append(Shown(row.id, question, answer, shown, row.cleared_at))
    return tuple(found)


async def shared_page(unit: Unit, token: str, language: str = DANISH) -> SharedPage:
    """The page behind a representative's own link; `Refused` when it is not one of ours (not found) or works no longer (gone)."""
    return await _page(unit, *await reader(unit, token), language)


async def staff_page(unit: Unit, incident_id: int, language: str = DANISH) -> SharedPage:
    """The same page for those who keep it."""
    incident = await incident_of(unit, incident_id)
    return await _page(unit, incident, await plan_of(unit, incident), language)


async def _page(unit: Unit, incident: IncidentRow, plan: Plan, language: str) -> SharedPage:
    languages = (DANISH, *plan.outward.languages)
    return SharedPage(
        situation=situation(plan, incident),
        language=language if language in languages else DANISH,
        languages=languages,
        lines=await cleared(unit, incident.id, language),
        passed=await _passed(unit, plan, incident),
    )


async def _passed(unit: Unit, plan: Plan, incident: IncidentRow) -> tuple[Passed, ...]:
    found = []
    for row in await rows.of_incident(unit.session, incident.id, announcements.MESSAGE):
        for part in await rows.parts(unit.session, row.id):
            if part.audience == plan.outward.lines and part.released_at is not None:
                corrected = part.correction if part.correction_notice_id is not None else None
                found.append(Passed(part.text, part.released_at, corrected))
    return tuple(reversed(found))


async def usable(unit: Unit, line_id: int, incident_id: int) -> AnnouncementRow:
    """The line, if it may be used as an answer; `Refused` when it is no line of the incident, or is not cleared (C1)."""
    row = await rows.announcement(unit.session, line_id)
    if row is None or row.kind != LINE or row.incident_id != incident_id:
        raise Refused("There is no line {number}.", field="line", kind=NOT_FOUND, number=line_id)
    if row.state != AnnouncementState.CLEARED:
        raise Refused("The line is not cleared, so nobody may answer with it.", field="line", kind=INVALID)
    incident = await incident_of(unit, incident_id)
    plan = await plan_of(unit, incident)
    [part] = await rows.parts(unit.session, row.id)
    secret = _no_longer_open(plan, await all_known(unit, incident, plan), part)
    if secret is not None:
        raise secret
    if _held(row, await rows.open_hold(unit.session, incident_id)):
        raise Refused(
            "The police have asked that nothing more is announced. Use the line when the hold is lifted.", field="line", kind=CONFLICT
        )
    return row


def _no_longer_open(plan: Plan, secrets: Collection[Known], part: AnnouncementPartRow) -> Refused | None:
    """Why the line may be shown and used no more, though it is cleared; None when it may."""
    said = {language: "\n".join(filter(None, words)) for language, words in part.words.items()}
    try:
        refuse_higher_facts(plan.outward.audience(part.audience), secrets, said, "line")
    except Refused as refused:
        refused.field = "line"
        return refused
    return None


def _held(line: AnnouncementRow, hold: OutwardHoldRow | None) -> bool:
    return hold is not None and (line.cleared_at is None or line.cleared_at >= hold.set_at)
