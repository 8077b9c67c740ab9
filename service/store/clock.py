"""What time the database thinks it is: a check of the machine's clock, never what the service decides by (I10)."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def database_time(session: AsyncSession) -> datetime:
    """The database's own time, aware and in UTC. The embedded database has the machine's."""
    if session.get_bind().dialect.name == "sqlite":
        found = await session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(found)).replace(tzinfo=UTC)
    moment = await session.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)
