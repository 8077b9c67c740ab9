"""Queries of long lists, page by page: messages, answers, plans."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import AnswerRow, DeliveryRow, NoticeRow, PlanRow


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


async def answers(session: AsyncSession, incident_id: int, *, after: int, limit: int) -> list[AnswerRow]:
    """Answers of an incident in the order they were entered."""
    query = select(AnswerRow).where(AnswerRow.incident_id == incident_id, AnswerRow.id > after).order_by(AnswerRow.id).limit(limit)
    return list(await session.scalars(query))


async def plans(session: AsyncSession, *, after: int, limit: int) -> list[PlanRow]:
    """Every version of every plan that has been loaded, oldest first."""
    return list(await session.scalars(select(PlanRow).where(PlanRow.id > after).order_by(PlanRow.id).limit(limit)))
