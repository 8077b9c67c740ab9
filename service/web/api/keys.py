"""Who asks: the API key of a request, and whether it may (issue A, resource scopes)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import BackgroundTasks, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from flows.sentences import NOT_ALLOWED, Refused, Sentence
from flows.vocabulary import Scope
from service.web.problems import NotSignedIn
from service.web.service import in_unit, service_of
from service.work.api_keys import KeyHolder, key_of, note_use

_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", description="An API key: `Authorization: Bearer brk_...`")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="header", description="An API key: `X-API-Key: brk_...`")


@dataclass(frozen=True, slots=True)
class Caller:
    """The system that asks; `actor` is how the timeline names it."""

    holder: KeyHolder

    @property
    def actor(self) -> str:
        """`apikey:{id}`."""
        return f"apikey:{self.holder.key_id}"


def needs(*scopes: Scope) -> Callable[..., Awaitable[Caller]]:
    """A dependency: the caller, who has one of `scopes` (or `admin`, which has them all)."""

    async def caller(
        request: Request,
        later: BackgroundTasks,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
        header: Annotated[str | None, Security(_header)] = None,
    ) -> Caller:
        presented = bearer.credentials if bearer else header
        if not presented:
            raise NotSignedIn
        async with service_of(request).reading() as unit:
            holder = await key_of(unit.session, presented, unit.now)
            noted = holder is None or holder.is_noted(unit.now)
        if holder is None:
            raise NotSignedIn(Sentence("The API key is unknown or has been taken back. Ask the administrator for a new one."))
        if not holder.scopes & {*scopes, Scope.ADMIN}:
            wanted = ", ".join(scope.value for scope in scopes)
            raise Refused("The API key may not do this: it needs the scope {scope}.", kind=NOT_ALLOWED, scope=wanted)
        found = Caller(holder)
        if not noted:
            later.add_task(in_unit, service_of(request), found.actor, lambda unit: note_use(unit, holder))
        return found

    return caller
