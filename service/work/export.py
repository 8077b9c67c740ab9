"""An incident's timeline as a file: gathered in a short transaction, written outside of it."""

import asyncio
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from flows.sentences import NOT_FOUND, Refused
from service.domain.language import Speaker
from service.exports.report import TimelineReport
from service.exports.signature import fingerprint, public_key, signing_key
from service.exports.timeline_csv import timeline_csv
from service.exports.timeline_json import timeline_json
from service.exports.timeline_pdf import timeline_pdf

MEDIA_TYPES: Final = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class File:
    """What is downloaded: its name, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes


async def written(report: TimelineReport, form: str, secret: str, speaker: Speaker) -> File:
    """The report as `json`, `csv` or `pdf`, signed under the service's secret; `Refused` (not found) for another form.

    Runs in a thread: a long timeline takes seconds to set, and messages go out meanwhile.
    """
    if form not in MEDIA_TYPES:
        raise Refused("There is no export '{form}'. Choose one of: {allowed}.", kind=NOT_FOUND, form=form, allowed=", ".join(MEDIA_TYPES))
    content = await asyncio.to_thread(_bytes, report, form, signing_key(secret), speaker)
    incident = report.incident
    name = f"haendelse-{incident.id}-{incident.code}-{incident.mode.value}.{form}"
    return File(name, MEDIA_TYPES[form], content)


def _bytes(report: TimelineReport, form: str, key: Ed25519PrivateKey, speaker: Speaker) -> bytes:
    if form == "json":
        return timeline_json(report, key)
    if form == "csv":
        return timeline_csv(report, key, speaker)
    return timeline_pdf(report, fingerprint(public_key(key)), speaker)
