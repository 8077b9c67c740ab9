"""Do what a form asks for once, however often it is sent: a second press, a reload, a bad connection."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from service.store import idempotency as rows
from service.work.idempotency import Stored, begin, finish
from service.work.unit import Unit

_FORM: Final = "form"
_ASKED: Final = "asked"
_SEE_OTHER: Final = 303
LONGEST: Final = 100


async def once(unit: Unit, number: str, do: Callable[[], Awaitable[str]], *, asked: Mapping[str, str] | None = None) -> str:
    """Do it and return the path it leads to; a form with the same `number` from the same actor only returns that path again.

    `asked` is what the form asks for: when it comes again asking for something else, the path ends with `?told=as_before`, since
    what was changed is not done. In the unit's own transaction: when `do` is refused, nothing was done and the number is free again.
    """
    key = f"{_FORM}:{number[:LONGEST]}"
    mark = {} if asked is None else {_ASKED: hashlib.sha256(json.dumps(sorted(asked.items())).encode()).hexdigest()}
    before = await begin(unit, key, _FORM)
    if before is not None:
        return before.body if before.headers == mark else f"{before.body}?told=as_before"
    path = await do()
    await finish(unit, key, Stored(_SEE_OTHER, path, mark))
    return path


async def outcome(unit: Unit, number: str) -> str | None:
    """Where the form with that number led this actor; None when it has not arrived, or not yet."""
    row = await rows.of_key(unit.session, unit.actor, f"{_FORM}:{number[:LONGEST]}")
    return None if row is None or row.status == rows.PENDING else row.body
