"""A task: something one seat is asked to do before a deadline, with a fallback if it lapses (F3's detour)."""

from flows.table import Flow, Move
from flows.vocabulary import TaskState as S
from flows.vocabulary import TaskTrigger as T

TASK: Flow[S, T] = Flow(
    "The task",
    S,
    T,
    S.OPEN,
    [
        Move(T.DO, (S.OPEN,), S.DONE),
        Move(T.DECLINE, (S.OPEN,), S.DECLINED),
        Move(T.LAPSE, (S.OPEN,), S.LAPSED),
        Move(T.CANCEL, (S.OPEN,), S.CANCELLED),
        Move(T.REOPEN, (S.DONE,), S.OPEN),
    ],
    by_itself=(T.LAPSE, T.CANCEL),
)
