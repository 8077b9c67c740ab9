"""The timeline as CSV for a Danish spreadsheet: semicolons, UTF-8 with a byte order mark, one line a thing that happened.

The first columns are for reading; the last ones hold everything the chain is checked by, on the first line of each entry.
The last line is the signature; its `content` is the SHA-256 of every byte before it.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from flows.sentences import Sentence
from service.domain import words
from service.domain.language import Speaker
from service.domain.local_time import exact
from service.domain.timeline import JSON, Entry, canonical, utc_text
from service.exports.report import TimelineReport
from service.exports.sentences import actor, lines
from service.exports.signature import Statement, sign

SIGNATURE_MARK: Final = "signature"
COLUMNS: Final = (
    Sentence("No."),
    Sentence("Mode"),
    Sentence("Happened"),
    Sentence("Entered"),
    Sentence("What"),
    Sentence("Who"),
    Sentence("Incident"),
    Sentence("Kind"),
    Sentence("Actor"),
    Sentence("Happened (UTC)"),
    Sentence("Entered (UTC)"),
    Sentence("Data"),
    Sentence("Personal data"),
    Sentence("Digests"),
    Sentence("Previous hash"),
    Sentence("Hash"),
)
READ_COLUMNS: Final = 6
"""How many of the columns are for reading; the rest are for checking."""
_BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def timeline_csv(report: TimelineReport, key: Ed25519PrivateKey, speaker: Speaker) -> bytes:
    """The report as signed CSV in the speaker's language. Equal reports give equal bytes."""
    rows = [csv_line(speaker.say(column) for column in COLUMNS)]
    names = report.all_names()
    for entry in report.entries:
        rows.extend(_entry_lines(entry, report, names, speaker))
    content = (_BOM + "".join(rows)).encode()
    statement = Statement(report.incident.id, report.head, report.incident.exported_at, sha256(content).hexdigest())
    return content + csv_line([SIGNATURE_MARK, canonical(sign(statement, key)).decode()]).encode()


def csv_line(cells: Iterator[str] | list[str]) -> str:
    """One line: quoted where needed, nothing in it that a spreadsheet would run as a formula."""
    return ";".join(_cell(text) for text in cells) + "\r\n"


def _entry_lines(entry: Entry, report: TimelineReport, names: Mapping[str, str], speaker: Speaker) -> Iterator[str]:
    known = report.known(entry, names)
    checked = _checked_cells(entry, report)
    for line in lines(entry.kind, entry.data, known):
        yield csv_line(
            [
                str(entry.seq),
                speaker.say(words.MODES[report.incident.mode]),
                exact(line.at or entry.occurred_at),
                exact(entry.entered_at),
                speaker.say(line.sentence),
                speaker.say(actor(entry.actor, known)),
                *checked,
            ]
        )
        checked = [""] * len(checked)


def _checked_cells(entry: Entry, report: TimelineReport) -> list[str]:
    personal: Mapping[str, JSON] = report.personal.get(entry.seq, {})
    return [
        str(entry.incident_id),
        entry.kind,
        entry.actor,
        utc_text(entry.occurred_at),
        utc_text(entry.entered_at),
        canonical(entry.data).decode(),
        canonical(personal).decode(),
        canonical(entry.digests).decode(),
        entry.previous,
        entry.hash,
    ]


def _cell(text: str) -> str:
    if text.startswith(_FORMULA_STARTS):
        text = "'" + text
    if any(mark in text for mark in ';"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
