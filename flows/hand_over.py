"""The hand-over of the duty: told, reminded, told to others; accepted, or passed on to the next before that."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from flows.table import Flow, Move
from flows.vocabulary import HandOverState as S

REMIND_AFTER: Final = timedelta(minutes=15)
"""Silence before the incoming chief is reminded, and the same again before the outgoing chief and the head are told."""


class HandOverTrigger(StrEnum):
    """What can happen to a hand-over."""

    REMIND = "remind"
    ESCALATE = "escalate"
    ACCEPT = "accept"
    PASS = "pass"


OPEN: Final = (S.SENT, S.REMINDED, S.ESCALATED)

HAND_OVER: Flow[S, HandOverTrigger] = Flow(
    "The hand-over",
    S,
    HandOverTrigger,
    S.SENT,
    [
        Move(HandOverTrigger.REMIND, (S.SENT,), S.REMINDED),
        Move(HandOverTrigger.ESCALATE, (S.REMINDED,), S.ESCALATED),
        Move(HandOverTrigger.ACCEPT, OPEN, S.ACCEPTED),
        Move(HandOverTrigger.PASS, OPEN, S.PASSED),
    ],
)
