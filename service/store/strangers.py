"""Which unknown numbers have been written back to, and when: rows that are gone once they no longer matter."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from service.store.tables import SettingRow

_NAME: Final = "written back to "


async def may_write_back(session: AsyncSession, number: str, now: datetime, since: datetime) -> bool:
    """Note that `number` is written back to now; False when it was after `since`. Of two at the same moment one may."""
    stale = SettingRow.name.startswith(_NAME) & (SettingRow.value <= _stamp(since))
    old = select(SettingRow.name).where(stale).with_for_update(skip_locked=True)
    await session.execute(delete(SettingRow).where(SettingRow.name.in_(old)).execution_options(synchronize_session=False))
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    noted = await session.scalar(
        insert(SettingRow)
        .values(name=_NAME + number, value=_stamp(now))
        .on_conflict_do_update(index_elements=[SettingRow.name], set_={"value": _stamp(now)}, where=SettingRow.value <= _stamp(since))
        .returning(SettingRow.name)
        .execution_options(populate_existing=True)
    )
    return noted is not None


def _stamp(moment: datetime) -> str:
    """Such that a later moment is the greater text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
