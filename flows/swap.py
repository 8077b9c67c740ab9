"""A swap of two duties: proposed by one, accepted by the other before it begins, or nothing changes."""

from flows.table import Flow, Move
from flows.vocabulary import SwapState as S
from flows.vocabulary import SwapTrigger as T

SWAP: Flow[S, T] = Flow(
    "The swap",
    S,
    T,
    S.PROPOSED,
    [
        Move(T.ACCEPT, (S.PROPOSED,), S.ACCEPTED),
        Move(T.DECLINE, (S.PROPOSED,), S.DECLINED),
        Move(T.WITHDRAW, (S.PROPOSED,), S.WITHDRAWN),
        Move(T.LAPSE, (S.PROPOSED,), S.LAPSED),
    ],
    by_itself=(T.LAPSE,),
)
