"""Do what a form asks for once, however often it is sent: a second press, a reload, a bad connection."""

from collections.abc import Awaitable, Callable

from service.store import once as store
from service.work.unit import Unit

LONGEST = 100


async def once(unit: Unit, key: str, do: Callable[[], Awaitable[str]]) -> str:
    """Do it and return the path it leads to; the same `key` from the same actor only returns that path again.

    In the unit's own transaction: when `do` is refused, nothing was done and the key is free again.
    """
    principal, number = f"form:{unit.actor}"[:80], key[:LONGEST]
    path = await store.claim(unit.session, principal, number, unit.now)
    if path is not None:
        return path
    path = await do()
    await store.led_to(unit.session, principal, number, path)
    return path
