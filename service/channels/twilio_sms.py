"""SMS by Twilio, with the official SDK on a faster HTTP client."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from twilio.rest import Client

from flows.sentences import Refused
from flows.vocabulary import DeliveryState, Medium, Mode
from service.channels.errors import BadMessage, ChannelError, Retry, Uncertain
from service.channels.protocol import Channel, ChannelSettings, Outgoing, Receipt
from service.channels.twilio_errors import kind_of_failure
from service.channels.twilio_http import OFFICIAL, FastHttpClient

_NOT_TAKEN: Final = frozenset({"failed", "undelivered", "canceled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    """What sending needs: account, sender (a number, a name or a messaging service `MG…`) and limits of `Channel`."""

    sid: str
    token: str
    sender: str
    base_url: str | None = None
    timeout_s: float = 10.0
    concurrency: int = 50
    rate: float | None = None


class TwilioSms:
    """The channel `twilio_sms`. One for the whole process: it owns the connections."""

    name = "twilio_sms"
    medium = Medium.SMS

    def __init__(self, account: TwilioAccount, tls: ssl.SSLContext | None = None) -> None:
        self.concurrency = account.concurrency
        self.rate = account.rate
        self._timeout = account.timeout_s
        self._free = asyncio.Semaphore(account.concurrency)
        self._closed = False
        self._http = FastHttpClient(base_url=account.base_url, connect_timeout=account.timeout_s / 2, tls=tls)
        # A filled environment keeps the SDK from reading the process's own: settings come from one place.
        client = Client(account.sid, account.token, http_client=self._http, environment={"TWILIO_EDGE": ""})
        # The SDK's generic way to create a resource: its typed one builds an object of twenty fields, three of them dates,
        # and costs more than the request itself.
        self._api = client.api.v2010
        self._path = f"/Accounts/{account.sid}/Messages.json"
        service = account.sender.startswith("MG")
        self._from = {"MessagingServiceSid" if service else "From": account.sender}

    async def send(self, message: Outgoing) -> Receipt:
        """Hand one SMS to Twilio (see `Channel.send`); no answer within the account's `timeout_s` is `Uncertain`."""
        if not _sendable(message):
            raise BadMessage("text", "the text or the number holds a character that cannot be sent")
        fields: dict[str, str] = {"To": message.address, "Body": message.text, **self._from}
        if message.callback_url is not None:
            fields["StatusCallback"] = message.callback_url
        async with self._free:
            if self._closed:
                raise Retry("closed", "the channel is closed")
            try:
                async with asyncio.timeout(self._timeout):
                    taken = await self._api.create_async("POST", self._path, data=fields)
            except ChannelError:
                raise
            except TimeoutError as error:
                raise Uncertain("timeout", f"no answer within {self._timeout:g} s") from error
            except Exception as error:
                # The SDK could not read a 2xx: whatever it chokes on, the message may have been taken.
                raise Uncertain("unreadable", f"{type(error).__name__}: {error}") from error
        return _receipt(taken)

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


def _receipt(taken: Any) -> Receipt:
    """Our receipt for Twilio's message resource."""
    if not isinstance(taken, dict):
        raise Uncertain("unreadable", "a yes that is no message")
    status, code = taken.get("status"), taken.get("error_code")
    if status in _NOT_TAKEN:
        raise kind_of_failure(code if isinstance(code, int) else None)(str(code or status), str(taken.get("error_message") or ""))
    sid = taken.get("sid")
    if not isinstance(sid, str) or not sid:
        raise Uncertain("unreadable", "a yes without a message id")
    return Receipt(sid, DeliveryState.ACCEPTED, str(status))


def build(settings: ChannelSettings) -> Sequence[Channel]:
    """The channel, when Twilio is configured and we are live; `Refused` naming the setting that is missing."""
    if settings.mode is Mode.SANDBOX or settings.twilio_account_sid is None:
        return ()
    if settings.twilio_auth_token is None:
        raise Refused("Twilio has an account but no token. Set BEREDSKAB_TWILIO_AUTH_TOKEN.", field="twilio_auth_token")
    if not settings.twilio_from:
        raise Refused(
            "Twilio has an account but no sender. Set BEREDSKAB_TWILIO_FROM to a number, name or messaging service.",
            field="twilio_from",
        )
    account = TwilioAccount(
        sid=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        base_url=settings.twilio_base_url,
        timeout_s=settings.channel_timeout_s,
        concurrency=settings.twilio_concurrency,
        rate=settings.twilio_rate,
    )
    try:
        return (TwilioSms(account),)
    except ValueError:
        raise Refused(
            "The address of Twilio cannot be read. Remove BEREDSKAB_TWILIO_BASE_URL or write it as {example}.",
            field="twilio_base_url",
            example=OFFICIAL,
        ) from None
