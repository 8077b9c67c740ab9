"""A step of an action card: open until it is done, declined or no longer asked for; late is a state of its own (F8)."""

from flows.table import Flow, Move
from flows.vocabulary import CardState as S
from flows.vocabulary import CardTrigger as T

_PENDING = (S.OPEN, S.OVERDUE)

CARD: Flow[S, T] = Flow(
    "The card's step",
    S,
    T,
    S.OPEN,
    [
        Move(T.DO, _PENDING, S.DONE),
        Move(T.DECLINE, _PENDING, S.DECLINED),
        Move(T.LAPSE, (S.OPEN,), S.OVERDUE),
        Move(T.CANCEL, _PENDING, S.CANCELLED),
        Move(T.REOPEN, (S.CANCELLED, S.DONE, S.DECLINED), S.OPEN),
    ],
    by_itself=(T.LAPSE, T.CANCEL),
)


def is_pending(state: S) -> bool:
    """Whether somebody still has it to do."""
    return state in _PENDING
