"""A change of the plan: a draft until the parties and the approving body have said yes (U2)."""

from flows.table import Flow, Move
from flows.vocabulary import ChangeState as S
from flows.vocabulary import ChangeTrigger as T

PLAN_CHANGE: Flow[S, T] = Flow(
    "The change of the plan",
    S,
    T,
    S.DRAFT,
    [
        Move(T.TAKE_EFFECT, (S.DRAFT,), S.IN_FORCE),
        Move(T.REPLACE, (S.IN_FORCE,), S.REPLACED),
        Move(T.WITHDRAW, (S.DRAFT,), S.WITHDRAWN),
        Move(T.REOPEN, (S.WITHDRAWN,), S.DRAFT),
    ],
    by_itself=(T.TAKE_EFFECT, T.REPLACE),
)
