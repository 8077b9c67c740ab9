"""Queries of what an exported timeline holds beside the chain."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import ApiKeyRow, DeliveryRow, NoticeRow, UserRow


async def deliveries_with_kind(session: AsyncSession, incident_id: int) -> list[tuple[DeliveryRow, str]]:
    """Every delivery of an incident with the kind of its notice, in the order they were queued."""
    rows = await session.execute(
        select(DeliveryRow, NoticeRow.kind)
        .join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
        .where(DeliveryRow.incident_id == incident_id)
        .order_by(DeliveryRow.id)
    )
    return [(delivery, kind) for delivery, kind in rows]


async def actor_names(session: AsyncSession, actors: Collection[str]) -> dict[str, str]:
    """What the users and API keys among `actors` (`user:17`, `apikey:3`) are called."""
    users = await session.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(_ids(actors, "user:"))))
    keys = await session.execute(select(ApiKeyRow.id, ApiKeyRow.name).where(ApiKeyRow.id.in_(_ids(actors, "apikey:"))))
    return {f"user:{i}": name for i, name in users} | {f"apikey:{i}": name for i, name in keys}


def _ids(actors: Collection[str], prefix: str) -> list[int]:
    return [int(a.removeprefix(prefix)) for a in actors if a.startswith(prefix) and a.removeprefix(prefix).isdecimal()]
