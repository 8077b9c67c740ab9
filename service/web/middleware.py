"""What every request passes through. Plain ASGI: nothing is buffered, so that a stream stays a stream."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.handlers import unexpected
from service.web.problems import of_status, respond

MOST_FORGOTTEN: Final = 64 * 1024 * 1024
FORGET_SECONDS: Final = 30

_CONTENT: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY: Final[Sequence[tuple[str, str]]] = (
    ("content-security-policy", _CONTENT),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)
_HSTS: Final = ("strict-transport-security", "max-age=31536000; includeSubDomains")


class SecurityHeaders:
    """Headers that tell a browser to trust nothing but us; a header that the answer already has is left."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = [*_SECURITY, _HSTS] if https else [*_SECURITY]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers:
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class Failures:
    """Whatever fails unexpectedly is answered with a reference, unless an answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and catch what nobody else did."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            response = unexpected(Request(scope), error)
            if begun:
                raise
            await response(scope, receive, send)


class BodyLimit:
    """No body larger than its address takes: refused by its declared length, or as soon as more arrives (chunked)."""

    def __init__(self, app: ASGIApp, *, limit_for: Callable[[str], int]) -> None:
        self.app = app
        self.limit_for = limit_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what it brings."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit_for(scope["path"])
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        if declared.isascii() and declared.isdigit() and (len(declared) > 15 or int(declared) > limit):
            if headers.get("expect", "").lower() != "100-continue":
                await _forget(receive)
            response = respond(Request(scope), of_status(413, {"connection": "close"}))
            await response(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > limit:
                    if message.get("more_body"):
                        await _forget(receive)
                    raise HTTPException(413, headers={"connection": "close"})
            return message

        await self.app(scope, counted, send)


async def _forget(receive: Receive) -> None:
    """Let the rest of a body that is too large come in, and keep none of it: whoever sends everything before listening hears the
    refusal then, and not that the connection broke. Within bounds: nobody keeps us reading."""
    forgotten = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(FORGET_SECONDS):
            while forgotten < MOST_FORGOTTEN:
                message = await receive()
                forgotten += len(message.get("body", b""))
                if not message.get("more_body"):
                    return
