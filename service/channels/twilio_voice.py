"""Phone calls by Twilio: Twilio rings, then asks our webhook what to say (`service.web.webhooks.twilio_voice`)."""

import ssl
from collections.abc import Sequence
from typing import Any, Final

from flows.sentences import Refused
from flows.vocabulary import DeliveryState, Medium, Mode
from service.channels.errors import Misconfigured, Uncertain
from service.channels.protocol import Channel, ChannelSettings, Outgoing, Receipt
from service.channels.twilio_account import TwilioAccount, TwilioLine, bad_address, token_of
from service.channels.twilio_errors import kind_of_failure

_NOT_TAKEN: Final = frozenset({"failed", "busy", "no-answer", "canceled"})
_EVENTS: Final = ("initiated", "ringing", "answered", "completed")
LONGEST_CALL_S: Final = 180


class TwilioVoice:
    """The channel `twilio_voice`.

    The words are not handed over with the call: Twilio fetches them from `callback_url` once somebody, or a voicemail, has
    picked up, and reports how the call goes to `callback_url` + `/status`.
    """

    name = "twilio_voice"
    medium = Medium.VOICE

    def __init__(self, account: TwilioAccount, ring_s: int, tls: ssl.SSLContext | None = None) -> None:
        self.concurrency = account.concurrency
        self.rate = account.rate
        self._sender, self._ring_s = account.sender, ring_s
        self._line = TwilioLine(account, tls)

    async def send(self, message: Outgoing) -> Receipt:
        """Have Twilio ring one number (see `Channel.send`)."""
        if message.callback_url is None:
            raise Misconfigured("no_callback", "a call needs an address of ours that says what to say")
        fields: dict[str, Any] = {
            "to": message.address,
            "from_": self._sender,
            "url": message.callback_url,
            "method": "POST",
            "status_callback": f"{message.callback_url}/status",
            "status_callback_method": "POST",
            "status_callback_event": list(_EVENTS),
            "machine_detection": "Enable",
            "timeout": self._ring_s,
            "time_limit": LONGEST_CALL_S,
        }
        return _receipt(await self._line.ask(message, lambda: self._line.client.calls.create_async(**fields)))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._line.aclose()


def _receipt(taken: Any) -> Receipt:
    """Our receipt for the SDK's `CallInstance`: Twilio has the call, nobody has heard anything yet (I4)."""
    if taken.status in _NOT_TAKEN:
        raise kind_of_failure(None)(str(taken.status))
    if not isinstance(taken.sid, str) or not taken.sid:
        raise Uncertain("unreadable", "a yes without a call id")
    return Receipt(taken.sid, DeliveryState.ACCEPTED, str(taken.status))


def build(settings: ChannelSettings) -> Sequence[Channel]:
    """The channel, when a number to call from is set and we are live; `Refused` naming the setting that is missing."""
    if settings.mode is Mode.SANDBOX or not settings.twilio_voice_from:
        return ()
    if settings.twilio_account_sid is None:
        raise Refused("There is a number to call from but no Twilio account. Set BEREDSKAB_TWILIO_ACCOUNT_SID.", field="twilio_account_sid")
    token = token_of(settings)
    if not settings.twilio_voice_from.startswith("+"):
        raise Refused(
            "Calls come from a number. Write BEREDSKAB_TWILIO_VOICE_FROM as {example}.", field="twilio_voice_from", example="+4520123456"
        )
    account = TwilioAccount(
        sid=settings.twilio_account_sid,
        token=token,
        sender=settings.twilio_voice_from,
        base_url=settings.twilio_base_url,
        timeout_s=settings.channel_timeout_s,
        concurrency=settings.twilio_concurrency,
        rate=settings.twilio_voice_rate,
    )
    try:
        return (TwilioVoice(account, settings.twilio_voice_ring_s),)
    except ValueError:
        raise bad_address() from None
