"""Action cards as people see them."""

from dataclasses import dataclass
from datetime import datetime

from flows.card import is_pending
from flows.vocabulary import CardState


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a card: what, by when, and how it stands; `late` says that its deadline passed before it was done."""

    id: int
    key: str
    title: str
    text: str
    state: CardState
    due_at: datetime
    late: bool
    ended_at: datetime | None
    note: str

    @property
    def pending(self) -> bool:
        """Whether somebody still has it to do."""
        return is_pending(self.state)


@dataclass(frozen=True, slots=True)
class OpenCard:
    """One seat's card in one incident."""

    key: str
    title: str
    group: str
    seat: str
    seat_label: str
    steps: tuple[Step, ...]

    @property
    def pending(self) -> tuple[Step, ...]:
        """What is still to be done."""
        return tuple(step for step in self.steps if step.pending)

    @property
    def overdue(self) -> int:
        """How much of it should have been done."""
        return sum(step.state is CardState.OVERDUE for step in self.steps)
