"""The timeline as JSON, format `beredskab-timeline/1`; `schemas/timeline-1.schema.json` describes it.

Everything but the signature, the entries' personal values and the photos is covered by the signature's `content`; those are
covered by the chain's digests and checksums, so that one can be taken out of an exported file too and it still verifies.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.domain.timeline import JSON, Entry, Salted, canonical, utc_text
from service.exports.report import Incident, LevelChange, TimelineReport, Warned
from service.exports.signature import FORMAT, Statement, sign


def timeline_json(report: TimelineReport, key: Ed25519PrivateKey) -> bytes:
    """The report as a signed JSON document in UTF-8, one entry a line. Equal reports give equal bytes."""
    document = _document(report)
    statement = Statement(report.incident.id, report.head, report.incident.exported_at, content_digest(document))
    signed = {**document, "signature": sign(statement, key)}
    return ("{\n" + ",\n".join(_members(signed)) + "\n}\n").encode()


def content_digest(document: Mapping[str, JSON]) -> str:
    """SHA-256 of the document's canonical writing without its signature, the entries' personal values and the photos."""
    entries = document.get("entries")
    bare = [
        {name: value for name, value in entry.items() if name != "personal"} if isinstance(entry, dict) else entry
        for entry in (entries if isinstance(entries, list) else [])
    ]
    rest = {name: value for name, value in document.items() if name not in ("signature", "entries", "photos")}
    return sha256(canonical({**rest, "entries": bare})).hexdigest()


def _document(report: TimelineReport) -> dict[str, JSON]:
    return {
        "format": FORMAT,
        "incident": _plain(report.incident),
        "facts": dict(report.facts),
        "names": dict(report.names),
        "warned": [_plain(row) for row in report.warned],
        "entries": [_entry(entry, report.personal.get(entry.seq, {})) for entry in report.entries],
        "head": {"seq": report.head.seq, "hash": report.head.hash},
        "photos": [{"seq": seq, "jpeg": b64encode(jpeg).decode()} for seq, jpeg in sorted(report.photos.items())],
    }


def _entry(entry: Entry, personal: Mapping[str, Salted]) -> dict[str, JSON]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "occurred_at": utc_text(entry.occurred_at),
        "entered_at": utc_text(entry.entered_at),
        "actor": entry.actor,
        "data": entry.data,
        "digests": entry.digests,
        "previous": entry.previous,
        "hash": entry.hash,
        "personal": {key: {"salt": salted.salt, "value": salted.value} for key, salted in personal.items()},
    }


def _plain(record: Incident | Warned | LevelChange) -> dict[str, JSON]:
    return {part.name: _value(getattr(record, part.name)) for part in fields(record)}


def _value(value: object) -> JSON:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value if isinstance(item, LevelChange)]
    return value if value is None or isinstance(value, int) else str(value)


def _members(document: Mapping[str, JSON]) -> Iterator[str]:
    for name, value in document.items():
        if isinstance(value, list) and value:
            items = ",\n".join(_written(item) for item in value)
            yield f"{_written(name)}: [\n{items}\n]"
        else:
            yield f"{_written(name)}: {_written(value)}"


def _written(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)
