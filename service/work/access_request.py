"""A version of the timeline for access requests (aktindsigt), looked at before it is handed out."""

from typing import Final

from flows.sentences import Sentence
from flows.vocabulary import Mode
from service.domain import local_time, words
from service.domain.language import Speaker
from service.exports.redaction import Hidden, RedactedLine, redacted
from service.exports.timeline_csv import csv_line
from service.store import timeline
from service.work.incident_row import incident_of
from service.work.lines import telling
from service.work.record import record
from service.work.unit import Unit

_COLUMNS: Final = (Sentence("No."), Sentence("Mode"), Sentence("Happened"), Sentence("What"), Sentence("Who"))


async def preview(unit: Unit, incident_id: int, hide: frozenset[Hidden]) -> tuple[RedactedLine, ...]:
    """Every line as it would be handed out; `Refused` (not found). Nothing is stored."""
    found = await timeline.page(unit.session, incident_id)
    tell = await telling(unit, incident_id, [entry for entry, _ in found])
    return redacted(found, tell.names, hide)


async def hand_out(unit: Unit, incident_id: int, hide: frozenset[Hidden], speaker: Speaker) -> bytes:
    """The same as CSV with the mode on every line (I9); the timeline notes that it was made, and what was withheld."""
    lines = await preview(unit, incident_id, hide)
    mode = speaker.say(words.MODES[Mode((await incident_of(unit, incident_id)).mode)])
    rows = ([str(line.seq), mode, local_time.full(line.at, speaker), speaker.say(line.text), speaker.say(line.who)] for line in lines)
    text = "".join(map(csv_line, [[speaker.say(column) for column in _COLUMNS], *rows]))
    await record(unit, incident_id, "access_request.made", {"withheld": sorted(one.value for one in hide)})
    return text.encode("utf-8-sig")
