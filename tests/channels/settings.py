"""Settings for the channels, as the real settings have them."""

from dataclasses import dataclass

from pydantic import SecretStr

from flows.vocabulary import Mode


@dataclass(frozen=True)
class FakeSettings:
    """A `ChannelSettings`."""

    mode: Mode = Mode.LIVE
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: str | None = None
    twilio_base_url: str | None = None
    twilio_rate: float | None = None
    twilio_concurrency: int = 50
    twilio_voice_from: str | None = None
    twilio_voice_rate: float | None = None
    twilio_voice_ring_s: int = 25
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    smtp_rate: float | None = None
    smtp_concurrency: int = 5
    channel_timeout_s: float = 10.0
