"""What the timeline knows of a line's photo: the checksums that stand in the entry's data, and so in the chain (I7).

A photo can be deleted for good: the checksums stay, the chain stays whole, and the deletion is an entry of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from flows.sentences import Sentence
from service.domain.timeline import JSON, Break, Entry

WHOLE: Final = "photo"
SMALL: Final = "photo_small"
DELETED: Final = "photo.deleted"
"""The kind of the entry that tells of a deletion; its `line` is the number of the photo's own entry."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The photos that a timeline names: how many were checked, were deleted, and are otherwise not there."""

    checked: int = 0
    deleted: int = 0
    absent: int = 0


def checksum(picture: bytes) -> str:
    """SHA-256, in hex, of the bytes of a picture."""
    return sha256(picture).hexdigest()


def sums(whole: bytes, small: bytes) -> dict[str, JSON]:
    """What a line says of its photo: the checksums of its two sizes."""
    return {WHOLE: checksum(whole), SMALL: checksum(small)}


def named(entry: Entry) -> str | None:
    """The checksum of the photo that belongs to the entry."""
    value = entry.data.get(WHOLE)
    return value if isinstance(value, str) and entry.kind != DELETED else None


def changed(entry: Entry, picture: bytes, *, small: bool = False) -> bool:
    """Whether the picture is another than the one that was written with the entry."""
    return checksum(picture) != entry.data.get(SMALL if small else WHOLE)


def prove(entries: Iterable[Entry], there: Mapping[int, Mapping[str, JSON]]) -> tuple[Proved, Break | None]:
    """Hold the photos against the entries that name them; the first one that does not fit is the break.

    `there` has, by the number of its line, each photo's checksums under `WHOLE` and, where it is known, `SMALL`.
    """
    lines = {entry.seq: entry for entry in entries}
    deleted = {entry.data.get("line") for entry in lines.values() if entry.kind == DELETED}
    for seq, sums in sorted(there.items()):
        entry = lines.get(seq)
        if entry is None or named(entry) is None:
            return Proved(), Break(seq, Sentence("There is a photo at line {seq} that was not there when the line was written.", seq=seq))
        if any(entry.data.get(name) != value for name, value in sums.items()):
            return Proved(), Break(seq, Sentence("The photo of line {seq} was changed after it was written.", seq=seq))
    missing = [seq for seq, entry in lines.items() if named(entry) is not None and seq not in there]
    gone = sum(seq in deleted for seq in missing)
    return Proved(len(there), gone, len(missing) - gone), None
