"""What a channel is: the one shape behind which every provider stands."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from flows.vocabulary import DeliveryState, Medium, Mode


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address, as handed to a provider.

    `delivery_id` and `attempt` (from 1) are ours. `address` is a number in E.164 (`+4520123456`) or an e-mail address.
    `subject` and `html` are for e-mail and None elsewhere. `callback_url` is where the provider reports what became of
    the message; it carries our own delivery id, so that a crash between the provider's yes and our note of it is mended
    from the callback (I3). `sender_name` is shown in front of the sender's mail address. `calendar` is a calendar file that
    goes with an e-mail, and `calendar_method` its METHOD.
    """

    delivery_id: int
    attempt: int
    medium: Medium
    address: str
    subject: str | None
    text: str
    html: str | None
    callback_url: str | None
    sender_name: str | None = None
    calendar: bytes | None = None
    calendar_method: str = "REQUEST"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider's yes.

    `provider_id` is its own id for the message, None when it gives none. `state` is ACCEPTED, and never more than the
    provider has said (I4); only the sandbox, which is its own phone, says DELIVERED. `detail` is the provider's word,
    for the log.
    """

    provider_id: str | None
    state: DeliveryState
    detail: str | None = None


class Channel(Protocol):
    """One way out to one provider on one medium.

    `name` is unique and stays the same for ever, since delivery rows hold it. `concurrency` is how many messages may be
    under way at a time; `rate` is the most messages a second the provider takes, None when it has no limit. The caller
    paces by both.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - described above

    @property
    def medium(self) -> Medium: ...  # noqa: D102 - described above

    @property
    def concurrency(self) -> int: ...  # noqa: D102 - described above

    @property
    def rate(self) -> float | None: ...  # noqa: D102 - described above

    async def send(self, message: Outgoing) -> Receipt:
        """Hand `message` over once and wait for the provider's word, no longer than the channel's own timeout.

        Never repeats by itself. Raises `ChannelError` and nothing else; cancelling it cancels the request.
        """
        ...

    async def aclose(self) -> None:
        """Close every connection; safe to call twice."""
        ...


class ChannelSettings(Protocol):
    """What the channels of this package read from the settings; `service.settings.Settings` has it all.

    `twilio_rate` and `smtp_rate` are messages a second (None: no limit), `channel_timeout_s` is seconds for one whole
    attempt.
    """

    @property
    def mode(self) -> Mode: ...  # noqa: D102 - named as the setting

    @property
    def twilio_account_sid(self) -> str | None: ...  # noqa: D102 - named as the setting

    @property
    def twilio_auth_token(self) -> SecretStr | None: ...  # noqa: D102 - named as the setting

    @property
    def twilio_from(self) -> str | None: ...  # noqa: D102 - named as the setting

    @property
    def twilio_base_url(self) -> str | None: ...  # noqa: D102 - named as the setting

    @property
    def twilio_rate(self) -> float | None: ...  # noqa: D102 - named as the setting

    @property
    def twilio_concurrency(self) -> int: ...  # noqa: D102 - named as the setting

    @property
    def twilio_voice_from(self) -> str | None: ...  # noqa: D102 - named as the setting

    @property
    def twilio_voice_rate(self) -> float | None: ...  # noqa: D102 - named as the setting

    @property
    def twilio_voice_ring_s(self) -> int: ...  # noqa: D102 - named as the setting

    @property
    def smtp_url(self) -> SecretStr | str | None: ...  # noqa: D102 - named as the setting

    @property
    def mail_from(self) -> str | None: ...  # noqa: D102 - named as the setting

    @property
    def smtp_rate(self) -> float | None: ...  # noqa: D102 - named as the setting

    @property
    def smtp_concurrency(self) -> int: ...  # noqa: D102 - named as the setting

    @property
    def channel_timeout_s(self) -> float: ...  # noqa: D102 - named as the setting
