"""Pages go out packed: a full board is a tenth of its size on a thin line."""

from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST: Final = 1024
"""Bytes below which packing saves nothing."""
LEVEL: Final = 5
_ASKED_BY_THEMSELVES: Final = frozenset({"same-origin", "none"})


class Packing:
    """gzip for what a person's own browser asks for at our own pages' bidding or the person's own.

    Never for what another site had the browser ask for: from the length of such an answer, whoever listens on the line could work out
    what stands in it (BREACH). A stream of events stays as it is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.packed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and pack its answer when it may be packed."""
        asked_by = Headers(scope=scope).get("sec-fetch-site") if scope["type"] == "http" else None
        await (self.packed if asked_by in _ASKED_BY_THEMSELVES else self.plain)(scope, receive, send)
