"""The hand-over of the duty: told, reminded, told to others; accepted, or passed on to the next before that."""

from datetime import timedelta
from typing import Final

from flows.table import Flow, Move
from flows.vocabulary import HandOverState as S
from flows.vocabulary import HandOverTrigger as T

REMIND_AFTER: Final = timedelta(minutes=15)
"""Silence before the incoming chief is reminded, and the same again before the outgoing chief and the head are told."""


OPEN: Final = (S.SENT, S.REMINDED, S.ESCALATED)

HAND_OVER: Flow[S, T] = Flow(
    "The hand-over",
    S,
    T,
    S.SENT,
    [
        Move(T.REMIND, (S.SENT,), S.REMINDED),
        Move(T.ESCALATE, (S.REMINDED,), S.ESCALATED),
        Move(T.ACCEPT, OPEN, S.ACCEPTED),
        Move(T.MOVE_ON, OPEN, S.PASSED),
    ],
    by_itself=(T.REMIND, T.ESCALATE, T.MOVE_ON),
)
