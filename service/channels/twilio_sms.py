"""SMS by Twilio, with the official SDK on a faster HTTP client."""

import ssl
from collections.abc import Sequence
from typing import Any, Final

from flows.sentences import Refused
from flows.vocabulary import DeliveryState, Medium, Mode
from service.channels.errors import Uncertain
from service.channels.protocol import Channel, ChannelSettings, Outgoing, Receipt
from service.channels.twilio_account import TwilioAccount, TwilioLine, bad_address, token_of
from service.channels.twilio_errors import kind_of_failure

_NOT_TAKEN: Final = frozenset({"failed", "undelivered", "canceled"})


class TwilioSms:
    """The channel `twilio_sms`. One for the whole process: it owns the connections."""

    name = "twilio_sms"
    medium = Medium.SMS

    def __init__(self, account: TwilioAccount, tls: ssl.SSLContext | None = None) -> None:
        self.concurrency = account.concurrency
        self.rate = account.rate
        self._line = TwilioLine(account, tls)
        # The SDK's generic way to create a resource: its typed one builds an object of twenty fields, three of them dates,
        # and costs more than the request itself.
        self._api = self._line.client.api.v2010
        self._path = f"/Accounts/{account.sid}/Messages.json"
        service = account.sender.startswith("MG")
        self._from = {"MessagingServiceSid" if service else "From": account.sender}

    async def send(self, message: Outgoing) -> Receipt:
        """Hand one SMS to Twilio (see `Channel.send`); no answer within the account's `timeout_s` is `Uncertain`."""
        fields: dict[str, str] = {"To": message.address, "Body": message.text, **self._from}
        if message.callback_url is not None:
            fields["StatusCallback"] = message.callback_url
        return _receipt(await self._line.ask(message, lambda: self._api.create_async("POST", self._path, data=fields)))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._line.aclose()


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
    token = token_of(settings)
    if not settings.twilio_from:
        raise Refused(
            "Twilio has an account but no sender. Set BEREDSKAB_TWILIO_FROM to a number, name or messaging service.",
            field="twilio_from",
        )
    account = TwilioAccount(
        sid=settings.twilio_account_sid,
        token=token,
        sender=settings.twilio_from,
        base_url=settings.twilio_base_url,
        timeout_s=settings.channel_timeout_s,
        concurrency=settings.twilio_concurrency,
        rate=settings.twilio_rate,
    )
    try:
        return (TwilioSms(account),)
    except ValueError:
        raise bad_address() from None
