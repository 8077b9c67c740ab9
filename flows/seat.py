"""Calling one seat: the next medium, the deputy, unreachable (F2's habit for every seat, I5, I12).

A seat is held by an ordered list of people. Each person is told on their media in turn; who is silent is escalated to the
next; when nobody is left the duty chief is told. All of it is decided here from facts and `now`; nothing is waited for.

What has been sent is not counted here: each person comes with the media on which the alarm already goes to them, through this
seat or another. So nobody is told twice, and what was taken back before it was sent is told after all.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.vocabulary import Medium, SeatState
from flows.wall_clock import rounded_up


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes of silence before the next medium, before the next person, and (after the last) before *unreachable*."""

    next_medium: float
    deputy: float
    unreachable: float


@dataclass(frozen=True, slots=True)
class Reach:
    """A person of the seat as they stand now.

    `media` are those on which they can be told, in the policy's order; `used` those on which the alarm goes to them already,
    and `failed` those of them where it did not arrive. `answer` is True once they have answered, False once they said that
    they cannot, None while they are silent.
    """

    person: int
    media: tuple[Medium, ...]
    used: frozenset[Medium] = frozenset()
    failed: frozenset[Medium] = frozenset()
    answer: bool | None = None

    @property
    def left(self) -> tuple[Medium, ...]:
        """The media still to be tried."""
        return tuple(m for m in self.media if m not in self.used)

    @property
    def under_way(self) -> int:
        """On how many media an answer may still come: none for someone who can no longer be told at all."""
        return len(self.used - self.failed) if self.media else 0

    @property
    def has_turn(self) -> bool:
        """Whether there is any use in this person's turn."""
        return self.answer is True or (self.answer is None and bool(self.left or self.under_way))


@dataclass(frozen=True, slots=True)
class Calling:
    """How far the calling of a seat has come: whose turn it is, since when, and when the next step comes."""

    state: SeatState
    position: int
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
class Answered:
    """It is the turn of `person`, who has answered already: their answer counts for this seat, and they are not told again."""

    person: int
    position: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody of the seat answered or could be told: the duty chief must know at once."""


Step = Tell | Skip | Answered | Unreachable
Decision = tuple[Calling, tuple[Step, ...]]
People = tuple[Reach, ...]


def begin(people: People, waits: Waits, now: datetime) -> Decision:
    """Start calling a seat at its holder."""
    return _from(0, people, waits, now)


def due(calling: Calling, people: People, waits: Waits, now: datetime) -> Decision:
    """The wait ran out: the person's next medium when it is its turn, else the next person."""
    if calling.state != SeatState.TRYING or calling.due_at is None or now < calling.due_at:
        return calling, ()
    person = _current(calling, people)
    if person is None or not person.media or not person.has_turn:
        return _pass_over(calling, person, people, waits, now)
    if person.left and calling.due_at < _turn_ends(calling, people, waits):
        return _tell(calling, person, people, waits, now)
    return _from(calling.position + 1, people, waits, now)


def look_again(calling: Calling, people: People, waits: Waits, now: datetime) -> Decision:
    """Something changed: a message failed or was taken back, or the waits are others. Nobody waits for nothing.

    When nothing is under way to the person whose turn it is, they are told on their next medium at once, or the next person
    is; else the time of the next step is set anew.
    """
    if calling.state != SeatState.TRYING:
        return calling, ()
    person = _current(calling, people)
    if person is None or person.answer is not None or not person.has_turn:
        return _from(calling.position, people, waits, now)
    if not person.under_way:
        return _tell(calling, person, people, waits, now)
    return replace(calling, due_at=_due_at(calling, person, people, waits, now)), ()


def cannot(calling: Calling, person: int, people: People, waits: Waits, now: datetime) -> Decision:
    """`person` answered *cannot*: their deputy is told at once. A no from someone already passed by changes nothing."""
    current = _current(calling, people)
    if calling.state != SeatState.TRYING or current is None or current.person != person:
        return calling, ()
    return _from(calling.position + 1, people, waits, now)


def given_up(calling: Calling, person: int, people: People, waits: Waits, now: datetime) -> Decision:
    """`person` had answered for the seat and now cannot: someone else's answer counts instead, or the next person is told."""
    for position, other in enumerate(people):
        if other.person != person and other.answer is True and position <= calling.position:
            return _answered_by(other, position, now)
    mine = next((position for position, other in enumerate(people) if other.person == person), len(people))
    return _from(mine + 1 if mine <= calling.position else calling.position, people, waits, now)


def resumed(calling: Calling, people: People, waits: Waits, now: datetime) -> Decision:
    """A seat that was called no more is called again: from whose turn it was, or from the holder when all had theirs."""
    position = calling.position if calling.position < len(people) else 0
    return _from(position, people, waits, now)


def answered(calling: Calling) -> Calling:
    """Somebody of the seat answered: nothing more is due. An answer also ends *unreachable*."""
    return replace(calling, state=SeatState.ANSWERED, due_at=None)


def stopped(calling: Calling) -> Calling:
    """The seat is no longer called (call-off, or a level that does not concern it); an answer already given stands."""
    return calling if calling.state == SeatState.ANSWERED else replace(calling, state=SeatState.STOPPED, due_at=None)


def _from(position: int, people: People, waits: Waits, now: datetime) -> Decision:
    """The turn of the first person from `position` on with whom there is any use."""
    steps: list[Step] = []
    while position < len(people) and not people[position].has_turn:
        if people[position].answer is None:
            steps.append(Skip(people[position].person, position))
        position += 1
    if position >= len(people):
        return Calling(SeatState.UNREACHABLE, position, now, None), (*steps, Unreachable())
    person = people[position]
    if person.answer:
        calling, more = _answered_by(person, position, now)
        return calling, (*steps, *more)
    # Whole seconds: seats whose turns began together stay together, whichever was written first. Upwards: no wait is cut short.
    calling = Calling(SeatState.TRYING, position, rounded_up(now, timedelta(seconds=1)), now)
    if person.under_way:
        return replace(calling, due_at=_due_at(calling, person, people, waits, now)), tuple(steps)
    calling, more = _tell(calling, person, people, waits, now)
    return calling, (*steps, *more)


def _answered_by(person: Reach, position: int, now: datetime) -> Decision:
    return Calling(SeatState.ANSWERED, position, now, None), (Answered(person.person, position),)


def _tell(calling: Calling, person: Reach, people: People, waits: Waits, now: datetime) -> Decision:
    """On the next medium; with no wait between media on every one that is left, at once (F2: call and SMS together)."""
    media = person.left[:1] if waits.next_medium > 0 else person.left
    told = replace(person, used=person.used.union(media))
    tells = tuple(Tell(person.person, medium, calling.position) for medium in media)
    return replace(calling, due_at=_due_at(calling, told, people, waits, now)), tells


def _pass_over(calling: Calling, person: Reach | None, people: People, waits: Waits, now: datetime) -> Decision:
    """The person can no longer be told: taken off the list, or without an address since."""
    after, steps = _from(calling.position + 1, people, waits, now)
    skipped = (Skip(person.person, calling.position),) if person is not None and person.answer is None else ()
    return after, (*skipped, *steps)


def _due_at(calling: Calling, person: Reach, people: People, waits: Waits, now: datetime) -> datetime:
    """When the next step comes: the person's next medium, counted from the first, or the end of their turn; never in the past."""
    ends = _turn_ends(calling, people, waits)
    next_medium = calling.since + timedelta(minutes=waits.next_medium * max(person.under_way, 1))
    return max(min(next_medium, ends) if person.left else ends, now)


def _turn_ends(calling: Calling, people: People, waits: Waits) -> datetime:
    """When the turn of the current person is over: the deputy's wait, or for the last one *unreachable*'s."""
    last = not any(person.has_turn for person in people[calling.position + 1 :])
    return calling.since + timedelta(minutes=waits.unreachable if last else waits.deputy)


def _current(calling: Calling, people: People) -> Reach | None:
    return people[calling.position] if calling.position < len(people) else None
