"""Small values that every process must agree on."""

from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import SettingRow


async def read_setting(session: AsyncSession, name: str) -> str | None:
    """The stored value, None when it was never set."""
    row = await session.get(SettingRow, name, populate_existing=True)
    return row.value if row else None


async def write_setting(session: AsyncSession, name: str, value: str) -> None:
    """Set the value."""
    await session.merge(SettingRow(name=name, value=value))
    await session.flush()
