"""Times as people type them into a form: Copenhagen's clock, no zone."""

from datetime import UTC, datetime

from flows.sentences import INVALID, Refused
from service.domain.local_time import COPENHAGEN, local


def typed_moment(text: str | None, now: datetime, *, field: str) -> datetime | None:
    """The moment that `2026-11-22T21:14` means in Copenhagen, None for no text; `Refused` for what is no time.

    An hour that comes twice is taken to be the later one that has been; a time that the spring clock change leaves out is
    refused (I10). Times in the future are for the work layer to judge.
    """
    if not text or not text.strip():
        return None
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        typed = None
    if typed is None or typed.tzinfo is not None or not 2000 <= typed.year <= 2100:
        raise Refused("The time cannot be read. Write it as 2026-11-22T21:14, or leave it out.", field=field, kind=INVALID)
    both = [typed.replace(tzinfo=COPENHAGEN, fold=fold).astimezone(UTC) for fold in (1, 0)]
    if all(moment.astimezone(COPENHAGEN).replace(tzinfo=None) != typed for moment in both):
        raise Refused("That time does not exist: the clocks were put forward over it. Choose another.", field=field, kind=INVALID)
    return next((moment for moment in both if moment <= now), both[-1])


def as_typed(moment: datetime) -> str:
    """The moment as a form shows it: `2026-11-22T21:14`."""
    return local(moment).strftime("%Y-%m-%dT%H:%M")
