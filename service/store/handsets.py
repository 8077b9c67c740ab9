"""What was written on the sandbox's simulated phones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import InboundRow


@dataclass(frozen=True, slots=True)
class Written:
    """One SMS from a simulated phone, and what it was answered."""

    at: datetime
    number: str
    text: str
    reply: str | None


async def written(session: AsyncSession, limit: int) -> list[Written]:
    """The newest SMS from simulated phones, newest first."""
    query = (
        select(InboundRow).where(InboundRow.provider == "sandbox_sms", InboundRow.kind == "sms").order_by(InboundRow.id.desc()).limit(limit)
    )
    return [
        Written(row.received_at, row.params["read"]["sender"], row.params["read"]["text"], row.params.get("reply"))
        for row in await session.scalars(query)
        if row.params  # none are left of one that was erased
    ]
