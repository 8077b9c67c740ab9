"""The sandbox: messages land on simulated phones, which show the delivery rows themselves. Nothing is kept here."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.vocabulary import DeliveryState, Medium, Mode
from service.channels.protocol import Channel, ChannelSettings, Outgoing, Receipt


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A simulated phone or mailbox network for one medium: always on, always delivers."""

    medium: Medium
    concurrency: int = 100
    rate: float | None = None

    @property
    def name(self) -> str:
        """`sandbox_sms`, `sandbox_email` or `sandbox_voice`."""
        return f"sandbox_{self.medium.value}"

    async def send(self, message: Outgoing) -> Receipt:
        """Delivered at once: the simulated phone is the delivery row."""
        return Receipt(f"sandbox-{message.delivery_id}-{message.attempt}", DeliveryState.DELIVERED)

    async def aclose(self) -> None:
        """Nothing is open."""


def build(settings: ChannelSettings) -> Sequence[Channel]:
    """One channel for each medium in sandbox mode, none otherwise: a live alarm never goes to simulated phones (I9)."""
    return tuple(Sandbox(medium) for medium in Medium) if settings.mode is Mode.SANDBOX else ()
