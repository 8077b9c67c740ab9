"""The invitation of one seat to a meeting: asked, asked again, the deputy, then shown to the duty chief (F5, I5, I12).

A seat is held by an ordered list of people. `reachable` says of each, now, whether there is a way to tell them. The steps come at
set times before the start; an answer ends them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from flows.vocabulary import InvitationState as S
from flows.vocabulary import InvitationStep, Rsvp

_ORDER: Final = tuple(InvitationStep)


@dataclass(frozen=True, slots=True)
class Before:
    """How long before the start a silent seat is asked again, its deputy is asked, and the duty chief is told."""

    remind: timedelta
    deputy: timedelta
    chief: timedelta

    def of(self, step: InvitationStep) -> timedelta:
        """The time of one step before the start."""
        return {InvitationStep.REMIND: self.remind, InvitationStep.DEPUTY: self.deputy, InvitationStep.CHIEF: self.chief}[step]


@dataclass(frozen=True, slots=True)
class Asking:
    """How far it has come: who of the seat is asked, or has answered for it; what comes next, and when."""

    state: S
    position: int
    next: InvitationStep | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Invite this person of the seat, now."""

    position: int


@dataclass(frozen=True, slots=True)
class Remind:
    """Ask this person once more, and call."""

    position: int


@dataclass(frozen=True, slots=True)
class Skip:
    """There is no way to tell this person: passed over at once."""

    position: int


@dataclass(frozen=True, slots=True)
class Silent:
    """Nobody of the seat has answered or can be asked: the duty chief must know."""


Order = Ask | Remind | Skip | Silent
Decision = tuple[Asking, tuple[Order, ...]]


def begin(reachable: Sequence[bool], before: Before, start: datetime, now: datetime, position: int = 0) -> Decision:
    """Invite the seat, from the person at `position` on."""
    skipped: list[Order] = []
    while position < len(reachable) and not reachable[position]:
        skipped.append(Skip(position))
        position += 1
    if position >= len(reachable):
        return Asking(S.SILENT, max(0, len(reachable) - 1), None, None), (*skipped, Silent())
    step = next((one for one in _ORDER if start - before.of(one) > now), None)
    due_at = start - before.of(step) if step else max(start, now)
    return Asking(S.ASKED, position, step or InvitationStep.CHIEF, due_at), (*skipped, Ask(position))


def due(asking: Asking, reachable: Sequence[bool], before: Before, start: datetime, now: datetime) -> Decision:
    """The next step's time has come."""
    if asking.state != S.ASKED or asking.due_at is None or now < asking.due_at:
        return asking, ()
    if asking.next is InvitationStep.REMIND:
        told: tuple[Order, ...] = (Remind(asking.position),) if _is(reachable, asking.position) else ()
        return _to(asking, InvitationStep.DEPUTY, before, start), told
    if asking.next is InvitationStep.DEPUTY:
        position, skipped = _next_reachable(reachable, asking.position)
        if position is None:
            return _to(asking, InvitationStep.CHIEF, before, start), ()
        moved = replace(asking, position=position)
        return _to(moved, InvitationStep.CHIEF, before, start), (*skipped, Ask(position))
    return replace(asking, state=S.SILENT, next=None, due_at=None), (Silent(),)


def cannot_be_told(asking: Asking, position: int, reachable: Sequence[bool], before: Before, start: datetime, now: datetime) -> Decision:
    """Every message to the person who is asked has failed: the next one is asked at once, not at the set minutes."""
    if asking.state != S.ASKED or asking.position != position:
        return asking, ()
    return begin(reachable, before, start, now, position + 1)


def answered(
    asking: Asking, position: int, rsvp: Rsvp, reachable: Sequence[bool], before: Before, start: datetime, now: datetime
) -> Decision:
    """The person at `position` answers for the seat; the newest word of whoever speaks for it stands.

    A no, or *my deputy comes*, from anyone but the one who is asked or has answered never undoes what that person said.
    """
    if rsvp is Rsvp.JOINING:
        return Asking(S.JOINING, position, None, None), ()
    if position != asking.position:
        return asking, ()
    if rsvp is Rsvp.DEPUTY:
        return begin(reachable, before, start, now, position + 1)
    return Asking(S.CANNOT, position, None, None), ()


def stopped(asking: Asking) -> Asking:
    """The meeting is over or cancelled: nothing more is due; what was answered stands."""
    state = S.STOPPED if asking.state is S.ASKED else asking.state
    return replace(asking, state=state, next=None, due_at=None)


def _to(asking: Asking, step: InvitationStep, before: Before, start: datetime) -> Asking:
    return replace(asking, next=step, due_at=start - before.of(step))


def _is(reachable: Sequence[bool], position: int) -> bool:
    return position < len(reachable) and reachable[position]


def _next_reachable(reachable: Sequence[bool], position: int) -> tuple[int | None, tuple[Order, ...]]:
    skipped: list[Order] = []
    for later in range(position + 1, len(reachable)):
        if reachable[later]:
            return later, tuple(skipped)
        skipped.append(Skip(later))
    return None, ()
