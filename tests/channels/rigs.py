"""Each channel on something real to send to, behind one shape, so that one contract can be held against all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace

from flows.vocabulary import Medium
from service.channels.errors import (
    BadMessage,
    ChannelError,
    Misconfigured,
    OptedOut,
    Permanent,
    Retry,
    Uncertain,
)
from service.channels.protocol import Channel, Outgoing
from service.channels.sandbox import Sandbox
from service.channels.smtp import SmtpEmail
from service.channels.twilio_account import TwilioAccount
from service.channels.twilio_sms import TwilioSms
from service.domain.smtp_url import parse_smtp_url
from tests.standins.mail_server import mail_server
from tests.standins.run import provider

SID = "AC" + "0" * 32
TOKEN = "stand-in-token"
TWILIO_FAULTS: dict[str, type[ChannelError]] = {
    "+4520990001": Permanent,  # 21211
    "+4520990002": OptedOut,  # 21610
    "+4520990003": Retry,  # HTTP 500
    "+4520990004": Uncertain,  # the connection is lost after it was sent
    "+4520990009": Uncertain,  # a yes that cannot be read
    "+4520990010": Misconfigured,  # HTTP 401
    "+4520990011": Permanent,  # 21614
}
SMTP_FAULTS: dict[str, type[ChannelError]] = {
    "rcpt450@example.org": Retry,
    "rcpt550@example.org": Permanent,
    "data451@example.org": Retry,
    "data554@example.org": BadMessage,
    "dot451@example.org": Retry,
    "dot554@example.org": BadMessage,
    "dropmail@example.org": Retry,
    "dropdata@example.org": Retry,
    "dropdot@example.org": Uncertain,
    "garbledot@example.org": Uncertain,
    "not an address": Permanent,
}

SMTP_HANGS: dict[str, type[ChannelError]] = {"hangrcpt@example.org": Retry, "hangdot@example.org": Uncertain}


@dataclass(frozen=True)
class Rig:
    """A channel and the other end of it. `faults` and `hangs` are addresses and the error each must give."""

    channel: Channel
    address: str
    taken: Callable[[], Awaitable[int]] | None = None
    most_at_once: Callable[[], Awaitable[int]] | None = None
    faults: dict[str, type[ChannelError]] = field(default_factory=dict)
    hangs: dict[str, type[ChannelError]] = field(default_factory=dict)

    def message(self, address: str | None = None, **changes: object) -> Outgoing:
        plain = Outgoing(
            delivery_id=4711,
            attempt=1,
            medium=self.channel.medium,
            address=address or self.address,
            subject="Rødt niveau: mød nu" if self.channel.medium is Medium.EMAIL else None,
            text="Rød alarm i Vollsmose. Svar 1 = på vej.",
            html="<p>Rød alarm i <b>Vollsmose</b></p>" if self.channel.medium is Medium.EMAIL else None,
            callback_url="https://beredskab.example.org/hooks/twilio/4711",
        )
        return replace(plain, **changes)  # type: ignore[arg-type] # fields by name


@asynccontextmanager
async def twilio_rig(timeout_s: float = 20, concurrency: int = 3) -> AsyncIterator[Rig]:
    async with provider(latency_ms=10, faults=True, check_auth=True, account_sid=SID, auth_token=TOKEN) as stand_in:
        account = TwilioAccount(
            sid=SID,
            token=TOKEN,
            sender="Beredskab",
            base_url=stand_in.url,
            timeout_s=timeout_s,
            concurrency=concurrency,
        )
        channel = TwilioSms(account)

        async def taken() -> int:
            return int((await stand_in.stats())["count"])

        async def most() -> int:
            return int((await stand_in.stats())["max_in_flight"])

        try:
            yield Rig(channel, "+4520999999", taken, most, TWILIO_FAULTS, {"+4520990005": Uncertain})
        finally:
            await channel.aclose()


@asynccontextmanager
async def smtp_rig(timeout_s: float = 20, concurrency: int = 3) -> AsyncIterator[Rig]:
    async with mail_server() as box:
        box.latency = 0.01
        server = parse_smtp_url(f"smtp://127.0.0.1:{box.port}")
        channel = SmtpEmail(server, "Beredskab <vagt@example.org>", timeout_s=timeout_s, concurrency=concurrency)

        async def taken() -> int:
            return len(box.mails)

        async def most() -> int:
            return box.most

        try:
            yield Rig(channel, "anna@example.org", taken, most, SMTP_FAULTS, SMTP_HANGS)
        finally:
            await channel.aclose()


@asynccontextmanager
async def sandbox_rig(medium: Medium) -> AsyncIterator[Rig]:
    """Nothing is at the other end: the sandbox's phone is the delivery row."""
    yield Rig(Sandbox(medium), "anna@example.org" if medium is Medium.EMAIL else "+4520999999")


RIGS: dict[str, Callable[[], AbstractAsyncContextManager[Rig]]] = {
    "twilio_sms": twilio_rig,
    "smtp": smtp_rig,
    "sandbox_sms": lambda: sandbox_rig(Medium.SMS),
    "sandbox_email": lambda: sandbox_rig(Medium.EMAIL),
    "sandbox_voice": lambda: sandbox_rig(Medium.VOICE),
}
ROADS: dict[str, Callable[[float], AbstractAsyncContextManager[Rig]]] = {"twilio_sms": twilio_rig, "smtp": smtp_rig}
