"""Do what a form asks for once, however often it is sent: a second press, a reload, a bad connection."""

from collections.abc import Awaitable, Callable
from typing import Final

from service.work.idempotency import Stored, begin, finish
from service.work.unit import Unit

_FORM: Final = "form"
_SEE_OTHER: Final = 303
LONGEST: Final = 100


async def once(unit: Unit, number: str, do: Callable[[], Awaitable[str]]) -> str:
    """Do it and return the path it leads to; a form with the same `number` from the same actor only returns that path again.

    In the unit's own transaction: when `do` is refused, nothing was done and the number is free again.
    """
    key = f"{_FORM}:{number[:LONGEST]}"
    before = await begin(unit, key, _FORM)
    if before is not None:
        return before.body
    path = await do()
    await finish(unit, key, Stored(_SEE_OTHER, path))
    return path
