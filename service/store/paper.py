"""Queries of the paper for when everything is down."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import PaperRow


async def write(session: AsyncSession, day: date, made_at: datetime, facts: Mapping[str, Any]) -> None:
    """The paper of `day` is made of these facts from now on; it is still to be typeset."""
    row = await of_day(session, day)
    if row is None:
        session.add(PaperRow(day=day, made_at=made_at, facts=dict(facts)))
    else:
        row.made_at, row.facts, row.pdf, row.trouble = made_at, dict(facts), None, None
    await session.flush()


async def forget_before(session: AsyncSession, day: date) -> None:
    """Throw away the papers of the days before `day`."""
    await session.execute(delete(PaperRow).where(PaperRow.day < day))


async def kept(session: AsyncSession) -> list[tuple[date, datetime, bool, str | None]]:
    """Day, when it was made, whether it is typeset and what was the trouble of each paper, newest first."""
    found = select(PaperRow.day, PaperRow.made_at, PaperRow.pdf.is_not(None), PaperRow.trouble).order_by(PaperRow.day.desc())
    return [(day, made_at, bool(typeset), trouble) for day, made_at, typeset, trouble in await session.execute(found)]


async def of_day(session: AsyncSession, day: date) -> PaperRow | None:
    """The paper of one day."""
    return await session.scalar(select(PaperRow).where(PaperRow.day == day))


async def pdf_of(session: AsyncSession, day: date) -> bytes | None:
    """The document of one day; None while it is not typeset."""
    return await session.scalar(select(PaperRow.pdf).where(PaperRow.day == day))


async def to_typeset(session: AsyncSession) -> PaperRow | None:
    """The newest paper that has not been typeset and has not been tried in vain."""
    waiting = select(PaperRow).where(PaperRow.pdf.is_(None), PaperRow.trouble.is_(None))
    return await session.scalar(waiting.order_by(PaperRow.day.desc()).limit(1))


async def typeset(session: AsyncSession, row: PaperRow, pdf: bytes | None, trouble: str | None) -> None:
    """Keep the document, or why there is none, unless the paper has been made anew meanwhile."""
    same = (PaperRow.id == row.id, PaperRow.made_at == row.made_at)
    await session.execute(update(PaperRow).where(*same).values(pdf=pdf, trouble=trouble).execution_options(synchronize_session=False))
