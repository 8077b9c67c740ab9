"""A version of the timeline for access requests (aktindsigt), looked at before it is handed out."""

from service.domain import local_time
from service.domain.language import Speaker
from service.exports.redaction import Hidden, RedactedLine, redacted
from service.exports.timeline_csv import csv_line
from service.store import timeline
from service.work.lines import telling
from service.work.record import record
from service.work.unit import Unit


async def preview(unit: Unit, incident_id: int, hide: frozenset[Hidden]) -> tuple[RedactedLine, ...]:
    """Every line as it would be handed out; `Refused` (not found). Nothing is stored."""
    found = await timeline.page(unit.session, incident_id)
    tell = await telling(unit, incident_id, [entry for entry, _ in found])
    return redacted(found, tell.names, hide)


async def hand_out(unit: Unit, incident_id: int, hide: frozenset[Hidden], speaker: Speaker) -> bytes:
    """The same as CSV; the timeline notes that it was made, and what was withheld."""
    lines = await preview(unit, incident_id, hide)
    rows = ([str(line.seq), local_time.full(line.at, speaker), speaker.say(line.text), speaker.say(line.who)] for line in lines)
    text = "".join(map(csv_line, rows))
    await record(unit, incident_id, "access_request.made", {"withheld": sorted(one.value for one in hide)})
    return text.encode("utf-8-sig")
