"""Calling one seat: the next medium, the deputy, unreachable (F2's habit for every seat, I5, I12).

A seat is held by an ordered list of people. Each person is told on their media in turn; who is silent is escalated to the
next; when nobody is left the duty chief is told. All of it is decided here from facts and `now`; nothing is waited for.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.vocabulary import Medium, SeatState


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes of silence before the next medium, before the next person, and (after the last) before *unreachable*."""

    next_medium: float
    deputy: float
    unreachable: float


@dataclass(frozen=True, slots=True)
class Reach:
    """A person of the seat, and the media on which they can be told, in the policy's order."""

    person: int
    media: tuple[Medium, ...]


@dataclass(frozen=True, slots=True)
class Calling:
    """How far the calling of a seat has come: which person, since when, how many of their media are used, what is next."""

    state: SeatState
    position: int
    told: int
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell `person` on `medium`, now."""

    person: int
    medium: Medium
    position: int


@dataclass(frozen=True, slots=True)
class Skip:
    """`person` has no medium that can be used: passed over at once, not after the full wait."""

    person: int
    position: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody of the seat answered or could be told: the duty chief must know at once."""


Step = Tell | Skip | Unreachable
Decision = tuple[Calling, tuple[Step, ...]]


def begin(people: tuple[Reach, ...], waits: Waits, now: datetime) -> Decision:
    """Start calling a seat at its holder."""
    return _from(0, people, waits, now)


def due(calling: Calling, people: tuple[Reach, ...], waits: Waits, now: datetime) -> Decision:
    """The wait ran out: the person's next medium when it is its turn, else the next person."""
    if calling.state != SeatState.TRYING or calling.due_at is None or now < calling.due_at:
        return calling, ()
    media = _media(people, calling.position)
    if calling.told < len(media) and calling.due_at < _person_ends(calling, people, waits):
        return _tell_next(calling, people, waits, now)
    return _from(calling.position + 1, people, waits, now)


def medium_failed(calling: Calling, people: tuple[Reach, ...], failed: Collection[Medium], waits: Waits, now: datetime) -> Decision:
    """The current person cannot be told on the media in `failed`: the next medium at once; all failed: the next person at once."""
    if calling.state != SeatState.TRYING:
        return calling, ()
    media = _media(people, calling.position)
    if any(medium not in failed for medium in media[: calling.told]):
        return calling, ()
    if calling.told < len(media):
        return _tell_next(calling, people, waits, now)
    return _from(calling.position + 1, people, waits, now)


def cannot(calling: Calling, person: int, people: tuple[Reach, ...], waits: Waits, now: datetime) -> Decision:
    """`person` answered *cannot*: their deputy is told at once. A no from someone already passed by changes nothing."""
    if calling.state != SeatState.TRYING or not _is_current(calling, person, people):
        return calling, ()
    return _from(calling.position + 1, people, waits, now)


def answered(calling: Calling) -> Calling:
    """Somebody of the seat answered: nothing more is due. An answer also ends *unreachable*."""
    return replace(calling, state=SeatState.ANSWERED, due_at=None)


def stopped(calling: Calling) -> Calling:
    """The seat is no longer called (call-off, or a level that does not concern it); an answer already given stands."""
    return calling if calling.state == SeatState.ANSWERED else replace(calling, state=SeatState.STOPPED, due_at=None)


def _from(position: int, people: tuple[Reach, ...], waits: Waits, now: datetime) -> Decision:
    steps: list[Step] = []
    while position < len(people) and not people[position].media:
        steps.append(Skip(people[position].person, position))
        position += 1
    if position >= len(people):
        return Calling(SeatState.UNREACHABLE, position, 0, now, None), (*steps, Unreachable())
    calling, told = _tell_next(Calling(SeatState.TRYING, position, 0, now, None), people, waits, now)
    return calling, (*steps, *told)


def _tell_next(calling: Calling, people: tuple[Reach, ...], waits: Waits, now: datetime) -> Decision:
    reach = people[calling.position]
    told = replace(calling, told=calling.told + 1)
    ends = _person_ends(told, people, waits)
    more = told.told < len(reach.media)
    next_medium = now + timedelta(minutes=waits.next_medium)
    due_at = min(next_medium, ends) if more else ends
    return replace(told, due_at=max(due_at, now)), (Tell(reach.person, reach.media[calling.told], calling.position),)


def _person_ends(calling: Calling, people: tuple[Reach, ...], waits: Waits) -> datetime:
    """When the turn of the current person is over: the deputy's wait, or for the last one *unreachable*'s."""
    last = all(not reach.media for reach in people[calling.position + 1 :])
    return calling.since + timedelta(minutes=waits.unreachable if last else waits.deputy)


def _media(people: tuple[Reach, ...], position: int) -> tuple[Medium, ...]:
    return people[position].media if position < len(people) else ()


def _is_current(calling: Calling, person: int, people: tuple[Reach, ...]) -> bool:
    return calling.position < len(people) and people[calling.position].person == person
