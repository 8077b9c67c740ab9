"""What became of handing one message to a provider, as the background tells the work layer."""

from dataclasses import dataclass
from enum import StrEnum

from flows.vocabulary import DeliveryState


class Verdict(StrEnum):
    """What the delivery does next; the channels' error tree in one word each."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    AGAIN_UNCOUNTED = "again_uncounted"
    AGAIN_ONCE = "again_once"
    USELESS = "useless"
    OPTED_OUT = "opted_out"
    MISCONFIGURED = "misconfigured"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one claim. `wait` is the seconds a provider asked us to wait; `state` is what it said of an accepted one."""

    delivery_id: int
    fence: int
    incident_id: int | None
    person_id: int
    medium: str
    provider: str
    verdict: Verdict
    provider_id: str | None = None
    state: DeliveryState = DeliveryState.ACCEPTED
    code: str | None = None
    detail: str | None = None
    wait: float | None = None
