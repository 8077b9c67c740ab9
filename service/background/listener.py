"""Hear other processes' commits by PostgreSQL's LISTEN; SQLite has one process and needs none."""

import asyncio
from typing import Any

import asyncpg
import structlog

from service.background.ending import goes_on
from service.store.engine import CHANNEL, Store

log = structlog.get_logger(__name__)

RETRY_SECONDS = 2


async def listen_to_postgresql(store: Store) -> None:
    """Pass on signals until cancelled; a lost connection is opened again, and everyone then looks once."""
    if store.is_sqlite:
        return

    told = False
    dsn = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while goes_on():
        connection = None
        try:
            connection = await asyncpg.connect(dsn)
            lost = asyncio.Event()
            connection.add_termination_listener(lambda *_, lost=lost: lost.set())
            await connection.add_listener(CHANNEL, lambda *args: _heard(store, args))
            store.signals.wake_all()
            told = False
            await lost.wait()
        except Exception as error:
            if not told:
                log.warning("cannot listen to the database; trying again every other second", error=str(error))
            told = True
        finally:
            if connection is not None and not connection.is_closed():
                await connection.close()
        await asyncio.sleep(RETRY_SECONDS)


def _heard(store: Store, args: tuple[Any, ...]) -> None:
    sender, _, topic = args[3].partition(" ")
    if sender != store.name:  # our own were signalled when they were committed
        store.signals.publish([topic])
