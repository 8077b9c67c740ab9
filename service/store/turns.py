"""Turns between processes: two that would decide the same at the same moment decide it one after the other."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

FIRST_RUN: Final = "first run"
LETTERS: Final = "letters"


async def take_turn(session: AsyncSession, what: str) -> None:
    """Let nobody else have the turn for `what` until this transaction ends. SQLite has one writer, who is it from here on."""
    if session.get_bind().dialect.name == "sqlite":
        await session.connection()
    else:
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))
