"""A POST that causes something: one unit of work, one answer, however often it is sent (I1)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from python_multipart.multipart import parse_options_header

from flows.vocabulary import Scope
from service.web.api.keys import Caller, needs
from service.web.service import in_unit, service_of
from service.work import idempotency
from service.work.idempotency import Stored
from service.work.unit import Unit

REPLAYED: Final = "Idempotency-Replayed"
_ABOUT: Final = (
    "Makes it safe to send again: the same key with the same content gets the first answer and causes nothing twice. Kept for 48 hours."
)
IdempotencyKey = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$", description=_ABOUT)
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an effect is answered with."""

    body: BaseModel
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def stored(self) -> Stored:
        """The answer as it is sent, and kept for a repetition."""
        return Stored(self.status, self.body.model_dump_json(), self.headers)


Effect = Callable[[Unit], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Once:
    """Does a request's effect in one unit of work, at most once for each key."""

    request: Request
    caller: Caller
    key: str | None

    async def __call__(self, effect: Effect) -> Response:
        """Do `effect` and answer with what it returns, or with what it returned the first time."""
        key, digest = self.key, await self._digest() if self.key is not None else ""

        async def work(unit: Unit) -> tuple[Stored, bool]:
            before = await idempotency.begin(unit, key, digest) if key is not None else None
            if before is not None:
                return before, True
            answer = (await effect(unit)).stored()
            if key is not None:
                await idempotency.finish(unit, key, answer)
            return answer, False

        answer, replayed = await in_unit(service_of(self.request), self.caller.actor, work)
        return _response(answer, replayed=replayed)

    async def apart(self, effect: Callable[[], Awaitable[Answer]]) -> Response:
        """The same for an effect that takes many units of work: the key is taken before it and let go when it fails."""
        service, key = service_of(self.request), self.key
        if key is None:
            return _response((await effect()).stored())
        digest = await self._digest()
        before = await in_unit(service, self.caller.actor, lambda unit: idempotency.begin(unit, key, digest))
        if before is not None:
            return _response(before, replayed=True)
        try:
            answer = (await effect()).stored()
        except BaseException:
            await in_unit(service, self.caller.actor, lambda unit: idempotency.let_go(unit, key))
            raise
        await in_unit(service, self.caller.actor, lambda unit: idempotency.finish(unit, key, answer))
        return _response(answer)

    async def _digest(self) -> str:
        """Method, address and body: what makes a request the same one.

        What stands between the parts of a form with a file is drawn anew each time it is sent, and belongs to no part.
        """
        made = sha256(f"{self.request.method} {self.request.url.path}?{self.request.url.query}\n".encode())
        body = await self.request.body()
        kind, options = parse_options_header(self.request.headers.get("content-type"))
        boundary = options.get(b"boundary") if kind == b"multipart/form-data" else None
        made.update(body.replace(b"--" + boundary, b"--") if boundary else body)
        return made.hexdigest()


def _response(answer: Stored, *, replayed: bool = False) -> Response:
    headers = {**answer.headers, REPLAYED: "true"} if replayed else dict(answer.headers)
    return Response(answer.body, answer.status, headers, "application/json")


def doing(*scopes: Scope) -> Callable[..., Awaitable[Once]]:
    """A dependency: the `Once` of a caller who has one of `scopes`."""

    async def once(request: Request, caller: Annotated[Caller, Depends(needs(*scopes))], key: IdempotencyKey = None) -> Once:
        return Once(request, caller, key)

    return once
