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
        service = account.sender.startswith("MG")
        self._from = {"messaging_service_sid" if service else "from_": account.sender}

    async def send(self, message: Outgoing) -> Receipt:
        """Hand one SMS to Twilio (see `Channel.send`); no answer within the account's `timeout_s` is `Uncertain`."""
        fields: dict[str, str] = {"to": message.address, "body": message.text, **self._from}
        if message.callback_url is not None:
            fields["status_callback"] = message.callback_url
        return _receipt(await self._line.ask(message, lambda: self._line.client.messages.create_async(**fields)))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._line.aclose()


def _receipt(taken: Any) -> Receipt:
    """Our receipt for the SDK's `MessageInstance`."""
    if taken.status in _NOT_TAKEN:
        raise kind_of_failure(taken.error_code)(str(taken.error_code or taken.status), taken.error_message or "")
    if not isinstance(taken.sid, str) or not taken.sid:
        raise Uncertain("unreadable", "a yes without a message id")
    return Receipt(taken.sid, DeliveryState.ACCEPTED, str(taken.status))


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
