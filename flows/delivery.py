"""A delivery: one message to one address; it only moves forward (I3, I4, I5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from flows.table import Flow, Move
from flows.vocabulary import DeliveryState as S
from flows.vocabulary import DeliveryTrigger as T
from flows.vocabulary import NoticeKind

UNSENT = (S.QUEUED,)
"""Certainly not with the provider: an answer or a call-off drops these."""
WITH_PROVIDER = (S.HANDED_OVER, S.ACCEPTED, S.UNCERTAIN)
REACHED = (S.DELIVERED, S.OPENED, S.ANSWERED)
MOST_IN_DOUBT = 2
"""A message whose sending is in doubt is sent at most this often: one to two messages arrive, never none, never three (I3)."""
TOLD = (*WITH_PROVIDER, *REACHED)
"""Has reached the person, or may have: these are told of a call-off or a correction."""

ASKING = (NoticeKind.ALARM, NoticeKind.CALL_OUT)
"""Kinds of notice that an answer belongs to: it fences off their unsent messages (I5)."""

DELIVERY: Flow[S, T] = Flow(
    "The delivery",
    S,
    T,
    S.QUEUED,
    [
        Move(T.HAND_OVER, (S.QUEUED,), S.HANDED_OVER),
        Move(T.ACCEPT, (*UNSENT, S.HANDED_OVER, S.UNCERTAIN), S.ACCEPTED),
        Move(T.DELIVER, (*UNSENT, *WITH_PROVIDER), S.DELIVERED),
        Move(T.OPEN, (*UNSENT, *WITH_PROVIDER, S.DELIVERED), S.OPENED),
        Move(T.ANSWER, (*WITH_PROVIDER, S.DELIVERED, S.OPENED), S.ANSWERED),
        Move(T.DOUBT, (*UNSENT, S.HANDED_OVER), S.UNCERTAIN),
        Move(T.RETRY, (S.HANDED_OVER, S.UNCERTAIN), S.QUEUED),
        Move(T.FAIL, WITH_PROVIDER, S.FAILED),
        Move(T.DROP, UNSENT, S.DROPPED),
    ],
    by_itself=tuple(T),
)

_REPORTS = {S.ACCEPTED: T.ACCEPT, S.DELIVERED: T.DELIVER, S.OPENED: T.OPEN, S.FAILED: T.FAIL}


def reported(current: S, report: S, *, doubts: int = 0) -> S:
    """The state after a provider's report, which may come early, late, twice or in any order.

    A report that would move the delivery back, or out of an end, changes nothing. A delivery that waits to be sent can only be
    reported on when `doubts` of its earlier sends may have arrived: then the report ends the doubt, and it is not sent again (I3).
    """
    trigger = _REPORTS.get(report)
    if current in UNSENT and not doubts:
        return current
    if trigger is None or not DELIVERY.allows(current, trigger):
        return current
    return DELIVERY.after(current, trigger)


@dataclass(frozen=True, slots=True)
class Patience:
    """How a message is tried again: at most `tries` times, `first` seconds apart, doubling up to `longest`."""

    tries: int = 5
    first: float = 2.0
    longest: float = 120.0


def next_try(attempts: int, now: datetime, random: Random, patience: Patience, asked_wait: float | None = None) -> datetime | None:
    """When to try again after `attempts` tries, or None when it has been tried enough.

    The wait doubles and has up to 25 % jitter so that a provider's recovery is not met by everyone at once; a provider's
    own `asked_wait` (seconds) is honoured when it is longer.
    """
    if attempts >= patience.tries:
        return None
    wait = min(patience.longest, patience.first * 2.0 ** (attempts - 1)) * (1 + 0.25 * random.random())
    return now + timedelta(seconds=max(wait, asked_wait or 0.0))
