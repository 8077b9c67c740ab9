"""A start as people and other systems write it: wall-clock time, or a moment with its zone."""

from datetime import UTC, datetime

from flows.sentences import INVALID, Refused


def read_time(text: str | None, *, field: str) -> datetime | None:
    """`2026-11-22T21:50` as wall-clock time (naive), with a zone as that moment in UTC; None for no text, `Refused` for no time.

    Which moment a wall-clock time means, and whether there is one, is for `flows.meeting` to say (I10).
    """
    if not text or not text.strip():
        return None
    try:
        read = datetime.fromisoformat(text.strip())
        if not 2000 <= read.year <= 2200 or len(text.strip()) < len("2026-11-22T21:50"):
            raise ValueError
        return read if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("The time cannot be read. Write it as 2026-11-22T21:14, or leave it out.", field=field, kind=INVALID) from None
