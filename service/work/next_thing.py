"""What happens next by itself in an incident."""

from collections.abc import Iterable
from datetime import datetime

from flows.vocabulary import CardState
from service.domain.board import Next
from service.domain.cards import OpenCard


def soonest(known: Next | None, cards: Iterable[OpenCard], update_due: datetime | None) -> Next | None:
    """The first of what is known already, the next deadline of a card, and the next update."""
    due = [known] if known else []
    due += [Next("card", step.title, step.due_at) for card in cards for step in card.steps if step.state is CardState.OPEN]
    if update_due is not None:
        due.append(Next("update", "", update_due))
    return min(due, key=lambda one: one.due_at, default=None)
