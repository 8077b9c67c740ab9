"""The HTTP client under Twilio's SDK: kept connections, no logging, and errors that say whether anything was sent.

The SDK's own asynchronous client ignores its timeout, opens its session outside our reach and logs what it sends.
"""

import logging
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError, PyreqwestError
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from service.channels.errors import ChannelError, Retry, Uncertain
from service.channels.twilio_errors import refusal

_OFFICIAL: Final = "https://api.twilio.com"
_LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}
_LOG: Final = logging.getLogger(__name__)


class FastHttpClient(AsyncHttpClient):  # type: ignore[misc] # the SDK ships no types
    """Carries the SDK's requests over at most `connections` kept connections.

    `base_url` stands in for Twilio's own address when given: a region's, or a stand-in's. `connect_timeout` is in
    seconds; how long the whole request may take is the caller's to bound with `asyncio.timeout`.
    """

    def __init__(self, *, base_url: str | None, connections: int, connect_timeout: float) -> None:
        super().__init__(_LOG, True, None)
        self._base = (base_url or _OFFICIAL).rstrip("/")
        self._client = _client(self._base, connections, connect_timeout)

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
        builder = self._client.request(method, self._base + url.removeprefix(_OFFICIAL))
        if params:
            builder = builder.query(params)
        if headers:
            builder = builder.headers(headers)
        if auth:
            builder = builder.basic_auth(*auth)
        if data:
            builder = builder.form(data)
        try:
            response = await builder.build().send()
            text = await response.text()
        except PyreqwestError as error:
            raise _failure(error) from error
        if not 200 <= response.status < 300:
            raise refusal(response.status, text, response.get_header("retry-after"))
        return Response(response.status, text)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()


def _client(base: str, connections: int, connect_timeout: float) -> Client:
    builder = (
        ClientBuilder()
        .pool_max_idle_per_host(connections)
        .connect_timeout(timedelta(seconds=connect_timeout))
        .follow_redirects(False)
        .referer(False)
    )
    if urlsplit(base).hostname in _LOOPBACK:
        builder = builder.no_proxy()
    return builder.build()


def _failure(error: PyreqwestError) -> ChannelError:
    """Which of the two it was: no connection (nothing was sent), or a connection lost with the message on it.

    The exception's class does not tell (a reset after sending is a `ConnectError` too); its list of causes does.
    """
    causes = (error.details["causes"] or []) if isinstance(error, DetailedPyreqwestError) else []
    words = "; ".join(cause["message"] for cause in causes[1:]) or error.message
    if any(cause["message"] == "client error (Connect)" for cause in causes):
        return Retry("no_connection", words)
    return Uncertain("connection_lost", words)
