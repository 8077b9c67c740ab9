"""The minutes of a meeting, as text: who took part, what was said under each point, what was decided (F6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flows.sentences import Sentence
from flows.vocabulary import InvitationState
from service.domain.local_time import Voice
from service.domain.words import INVITATION_STATES


@dataclass(frozen=True, slots=True)
class SeatAtMeeting:
    """A seat, and whether somebody joined for it."""

    label: str
    state: InvitationState


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with its owner's seat and deadline."""

    text: str
    owner: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes are made of. `mode_word` opens those of a meeting that is not live (I9)."""

    mode_word: str
    title: str
    area: str
    cause: str
    starts_at: datetime
    held_at: datetime | None
    closed_at: datetime
    seats: Sequence[SeatAtMeeting]
    points: Sequence[tuple[str, str]]
    decisions: Sequence[Decided]


_NOTHING: Final = Sentence("Nothing was written.")


def minutes_text(minutes: Minutes, voice: Voice) -> str:
    """The minutes in one language, a line for each fact; the same facts give the same text."""
    return "\n".join(_lines(minutes, voice)).strip() + "\n"


def without_mode(text: str, mode_word: str) -> str:
    """Minutes without the mode's word that opens them: for where it stands already (I9)."""
    return text.removeprefix(mode_word).lstrip()


def _lines(minutes: Minutes, voice: Voice) -> Iterator[str]:
    if minutes.mode_word:
        yield from (minutes.mode_word, "")
    yield voice.say(Sentence("Minutes: {title}", title=minutes.title))
    yield f"{minutes.area}, {minutes.cause}"
    yield voice.say(Sentence("Convened for {start}.", start=minutes.starts_at))
    if minutes.held_at is not None:
        yield voice.say(Sentence("Held from {begun} to {closed}.", begun=minutes.held_at, closed=minutes.closed_at))
    yield from ("", voice.say(Sentence("Seats")))
    yield from (f"- {seat.label}: {voice.say(INVITATION_STATES[seat.state])}" for seat in minutes.seats)
    for number, (label, text) in enumerate(minutes.points, start=1):
        yield from ("", f"{number}. {label}", text or voice.say(_NOTHING))
    yield from ("", voice.say(Sentence("Decisions")))
    if not minutes.decisions:
        yield voice.say(Sentence("No decisions were made."))
    for number, one in enumerate(minutes.decisions, start=1):
        owner = voice.say(Sentence("Owner: {owner}, deadline {deadline}", owner=one.owner, deadline=one.due_at))
        yield f"{number}. {one.text} ({owner})"
