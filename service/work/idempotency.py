"""The same request twice has one effect and one answer: the key is taken in the transaction of the effect (I1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from flows.sentences import CONFLICT, INVALID, Refused
from service.store import idempotency as rows
from service.work.unit import Unit

KEPT: Final = timedelta(hours=48)
"""How long an answer can be asked for again."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a request was answered."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


async def begin(unit: Unit, key: str, digest: str) -> Stored | None:
    """Take `key` for this unit's actor: None when it is ours now, else what the request was answered before.

    `digest` tells one request from another: `Refused` (invalid) when the key belongs to a different one. A request under
    way with the same key is waited for.
    """
    if await rows.reserve(unit.session, unit.actor, key, digest, unit.now):
        return None
    row = await rows.of_key(unit.session, unit.actor, key)
    if row is None or row.status == rows.PENDING:
        raise Refused("A request with this key is under way. Send it again in a few seconds.", field="Idempotency-Key", kind=CONFLICT)
    if row.request_digest != digest:
        raise Refused(
            "This key was used for another request. Use a new key for each thing that is to happen.", field="Idempotency-Key", kind=INVALID
        )
    return Stored(row.status, row.body, row.headers)


async def finish(unit: Unit, key: str, answer: Stored) -> None:
    """Keep the answer; it becomes visible with the effect it tells of."""
    row = await rows.of_key(unit.session, unit.actor, key)
    assert row is not None
    row.status, row.body, row.headers = answer.status, answer.body, dict(answer.headers)


async def let_go(unit: Unit, key: str) -> None:
    """Free a key whose request came to nothing, so that it can be sent again."""
    await rows.release(unit.session, unit.actor, key)


async def forget_old(unit: Unit) -> None:
    """Forget answers that nobody asks for any more."""
    await rows.forget(unit.session, unit.now - KEPT)
