"""Queries of what is measured of the housing plans, and of situation reports."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import (
    HousingAssessmentRow,
    HousingFigureRow,
    HousingRoundRow,
    SituationReportRow,
    SituationSendingRow,
)

LARGEST_NUMBER: Final = 2**31 - 1


async def figures(session: AsyncSession, plan: str, kind: str, period: str | None = None) -> list[HousingFigureRow]:
    """The figures of a plan that stand: of each thing and period the newest revision, in the order of periods."""
    row = HousingFigureRow
    same = (row.plan_key, row.kind, row.thing_key, row.subject_key, row.period, row.split)
    query = select(func.max(row.id)).where(row.plan_key == plan, row.kind == kind).group_by(*same)
    if period is not None:
        query = query.where(row.period == period)
    return list(await session.scalars(select(row).where(row.id.in_(query)).order_by(row.period, row.id)))


async def history(session: AsyncSession, plan: str, kind: str, thing: str, *, after: int, limit: int) -> list[HousingFigureRow]:
    """Revisions of one indicator or activity, oldest first, with ids above `after`."""
    row = HousingFigureRow
    query = select(row).where(row.plan_key == plan, row.kind == kind, row.thing_key == thing, row.id > after)
    return list(await session.scalars(query.order_by(row.id).limit(limit)))


async def standing(
    session: AsyncSession, plan: str, kind: str, thing: str, subject: str, period: str, split: str
) -> HousingFigureRow | None:
    """The figure that stands for exactly this."""
    row = HousingFigureRow
    same = (
        row.plan_key == plan,
        row.kind == kind,
        row.thing_key == thing,
        row.subject_key == subject,
        row.period == period,
        row.split == split,
    )
    return await session.scalar(select(row).where(*same).order_by(row.revision.desc()).limit(1))


async def rounds(session: AsyncSession, plan: str) -> list[HousingRoundRow]:
    """The plan's quarterly rounds, newest first."""
    row = HousingRoundRow
    return list(await session.scalars(select(row).where(row.plan_key == plan).order_by(row.quarter.desc())))


async def last_opened(session: AsyncSession, plan: str, *, before: int | None, limit: int) -> list[HousingRoundRow]:
    """The plan's rounds with ids below `before`, the last opened first."""
    row = HousingRoundRow
    query = select(row).where(row.plan_key == plan).order_by(row.id.desc()).limit(limit)
    return list(await session.scalars(query if before is None else query.where(row.id < before)))


async def round_of(session: AsyncSession, plan: str, quarter: str, *, lock: bool = False) -> HousingRoundRow | None:
    """One round."""
    row = HousingRoundRow
    query = select(row).where(row.plan_key == plan, row.quarter == quarter).execution_options(populate_existing=True)
    return await session.scalar(query.with_for_update() if lock else query)


async def assessments(session: AsyncSession, plan: str) -> list[HousingAssessmentRow]:
    """Every assessment of a plan's years, newest year first, in the order they were entered."""
    row = HousingAssessmentRow
    return list(await session.scalars(select(row).where(row.plan_key == plan).order_by(row.year.desc(), row.id)))


async def reports(session: AsyncSession, incident_id: int) -> Sequence[SituationReportRow]:
    """An incident's situation reports, the first first."""
    row = SituationReportRow
    return (await session.scalars(select(row).where(row.incident_id == incident_id).order_by(row.number))).all()


async def report(session: AsyncSession, incident_id: int, number: int, *, lock: bool = False) -> SituationReportRow | None:
    """One situation report; None too for a number that no column holds."""
    if number > LARGEST_NUMBER:
        return None
    row = SituationReportRow
    query = select(row).where(row.incident_id == incident_id, row.number == number).execution_options(populate_existing=True)
    return await session.scalar(query.with_for_update() if lock else query)


async def number_of(session: AsyncSession, report_id: int) -> int | None:
    """The number within its incident of one situation report."""
    return await session.scalar(select(SituationReportRow.number).where(SituationReportRow.id == report_id))


async def sendings(session: AsyncSession, report_ids: Sequence[int]) -> list[SituationSendingRow]:
    """To which tiers these reports have been sent."""
    row = SituationSendingRow
    return list(await session.scalars(select(row).where(row.report_id.in_(report_ids)).order_by(row.id)))
