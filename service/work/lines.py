"""An incident's timeline as sentences, for a page: the newest lines of the board."""

from dataclasses import dataclass
from datetime import datetime

from flows.sentences import Sentence
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line: when it happened, when it was entered, what, by whom, and the entry's number in the chain."""

    seq: int
    at: datetime
    entered_at: datetime
    text: Sentence
    who: Sentence


async def latest_lines(unit: Unit, incident_id: int, count: int) -> list[PageLine]:
    return []
