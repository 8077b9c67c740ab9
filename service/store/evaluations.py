"""Queries of evaluations, what follows from them, and the moments that are measured."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from flows.vocabulary import NoticeKind
from service.store.tables import DeliveryRow, EvaluationRow, FollowUpRow, NoticeRow, TimelineEntryRow


async def evaluation(session: AsyncSession, incident_id: int) -> EvaluationRow | None:
    """What has been written of the incident so far."""
    return await session.get(EvaluationRow, incident_id)


async def follow_ups(session: AsyncSession, incident_id: int) -> list[FollowUpRow]:
    """What is to be done after the incident, soonest first."""
    query = select(FollowUpRow).where(FollowUpRow.incident_id == incident_id).order_by(FollowUpRow.due_on, FollowUpRow.id)
    return list(await session.scalars(query))


async def open_follow_ups(session: AsyncSession, limit: int) -> list[FollowUpRow]:
    """What is still to be done after any incident, soonest first."""
    query = select(FollowUpRow).where(FollowUpRow.done_at.is_(None)).order_by(FollowUpRow.due_on, FollowUpRow.id).limit(limit)
    return list(await session.scalars(query))


async def first_handed(session: AsyncSession, incident_id: int) -> datetime | None:
    """When the first message of the alarm left the house."""
    of_alarm = select(NoticeRow.id).where(NoticeRow.incident_id == incident_id, NoticeRow.kind == NoticeKind.ALARM.value)
    return await session.scalar(select(func.min(DeliveryRow.handed_at)).where(DeliveryRow.notice_id.in_(of_alarm)))


async def first_entry(session: AsyncSession, incident_id: int, kind: str) -> datetime | None:
    """When something of this kind first happened, by the timeline."""
    query = select(func.min(TimelineEntryRow.occurred_at)).where(TimelineEntryRow.incident_id == incident_id, TimelineEntryRow.kind == kind)
    return await session.scalar(query)
