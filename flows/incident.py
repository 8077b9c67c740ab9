"""The incident: reported, alerted at a level, followed, called off, evaluated (F3, F7, L4)."""

from collections.abc import Collection
from dataclasses import dataclass

from flows.sentences import CONFLICT, Refused
from flows.table import Flow, Move
from flows.vocabulary import IncidentState as S
from flows.vocabulary import IncidentTrigger as T

_RUNNING = (S.ALERTED, S.FOLLOWED)

INCIDENT: Flow[S, T] = Flow(
    "The incident",
    S,
    T,
    S.REPORTED,
    [
        Move(T.ALARM, (S.REPORTED,), S.ALERTED),
        Move(T.FOLLOW, (S.ALERTED,), S.FOLLOWED),
        Move(T.RAISE, _RUNNING, S.ALERTED),
        Move(T.LOWER, (S.ALERTED,), S.ALERTED),
        Move(T.LOWER, (S.FOLLOWED,), S.FOLLOWED),
        Move(T.CORRECT, (S.ALERTED,), S.ALERTED),
        Move(T.CORRECT, (S.FOLLOWED,), S.FOLLOWED),
        *(Move(T.LOG, (state,), state) for state in S),
        Move(T.CALL_OFF, (S.REPORTED, *_RUNNING), S.CALLED_OFF),
        Move(T.EVALUATE, (S.CALLED_OFF,), S.EVALUATED),
    ],
)


def is_open(state: S) -> bool:
    """Whether the incident still runs: a closed one never speaks again."""
    return state in (S.REPORTED, *_RUNNING)


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Who is told of a change of level (L4): `kept` and `dropped` were already being told, `added` come in now."""

    trigger: T
    kept: tuple[str, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]


def change_level(*, old_rank: int, new_rank: int, old_groups: Collection[str], new_groups: Collection[str]) -> Regrouping:
    """Decide the change from one level's groups to another's; a higher rank is more severe.

    `Refused` (conflict) when the level is the same: nothing would change and nobody needs a message.
    """
    if new_rank == old_rank:
        raise Refused("The incident is already at that level.", field="level", kind=CONFLICT)
    return Regrouping(
        trigger=T.RAISE if new_rank > old_rank else T.LOWER,
        kept=tuple(g for g in new_groups if g in old_groups),
        added=tuple(g for g in new_groups if g not in old_groups),
        dropped=tuple(g for g in old_groups if g not in new_groups),
    )
