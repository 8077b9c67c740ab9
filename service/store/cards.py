"""Queries of action cards: the steps of one incident."""

from collections.abc import Collection

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import CardStepRow


async def steps(session: AsyncSession, incident_id: int) -> list[CardStepRow]:
    """Every step of the incident's cards, in the order they were opened."""
    return list(await session.scalars(select(CardStepRow).where(CardStepRow.incident_id == incident_id).order_by(CardStepRow.id)))


async def step(session: AsyncSession, step_id: int) -> CardStepRow | None:
    """One step."""
    return await session.get(CardStepRow, step_id)


async def steps_of_seats(session: AsyncSession, incident_id: int, places: Collection[tuple[str, str]]) -> list[CardStepRow]:
    """The steps of the cards of these (group, seat), in the order they were opened."""
    if not places:
        return []
    query = select(CardStepRow).where(
        CardStepRow.incident_id == incident_id, tuple_(CardStepRow.group_key, CardStepRow.seat_key).in_(list(places))
    )
    return list(await session.scalars(query.order_by(CardStepRow.id)))
