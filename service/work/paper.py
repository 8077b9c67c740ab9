"""The paper for when everything is down (*noedmappe*): made from what stands, kept for a fortnight, fetched as PDF."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from flows.sentences import NOT_FOUND, Refused
from flows.wall_clock import shows
from service.domain.language import DANISH, Speaker, translations
from service.exports.paper_pdf import paper_pdf
from service.store import paper as rows
from service.work import paper_order
from service.work.paper_facts import paper_facts
from service.work.plans import is_any_in_force
from service.work.unit import Unit

KEPT_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that is kept: its day, when it was last made, and whether it could be typeset (None: it waits)."""

    day: date
    made_at: datetime
    typeset: bool | None


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper holds, and its document in Danish; None while it is not typeset."""

    facts: Mapping[str, Any]
    pdf: bytes | None


async def make(unit: Unit, subject: int) -> None:
    """Make today's paper from what stands now; it replaces the one made earlier today. Those older than a fortnight go."""
    if await is_any_in_force(unit.session):
        today = shows(unit.now, unit.house.zone)
        await rows.write(unit.session, today, unit.now, await paper_facts(unit))
        await rows.forget_before(unit.session, today - timedelta(days=KEPT_DAYS - 1))
    if subject == paper_order.NIGHTLY:
        await paper_order.arm(unit)


async def kept(unit: Unit) -> list[Kept]:
    """The papers that are kept, newest first."""
    return [
        Kept(day, made_at, True if typeset else False if trouble else None)
        for day, made_at, typeset, trouble in await rows.kept(unit.session)
    ]


async def kept_paper(unit: Unit, day: date) -> Paper:
    """The paper of one day; `Refused` (not found)."""
    row = await rows.of_day(unit.session, day)
    if row is None:
        raise Refused("There is no paper of {day}. They are kept for {days} days.", kind=NOT_FOUND, day=day, days=KEPT_DAYS)
    return Paper(row.facts, await rows.pdf_of(unit.session, day))


async def typeset(facts: Mapping[str, Any], speaker: Speaker) -> bytes:
    """The facts as PDF. In a thread: it takes a second, and messages go out meanwhile."""
    return await asyncio.to_thread(paper_pdf, facts, speaker)


async def typeset_in_danish(facts: Mapping[str, Any]) -> bytes:
    """The facts as the PDF that is kept."""
    return await typeset(facts, translations().speaker(DANISH))


def name_of(day: date) -> str:
    """The file's name; the day comes first in it, so that the newest stands last in a folder."""
    return f"{day.isoformat()}-noedmappe.pdf"
