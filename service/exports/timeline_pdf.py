"""The timeline as a document to print and file: A4, tagged and archivable (PDF/UA-1 and PDF/A-2a).

The text is put together here and set by `templates/timeline.typ`. Equal reports give equal bytes.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

import typst

from flows.sentences import Sentence
from service.domain.language import Speaker
from service.domain.local_time import local, weekday_and_day
from service.exports.printable import printable
from service.exports.printed_rows import PrintedLine, timeline_lines, warned_rows
from service.exports.printed_texts import WARNED_COLUMNS, facts_table, page_texts, seal
from service.exports.report import TimelineReport

TEMPLATE: Final = Path(__file__).parent / "templates" / "timeline.typ"
FONTS: Final = Path(__file__).parents[2] / "node_modules" / "dkfds" / "src" / "fonts" / "IBMPlexSans" / "complete" / "ttf"
"""The design system's font where it is installed; else the typesetter's own is used."""
_Standards = Sequence[Literal["ua-1", "a-2a"]]
_STANDARDS: Final[_Standards] = ("ua-1", "a-2a")
_TIMELINE_COLUMNS: Final = (Sentence("Time"), Sentence("What"), Sentence("Who"), Sentence("No."))


def timeline_pdf(report: TimelineReport, key_fingerprint: str, speaker: Speaker, fonts: Path = FONTS) -> bytes:
    """The report as PDF in the speaker's language, sealed with the chain's last hash and the fingerprint of the signing key."""
    text = _printable(_content(report, key_fingerprint, speaker))
    try:
        return _typeset(text, fonts, _STANDARDS)
    except typst.TypstError:
        # A report on paper that no archive standard vouches for is better than none on the night it is asked for.
        return _typeset(text, fonts, ())


def _typeset(text: object, fonts: Path, standards: _Standards) -> bytes:
    made = typst.compile(
        str(TEMPLATE),
        sys_inputs={"report": json.dumps(text, ensure_ascii=False)},
        font_paths=[str(fonts)] if fonts.is_dir() else [],
        ignore_system_fonts=True,
        pdf_standards=list(standards),
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made


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
        "seal": seal(report, key_fingerprint, speaker),
    }


def _days(told: Iterable[PrintedLine], speaker: Speaker) -> list[dict[str, object]]:
    return [
        {"heading": weekday_and_day(date, speaker), "rows": [line.cells for line in lines]}
        for date, lines in groupby(told, key=lambda line: local(line.at).date())
    ]


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
