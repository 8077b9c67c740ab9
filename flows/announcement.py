"""The announcement: drafted, submitted, cleared, released in order, corrected; nothing uncleared ever goes out (C1, F10, I8)."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flows.sentences import CONFLICT, NOT_ALLOWED, Refused, Sentence
from flows.table import Flow, Move
from flows.vocabulary import AnnouncementState as S
from flows.vocabulary import AnnouncementTrigger as T

_WRITABLE = (S.DRAFTED, S.SUBMITTED, S.SENT_BACK, S.CLEARED, S.LAPSED)
_ENDED = (S.RELEASED, S.STOPPED, S.CORRECTED)

ANNOUNCEMENT: Flow[S, T] = Flow(
    "The announcement",
    S,
    T,
    S.DRAFTED,
    [
        Move(T.EDIT, _WRITABLE, S.DRAFTED),
        Move(T.SUBMIT, (S.DRAFTED, S.SENT_BACK, S.LAPSED), S.SUBMITTED),
        Move(T.APPROVE, (S.SUBMITTED,), S.SUBMITTED),
        Move(T.APPROVE, (S.CLEARED,), S.CLEARED),
        Move(T.CLEAR, (S.SUBMITTED,), S.CLEARED),
        Move(T.SEND_BACK, (S.SUBMITTED, S.CLEARED), S.SENT_BACK),
        Move(T.LAPSE, (S.CLEARED,), S.LAPSED),
        Move(T.LAPSE, (S.RELEASING,), S.STOPPED),
        Move(T.RELEASE, (S.CLEARED,), S.RELEASING),
        Move(T.FINISH, (S.RELEASING,), S.RELEASED),
        Move(T.STOP, (*_WRITABLE, S.RELEASING), S.STOPPED),
        Move(T.RETRACT, (S.RELEASING, S.RELEASED, S.STOPPED), S.CORRECTED),
    ],
    by_itself=(T.APPROVE, T.LAPSE, T.FINISH),
)


_ALREADY: Final[Mapping[tuple[T, S], Sentence]] = {
    (T.SUBMIT, S.SUBMITTED): Sentence("The announcement has been submitted already. It awaits its clearance."),
    (T.SUBMIT, S.CLEARED): Sentence("The announcement has been cleared already. It can be released."),
    (T.RELEASE, S.RELEASING): Sentence("The announcement is on its way out already."),
    (T.RELEASE, S.RELEASED): Sentence("The announcement has gone out already."),
    (T.STOP, S.RELEASED): Sentence("The announcement has gone out already. Send its correction, if it is wrong."),
    (T.STOP, S.STOPPED): Sentence("The announcement has been stopped already."),
    (T.RETRACT, S.CORRECTED): Sentence("The correction has been sent already."),
}


def after(state: S, trigger: T) -> S:
    """Where the table leads; `Refused` (conflict) where it leads nowhere, with what has happened already where that is plain."""
    already = None if ANNOUNCEMENT.allows(state, trigger) else _ALREADY.get((trigger, state))
    if already is not None:
        raise Refused(already.text, kind=CONFLICT)
    return ANNOUNCEMENT.after(state, trigger)


def is_ended(state: S) -> bool:
    """Whether nothing more goes out of it by itself."""
    return state in _ENDED


@dataclass(frozen=True, slots=True)
class Wording:
    """The exact words to one audience: for each channel a subject (e-mail only) and a text, and those of the correction."""

    audience: str
    area: str
    words: Mapping[str, tuple[str | None, str]]
    correction: Mapping[str, tuple[str | None, str]]


def digest(parts: Iterable[Wording]) -> str:
    """SHA-256, in 64 hexadecimal digits, of exactly the words, audiences and channels: what a member clears."""
    plain = sorted(json.dumps([part.audience, part.area, _plain(part.words), _plain(part.correction)]) for part in parts)
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def _plain(words: Mapping[str, tuple[str | None, str]]) -> list[list[str | None]]:
    return [[channel, *words[channel]] for channel in sorted(words)]


def check_clearer(*, may: bool, writers: Collection[int], person: int) -> None:
    """`Refused` unless this person may clear, and has not written in the text themselves (C1)."""
    if not may:
        raise Refused(
            "Only those whom the plan names may clear, and this person holds none of those seats.", field="person", kind=NOT_ALLOWED
        )
    if person in writers:
        raise Refused("Nobody clears their own words. Ask another member of the committee.", field="person", kind=NOT_ALLOWED)


def check_digest(shown: str, current: str) -> None:
    """`Refused` (conflict) when the text that the member saw is no longer the text."""
    if shown != current:
        raise Refused("The text has been changed since you saw it. Read it again and decide again.", field="digest", kind=CONFLICT)


def is_enough(persons: Collection[int], needed: int) -> bool:
    """Whether so many different people have cleared the same words."""
    return len(set(persons)) >= needed


def steps(after: Mapping[str, Collection[str]]) -> dict[str, int]:
    """The step at which each audience is told: one later than the latest of those that come before it (F10).

    `Refused` when audiences wait for each other.
    """
    found: dict[str, int] = {}
    while len(found) < len(after):
        ready = [key for key, before in after.items() if key not in found and all(one in found or one not in after for one in before)]
        if not ready:
            raise Refused("Audiences wait for each other: {names}.", names=sorted(set(after) - set(found)))
        found |= {key: 1 + max((found[one] for one in after[key] if one in found), default=-1) for key in ready}
    return found


def next_call(submitted_at: datetime, minutes: Collection[int], given: int) -> datetime | None:
    """When the next reminder falls due after `given` of them; None when all have been given."""
    later = sorted(minutes)[given:]
    return submitted_at + timedelta(minutes=later[0]) if later else None
