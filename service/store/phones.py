"""What simulated phones have received."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import DeliveryRow, PersonRow


async def received(session: AsyncSession, states: Collection[str], limit: int) -> list[tuple[DeliveryRow, str]]:
    """The newest messages in one of `states`, each with the person's name."""
    query = (
        select(DeliveryRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == DeliveryRow.person_id)
        .where(DeliveryRow.state.in_(states))
        .order_by(DeliveryRow.id.desc())
        .limit(limit)
    )
    return [(row, name) for row, name in (await session.execute(query))]
