"""What Twilio posts to us: whether it is really Twilio, what became of a message, and what a person wrote back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from twilio.request_validator import RequestValidator

from flows.vocabulary import DeliveryState
from service.channels.errors import ChannelError
from service.channels.twilio_errors import kind_of_failure

_STATES: Final = {
    "accepted": DeliveryState.ACCEPTED,
    "scheduled": DeliveryState.ACCEPTED,
    "queued": DeliveryState.ACCEPTED,
    "sending": DeliveryState.ACCEPTED,
    "sent": DeliveryState.ACCEPTED,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.OPENED,
    # Part of a long SMS without the rest may leave out the very place or time: it counts as not delivered.
    "partially_delivered": DeliveryState.FAILED,
    "undelivered": DeliveryState.FAILED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}
_FINAL: Final = frozenset({"delivered", "read", "partially_delivered", "undelivered", "failed", "canceled"})
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What Twilio says has become of one message.

    `state` is None for a word we do not know and for the words of inbound messages (`receiving`, `received`): such a
    report is recorded and moves nothing. `code` is Twilio's error code, `detail` its status word. `final` says that no
    other word follows (`read` may follow `delivered`); reports come in any order, and a state never moves back (I4).
    `error` is the `ChannelError` class that a failure amounts to, so that a failure reported later is treated as one
    reported at once; None when nothing failed.
    """

    provider_id: str
    state: DeliveryState | None
    code: str | None
    detail: str
    final: bool
    error: type[ChannelError] | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """An SMS from a person: `sender` and `recipient` (our number) in E.164, `text` as written."""

    provider_id: str
    sender: str
    recipient: str
    text: str


def signature_ok(auth_token: str, url: str, params: Mapping[str, str], signature: str | None) -> bool:
    """Whether the post to `url` (our public one, with its query) with the form `params` was signed with our token.

    `params` may be a multi-dict (`getlist`): a field sent twice is signed twice. Never raises: a missing or garbled
    signature, or an address that cannot be read, is False.
    """
    if not signature or not signature.isascii():
        return False
    try:
        return bool(RequestValidator(auth_token).validate(url, params, signature))
    except (ValueError, TypeError):
        return False


def read_status(params: Mapping[str, str]) -> StatusReport:
    """The report in a status callback's form. Missing fields become empty words, never an error."""
    word = _text(params, "MessageStatus") or _text(params, "SmsStatus")
    state = _STATES.get(word)
    code = _text(params, "ErrorCode")
    number = int(code) if code.isascii() and code.isdigit() else None
    return StatusReport(
        provider_id=_text(params, "MessageSid") or _text(params, "SmsSid"),
        state=state,
        code=code or None,
        detail=word,
        final=word in _FINAL,
        error=kind_of_failure(number) if state is DeliveryState.FAILED else None,
    )


def read_inbound(params: Mapping[str, str]) -> Inbound:
    """The message in an inbound webhook's form. Missing fields become empty words, never an error."""
    return Inbound(
        provider_id=_text(params, "MessageSid") or _text(params, "SmsSid"),
        sender=_text(params, "From"),
        recipient=_text(params, "To"),
        text=_text(params, "Body"),
    )


_CALL_STATES: Final = {
    # Ringing, or somebody (or a voicemail) has picked up: nobody has heard the words yet (I4).
    **dict.fromkeys(("queued", "initiated", "ringing", "in-progress", "answered"), DeliveryState.ACCEPTED),
    "completed": DeliveryState.DELIVERED,
    **dict.fromkeys(("busy", "failed", "no-answer", "canceled"), DeliveryState.FAILED),
}


@dataclass(frozen=True, slots=True)
class CallWord:
    """What Twilio says of a call: its id, who called whom (E.164), the key(s) pressed, and whether a machine picked up."""

    provider_id: str
    sender: str
    digits: str
    machine: bool


def read_call(params: Mapping[str, str]) -> CallWord:
    """The call in a voice webhook's form. Missing fields become empty words, never an error."""
    answered_by = _text(params, "AnsweredBy")
    return CallWord(
        provider_id=_text(params, "CallSid"),
        sender=_text(params, "From"),
        digits=_text(params, "Digits")[:20],
        machine=answered_by.startswith("machine") or answered_by == "fax",
    )


def read_call_status(params: Mapping[str, str]) -> StatusReport:
    """The report in a call's status callback. A finished call is *delivered*, never *answered*, and to a machine it failed."""
    word = _text(params, "CallStatus")
    state = _CALL_STATES.get(word)
    call = read_call(params)
    if call.machine and state is DeliveryState.DELIVERED:
        state, word = DeliveryState.FAILED, "voicemail"
    failed = state is DeliveryState.FAILED
    return StatusReport(call.provider_id, state, word if failed else None, word, final=state not in (None, DeliveryState.ACCEPTED))


def _text(params: Mapping[str, str], name: str) -> str:
    """A field as text that any database takes: no NUL, no lone surrogate, not endless."""
    return str(params.get(name, ""))[:_LONGEST].replace("\0", "").encode("utf-8", "replace").decode()
