"""The HTTP client under Twilio's SDK: kept connections, no logging, and errors that say whether anything was sent.

The SDK's own asynchronous client ignores its timeout, opens its session outside our reach and logs what it sends.
"""

import base64
import logging
import ssl
from functools import lru_cache
from typing import Final

from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from service.channels.errors import Retry, Uncertain
from service.channels.http_pool import HttpPool, Lost, NotSent, form_encoded
from service.channels.twilio_errors import refusal

OFFICIAL: Final = "https://api.twilio.com"
_LOG: Final = logging.getLogger(__name__)


class FastHttpClient(AsyncHttpClient):  # type: ignore[misc] # the SDK ships no types
    """Carries the SDK's posts over kept connections.

    `base_url` stands in for Twilio's own address when given: a region's, or a stand-in's. `connect_timeout` is in
    seconds; how long the whole request may take is the caller's to bound with `asyncio.timeout`.
    """

    def __init__(self, *, base_url: str | None, connect_timeout: float, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(_LOG, True, None)
        self._pool = HttpPool(base_url or OFFICIAL, connect_timeout=connect_timeout, tls=tls)

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the SDK's signature; the caller bounds the time
        allow_redirects: bool = False,  # noqa: ARG002 - the SDK's signature; a redirect of a POST is never followed
    ) -> Response:
        """One request, once. Raises `ChannelError` for every answer that is not a 2xx and for none at all."""
        target = url.removeprefix(OFFICIAL)
        if params:
            target += "?" + form_encoded(params).decode()
        headers = dict(headers or {})
        if auth:
            headers["Authorization"] = _basic(*auth)
        try:
            answer = await self._pool.request(method, target, headers, form_encoded(data or {}))
        except NotSent as error:
            raise Retry("no_connection", str(error)) from error
        except Lost as error:
            raise Uncertain("connection_lost", str(error)) from error
        if not 200 <= answer.status < 300:
            raise refusal(answer.status, answer.text, answer.headers.get("retry-after"))
        return Response(answer.status, answer.text)

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()


@lru_cache(maxsize=4)
def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
