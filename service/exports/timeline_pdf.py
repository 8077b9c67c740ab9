"""The timeline as a document to print and file: A4, tagged and archivable (PDF/UA-1 and PDF/A-2a).

The text is put together here and set by `templates/timeline.typ`. Equal reports give equal bytes.
"""

from base64 import b64encode
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from flows.sentences import Sentence
from service.domain.language import Speaker
from service.domain.local_time import local, weekday_and_day
from service.domain.pictures import size_of
from service.exports.printed_rows import PrintedLine, timeline_lines, warned_rows
from service.exports.printed_texts import WARNED_COLUMNS, facts_table, page_texts, seal
from service.exports.report import TimelineReport
from service.exports.typeset import FONTS, typeset

_TIMELINE_COLUMNS: Final = (Sentence("Time"), Sentence("What"), Sentence("Who"), Sentence("No."))


def timeline_pdf(report: TimelineReport, key_fingerprint: str, speaker: Speaker, fonts: Path = FONTS) -> bytes:
    """The report as PDF in the speaker's language, sealed with the chain's last hash and the fingerprint of the signing key."""
    return typeset("timeline", _content(report, key_fingerprint, speaker), as_they_are=("photos",), fonts=fonts)


def _content(report: TimelineReport, key_fingerprint: str, speaker: Speaker) -> dict[str, object]:
    exported = local(report.incident.exported_at)
    rows, note = warned_rows(report.warned, speaker)
    told, told_note = timeline_lines(report, speaker)
    return {
        **page_texts(report, speaker),
        "language": speaker.language,
        "date": {"year": exported.year, "month": exported.month, "day": exported.day},
        "facts": facts_table(report, speaker),
        "warned": {
            "heading": speaker.say(Sentence("Who was warned, and who answered")),
            "columns": [speaker.say(column) for column in WARNED_COLUMNS],
            "rows": rows,
            "note": note,
            "nobody": speaker.say(Sentence("Nobody was warned.")),
        },
        "timeline": {
            "heading": speaker.say(Sentence("What happened")),
            "note": told_note,
            "columns": [speaker.say(column) for column in _TIMELINE_COLUMNS],
            "days": _days(told, speaker),
        },
        "photos": {str(seq): _drawn(jpeg) for seq, jpeg in report.photos.items()},
        "seal": seal(report, key_fingerprint, speaker),
    }


def _drawn(jpeg: bytes) -> str:
    """The photo as the typesetter takes it among its texts."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
        '<image width="{0}" height="{1}" href="data:image/jpeg;base64,{2}"/></svg>'
    ).format(*size_of(jpeg), b64encode(jpeg).decode())


def _days(told: Iterable[PrintedLine], speaker: Speaker) -> list[dict[str, object]]:
    return [
        {"heading": weekday_and_day(date, speaker), "rows": [line.cells for line in lines]}
        for date, lines in groupby(told, key=lambda line: local(line.at).date())
    ]
