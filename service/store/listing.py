"""Queries of long lists, page by page: messages, plans, and what is kept of an incident."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import (
    AnnouncementRow,
    AnswerRow,
    DeliveryRow,
    IncidentFactRow,
    NoticeRow,
    PlanRow,
    QuestionRow,
    SituationReportRow,
    TaskRow,
)

OfIncident = TypeVar("OfIncident", AnnouncementRow, AnswerRow, IncidentFactRow, QuestionRow, SituationReportRow, TaskRow)


async def deliveries(
    session: AsyncSession, *, incident_id: int | None = None, after: int, limit: int
) -> list[tuple[DeliveryRow, NoticeRow]]:
    """Messages in id order after `after`, of one incident or of all, each with the notice it belongs to."""
    query = (
        select(DeliveryRow, NoticeRow)
        .join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
        .where(DeliveryRow.id > after)
        .order_by(DeliveryRow.id)
        .limit(limit)
    )
    if incident_id is not None:
        query = query.where(DeliveryRow.incident_id == incident_id)
    return [(row, notice) for row, notice in (await session.execute(query))]


async def of_incident(
    session: AsyncSession, row: type[OfIncident], incident_id: int, *, after: int | None, limit: int, newest_first: bool = False
) -> list[OfIncident]:
    """Rows of an incident in the order they were entered, or against it, after the one with the id `after`."""
    query = select(row).where(row.incident_id == incident_id).order_by(row.id.desc() if newest_first else row.id).limit(limit)
    if after is not None:
        query = query.where(row.id < after if newest_first else row.id > after)
    return list(await session.scalars(query))


async def plans(session: AsyncSession, *, after: int, limit: int) -> list[PlanRow]:
    """Every version of every plan that has been loaded, oldest first."""
    return list(await session.scalars(select(PlanRow).where(PlanRow.id > after).order_by(PlanRow.id).limit(limit)))
