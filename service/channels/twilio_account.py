"""One Twilio account: its settings, and one careful request to it, whatever is sent."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from twilio.rest import Client

from flows.sentences import Refused
from service.channels.errors import BadMessage, ChannelError, Retry, Uncertain
from service.channels.protocol import ChannelSettings, Outgoing
from service.channels.twilio_http import OFFICIAL, FastHttpClient


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    """What sending needs: account, sender (a number, for SMS also a name or a messaging service `MG…`) and limits of `Channel`."""

    sid: str
    token: str
    sender: str
    base_url: str | None = None
    timeout_s: float = 10.0
    concurrency: int = 50
    rate: float | None = None


class TwilioLine:
    """The SDK's client on our own connections; one for each channel, for the whole process."""

    def __init__(self, account: TwilioAccount, tls: ssl.SSLContext | None = None) -> None:
        self._timeout = account.timeout_s
        self._free = asyncio.Semaphore(account.concurrency)
        self._closed = False
        self._http = FastHttpClient(base_url=account.base_url, connect_timeout=account.timeout_s / 2, tls=tls)
        # A filled environment keeps the SDK from reading the process's own: settings come from one place.
        self.client = Client(account.sid, account.token, http_client=self._http, environment={"TWILIO_EDGE": ""})

    async def ask(self, message: Outgoing, request: Callable[[], Awaitable[Any]]) -> Any:
        """The SDK's record of what Twilio took of `message`; no answer within the account's `timeout_s` is `Uncertain`."""
        if not _sendable(message):
            raise BadMessage("text", "the text or the number holds a character that cannot be sent")
        async with self._free:
            if self._closed:
                raise Retry("closed", "the channel is closed")
            try:
                async with asyncio.timeout(self._timeout):
                    return await request()
            except ChannelError:
                raise
            except TimeoutError as error:
                raise Uncertain("timeout", f"no answer within {self._timeout:g} s") from error
            except Exception as error:
                # The SDK could not read a 2xx: whatever it chokes on, the message may have been taken.
                raise Uncertain("unreadable", f"{type(error).__name__}: {error}") from error

    async def aclose(self) -> None:
        """Close every connection."""
        self._closed = True
        await self._http.close()


def _sendable(message: Outgoing) -> bool:
    """Half an emoji (a lone surrogate) has no bytes; found here, since later it would look like a garbled answer."""
    try:
        f"{message.address}{message.text}{message.callback_url}".encode()
    except UnicodeEncodeError:
        return False
    return True


ADDRESS_EXAMPLE: Final = OFFICIAL


def token_of(settings: ChannelSettings) -> str:
    """The account's token; `Refused` naming the setting when it is missing."""
    if settings.twilio_auth_token is None:
        raise Refused("Twilio has an account but no token. Set BEREDSKAB_TWILIO_AUTH_TOKEN.", field="twilio_auth_token")
    return settings.twilio_auth_token.get_secret_value()


def bad_address() -> Refused:
    """The address that stands in for Twilio's own is none."""
    return Refused(
        "The address of Twilio cannot be read. Remove BEREDSKAB_TWILIO_BASE_URL or write it as {example}.",
        field="twilio_base_url",
        example=ADDRESS_EXAMPLE,
    )
