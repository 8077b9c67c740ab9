"""The timeline: facts chained by hashes, with what is personal lying beside the chain (I7).

Each entry's hash covers everything in the entry and the hash before it, so a change, a swap or a removal anywhere but
at the end is found by anyone who has the entries; a removal at the end is found against a known head. A personal value
is in the chain only as a digest under a random salt of its own: taking out the value and its salt erases it for good,
and the chain stays whole.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple, TypeAlias

from flows.sentences import Sentence

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"
"""What a fact may hold. No floats: they are written in several ways, and a hash knows only one."""

GENESIS: Final = "0" * 64
"""The `previous` of an incident's first entry."""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode

SALT_MIN: Final = 22
"""The least length of a salt: 128 bits in the densest common writing (base64)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a work function wants written.

    `occurred_at` is when it happened: for a late entry earlier than when it is entered. `data` is never personal (ids,
    counts, states, levels); `personal` is erasable a key at a time: `{"text": "...", "person:91": {"name": ...}}`.
    """

    kind: str
    occurred_at: datetime
    actor: str
    data: Mapping[str, JSON] = field(default_factory=dict)
    personal: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact in the chain of one incident; `seq` counts from 1. `digests` has one digest for each personal key."""

    incident_id: int
    seq: int
    kind: str
    occurred_at: datetime
    entered_at: datetime
    actor: str
    data: Mapping[str, JSON]
    digests: Mapping[str, str]
    previous: str
    hash: str


class Salted(NamedTuple):
    """A personal value and the salt its digest was made with; both are taken out when it is erased."""

    salt: str
    value: JSON


@dataclass(frozen=True, slots=True)
class Head:
    """How long a chain is, and its last hash. The default is the head of an empty chain."""

    seq: int = 0
    hash: str = GENESIS


class Erased(NamedTuple):
    """A personal value that the chain knows of and that has been taken out."""

    seq: int
    key: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold, and why."""

    seq: int
    why: Sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a chain found: `head` is as far as it holds; erased values are listed and break nothing."""

    head: Head
    broken: Break | None = None
    erased: tuple[Erased, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing in the chain was changed, moved, taken out or put in."""
        return self.broken is None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A fact ready to be chained: storable, and its personal values salted, with the digest of each."""

    fact: Fact
    data: Mapping[str, JSON]
    personal: dict[str, Salted]
    digests: Mapping[str, str]


def prepare(fact: Fact, salts: Callable[[], str]) -> Prepared:
    """All that can be done before the head is known, so that it need not be held meanwhile; raises as `append` does."""
    personal = {key: Salted(_salt(salts), _storable(value)) for key, value in fact.personal.items()}
    digests = {key: digest_of(*salted) for key, salted in personal.items()}
    return Prepared(fact, _storable_mapping(fact.data), personal, digests)


def chained(head: Head, incident_id: int, prepared: Prepared, entered_at: datetime) -> Entry:
    """The entry that follows `head`; raises as `append` does."""
    entry = Entry(
        incident_id=incident_id,
        seq=head.seq + 1,
        kind=prepared.fact.kind,
        occurred_at=_utc(prepared.fact.occurred_at),
        entered_at=_utc(entered_at),
        actor=prepared.fact.actor,
        data=prepared.data,
        digests=prepared.digests,
        previous=head.hash,
        hash="",
    )
    return replace(entry, hash=hash_of(entry))


def append(head: Head, incident_id: int, fact: Fact, entered_at: datetime, salts: Callable[[], str]) -> tuple[Entry, dict[str, Salted]]:
    """The entry that follows `head`, and its personal values with a fresh salt each (`salts` gives at least 128 bits).

    Characters that no database or file can hold (NUL, half surrogates) become U+FFFD, in the entry and in its hash.
    `ValueError` for what would make the hash ambiguous: a naive time, a float, a key that is no text, a short salt.
    """
    prepared = prepare(fact, salts)
    return chained(head, incident_id, prepared, entered_at), prepared.personal


def head_after(entry: Entry) -> Head:
    """The head of a chain whose last entry is `entry`."""
    return Head(entry.seq, entry.hash)


def verify(
    entries: Iterable[Entry],
    personal: Mapping[int, Mapping[str, Salted]] | None = None,
    head: Head | None = None,
) -> Verdict:
    """Check entries, in chain order, from the first one on.

    `personal` (by seq, then key) is checked against the digests when given; a key the chain has and `personal` lacks
    is erased, not broken. A removal at the end is found only when the expected `head` is given.
    """
    reached = Head()
    incident_id: int | None = None
    erased: list[Erased] = []
    for entry in entries:
        why = _break_in(entry, reached, entry.incident_id if incident_id is None else incident_id)
        if why is None and personal is not None:
            values = personal.get(entry.seq, {})
            why = _break_in_personal(entry, values)
            erased.extend(Erased(entry.seq, key) for key in entry.digests if key not in values)
        if why is not None:
            return Verdict(reached, Break(reached.seq + 1, why), tuple(erased))
        reached, incident_id = head_after(entry), entry.incident_id
    if head is not None and head != reached:
        return Verdict(reached, _break_at_end(reached, head), tuple(erased))
    return Verdict(reached, None, tuple(erased))


def hash_of(entry: Entry) -> str:
    """SHA-256, in hex, of the canonical writing of everything in the entry but its hash."""
    return sha256(
        canonical(
            {
                "actor": entry.actor,
                "data": entry.data,
                "digests": entry.digests,
                "entered_at": utc_text(entry.entered_at),
                "incident_id": entry.incident_id,
                "kind": entry.kind,
                "occurred_at": utc_text(entry.occurred_at),
                "previous": entry.previous,
                "seq": entry.seq,
            }
        )
    ).hexdigest()


def digest_of(salt: str, value: JSON) -> str:
    """SHA-256, in hex, of the canonical writing of the pair `[salt, value]`.

    A pair, not the two glued together: else the last digit of a salt could be passed off as the first of a number.
    """
    return sha256(canonical([salt, value])).hexdigest()


def canonical(value: JSON) -> bytes:
    """The one writing that is hashed: JSON in UTF-8, keys sorted by code point, no spaces, only the escapes JSON needs.

    `ValueError` for a half surrogate, `TypeError` for what JSON does not know. Floats are kept out by `append`.
    """
    return _encode(value).encode()


def utc_text(moment: datetime) -> str:
    """The fixed-width writing of a moment: `2026-11-22T20:14:03.000000Z`."""
    return _utc(moment).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _break_in(entry: Entry, before: Head, incident_id: int) -> Sentence | None:
    if entry.incident_id != incident_id:
        return Sentence("Entry {seq} belongs to another incident.", seq=entry.seq)
    if entry.seq != before.seq + 1:
        return Sentence("Entry {seq} should stand here, but entry {found} does.", seq=before.seq + 1, found=entry.seq)
    if entry.previous != before.hash:
        return Sentence("Entry {seq} does not follow the entry before it: one of them was changed or moved.", seq=entry.seq)
    if _hash_or_none(entry) != entry.hash:
        return Sentence("Entry {seq} was changed after it was written.", seq=entry.seq)
    return None


def _break_in_personal(entry: Entry, values: Mapping[str, Salted]) -> Sentence | None:
    for key, salted in values.items():
        if key not in entry.digests:
            return Sentence(
                "Entry {seq} has a personal value, {key}, that was not there when it was written.",
                seq=entry.seq,
                key=key,
            )
        if _digest_or_none(salted) != entry.digests[key]:
            return Sentence("The personal value {key} in entry {seq} was changed after it was written.", seq=entry.seq, key=key)
    return None


def _break_at_end(reached: Head, expected: Head) -> Break:
    if reached.seq < expected.seq:
        return Break(
            reached.seq + 1,
            Sentence(
                "Entries are missing at the end: {found} of {expected} are there.",
                found=reached.seq,
                expected=expected.seq,
            ),
        )
    if reached.seq > expected.seq:
        return Break(
            expected.seq + 1,
            Sentence(
                "There are more entries than were signed for: {found}, not {expected}.",
                found=reached.seq,
                expected=expected.seq,
            ),
        )
    return Break(reached.seq, Sentence("The last entry is not the one that was signed for."))


def _hash_or_none(entry: Entry) -> str | None:
    try:
        return hash_of(entry)
    except (ValueError, TypeError, RecursionError):
        return None


def _digest_or_none(salted: Salted) -> str | None:
    try:
        return digest_of(*salted)
    except (ValueError, TypeError, RecursionError):
        return None


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a naive time has no place in the timeline")
    return moment.astimezone(UTC)


def _salt(salts: Callable[[], str]) -> str:
    salt = salts()
    if len(salt) < SALT_MIN:
        raise ValueError(f"a salt has at least {SALT_MIN} characters")
    return salt


def _storable_mapping(data: Mapping[str, JSON]) -> Mapping[str, JSON]:
    return {_clean(key): _storable(value) for key, value in data.items()}


def _storable(value: JSON) -> JSON:
    """The value as it comes back from any database and any file: plain lists and objects, whole numbers, clean text."""
    if isinstance(value, str):
        return _clean(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, dict):
        return _storable_mapping(value)
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    raise ValueError(f"the timeline cannot hold a {type(value).__name__}")


def _clean(text: str) -> str:
    if not isinstance(text, str):
        raise ValueError(f"a key in the timeline is text, not {type(text).__name__}")
    if text.isascii() and "\0" not in text:
        return str(text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
