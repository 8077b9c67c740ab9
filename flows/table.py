"""A flow as a table: every (state, trigger) pair leads somewhere or is refused with a sentence."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from transitions import Machine
from transitions.extensions.diagrams import GraphMachine

from flows.sentences import CONFLICT, Refused, Sentence
from flows.words import said

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S, T]):
    """On `trigger`, from any of `sources`, to `dest`."""

    trigger: T
    sources: tuple[S, ...]
    dest: S


class Flow(Generic[S, T]):
    """A state table held by a `transitions` machine that has no model: it is looked up, never run.

    `by_itself` are the triggers that nobody pulls: time does, or another flow. No refusal proposes them to anybody.
    Guards are plain functions called before the look-up, so a lost race cannot leave half a transition behind.
    """

    def __init__(
        self,
        name: str,
        states: type[S],
        triggers: type[T],
        initial: S,
        moves: Iterable[Move[S, T]],
        *,
        by_itself: Collection[T] = (),
    ) -> None:
        self.name = name
        self.states = states
        self.triggers = triggers
        self.initial = initial
        self.by_itself = frozenset(by_itself)
        self._rows = [{"trigger": move.trigger.value, "source": [s.value for s in move.sources], "dest": move.dest.value} for move in moves]
        self._machine = Machine(
            model=None,
            states=[s.value for s in states],
            transitions=self._rows,
            initial=initial.value,
            auto_transitions=False,
        )

    def allows(self, state: S, trigger: T) -> bool:
        """Whether `trigger` leads anywhere from `state`."""
        return bool(self._machine.get_transitions(trigger.value, state.value))

    def after(self, state: S, trigger: T) -> S:
        """The state that `trigger` leads to from `state`; `Refused` (conflict) when the table has no such pair."""
        found = self._machine.get_transitions(trigger.value, state.value)
        if not found:
            raise Refused(
                "{flow}: '{trigger}' is not possible when it is '{state}'. Possible now: {possible}.",
                kind=CONFLICT,
                flow=Sentence(self.name),
                trigger=said(trigger),
                state=said(state),
                possible=[said(t) for t in self.triggers if t not in self.by_itself and self.allows(state, t)] or Sentence("nothing"),
            )
        return self.states(str(found[0].dest))

    def moves(self) -> list[tuple[S, T, S]]:
        """Every (state, trigger, state after) that the table has, in the order of states and triggers."""
        pairs = ((state, trigger) for state in self.states for trigger in self.triggers if self.allows(state, trigger))
        return [(state, trigger, self.after(state, trigger)) for state, trigger in pairs]

    def mermaid(self) -> str:
        """The flowchart of the table, as Mermaid text."""
        machine = GraphMachine(
            model=_Pen(),
            states=[s.value for s in self.states],
            transitions=self._rows,
            initial=self.initial.value,
            auto_transitions=False,
            graph_engine="mermaid",
            title=self.name,
        )
        return str(machine.get_graph().source)


class _Pen:
    """A throw-away model: the drawing extension needs one to draw at all."""
