"""Providers on a bad day, a process that is gone, and a choice that can be made again."""

from collections import Counter
from typing import Final

from flows.sentences import Refused
from flows.vocabulary import DeliveryState
from service.channels.errors import OptedOut, Permanent, RateLimited, Retry, Uncertain, Unreachable
from service.channels.protocol import Outgoing, Receipt

ERRORS: Final = (
    Retry("503"),
    Uncertain("timeout"),
    Permanent("21211"),
    RateLimited("429", after=2),
    Unreachable("30003"),
    OptedOut("21610"),
)


class Mood:
    """What a provider says on a bad day, the same each time the story is told; no refusal is for ever."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._asked: Counter[int] = Counter()

    def __call__(self, message: Outgoing) -> Receipt:
        self._asked[message.delivery_id] += 1
        roll = (message.delivery_id * 7 + self._number + self._asked[message.delivery_id]) % 9
        if roll < len(ERRORS):
            raise ERRORS[roll]
        return Receipt(f"x{message.delivery_id}", DeliveryState.ACCEPTED)


class Killed(Exception):
    """The process is gone."""


def one_of(found: list[int], n: int) -> int:
    """One of them, the same each time; `Refused` when there is none."""
    if not found:
        raise Refused("There is none yet.")
    return found[n % len(found)]
