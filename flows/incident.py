"""The incident: reported, assessed, alerted at a level, followed, called off, evaluated (F1, F3, F7, F13, L4).

A call-out is an incident that has only been reported (F1): it has no level. The duty chief's assessment makes it an alarm, a
briefing without a crisis (F13), from which an alarm may still come, or closes it with a reason.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flows.sentences import CONFLICT, Refused, Sentence
from flows.table import Flow, Move
from flows.vocabulary import IncidentState as S
from flows.vocabulary import IncidentTrigger as T

_RUNNING = (S.ALERTED, S.FOLLOWED)
UNASSESSED = (S.REPORTED, S.BRIEFED)
"""Without a level: no crisis has been declared."""

INCIDENT: Flow[S, T] = Flow(
    "The incident",
    S,
    T,
    S.REPORTED,
    [
        Move(T.ALARM, UNASSESSED, S.ALERTED),
        Move(T.BRIEF, UNASSESSED, S.BRIEFED),
        Move(T.CLOSE, UNASSESSED, S.CLOSED),
        Move(T.FOLLOW, (S.ALERTED,), S.FOLLOWED),
        Move(T.RAISE, _RUNNING, S.ALERTED),
        Move(T.LOWER, (S.ALERTED,), S.ALERTED),
        Move(T.LOWER, (S.FOLLOWED,), S.FOLLOWED),
        Move(T.CORRECT, (S.ALERTED,), S.ALERTED),
        Move(T.CORRECT, (S.FOLLOWED,), S.FOLLOWED),
        *(Move(T.LOG, (state,), state) for state in S),
        Move(T.CALL_OFF, _RUNNING, S.CALLED_OFF),
        Move(T.EVALUATE, (S.CALLED_OFF,), S.EVALUATED),
    ],
    by_itself=(T.FOLLOW,),
)


def is_open(state: S) -> bool:
    """Whether the incident still runs: a closed one never speaks again."""
    return state in (*UNASSESSED, *_RUNNING)


NO_UPDATE: Final = Sentence("no update can be sent")
NO_MEETING: Final = Sentence("no meeting can be held")
NO_CHANGE: Final = Sentence("its level cannot be changed")


def require_running(state: S, so: Sentence) -> None:
    """`Refused` (conflict) unless the incident runs at a level: `so` says what therefore cannot be done."""
    if state in UNASSESSED:
        raise Refused("No alarm has been raised, so {so}. Assess the call-out first.", kind=CONFLICT, so=so)
    if state is S.CLOSED:
        raise Refused("The call-out was closed without a crisis, so {so}. You can write in the log.", kind=CONFLICT, so=so)
    if state is S.CALLED_OFF:
        raise Refused("The incident has been called off, so {so}. You can write in the log or evaluate it.", kind=CONFLICT, so=so)
    if state is S.EVALUATED:
        raise Refused("The incident has been called off and evaluated, so {so}. You can write in the log.", kind=CONFLICT, so=so)


NOT_BRIEFED: Final = Sentence("nobody can be briefed about it")
NOT_ALARMED: Final = Sentence("no alarm can be raised from it")
NOT_CLOSED: Final = Sentence("it cannot be closed as a call-out")


def require_unassessed(state: S, so: Sentence) -> None:
    """`Refused` (conflict) unless no crisis has been declared yet: `so` says what therefore cannot be done."""
    if state in _RUNNING:
        raise Refused("An alarm has been raised already, so {so}. Go on from the incident's board.", kind=CONFLICT, so=so)
    if state not in UNASSESSED:
        require_running(state, so)


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
