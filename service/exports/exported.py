"""Exported files read back into a chain. Anything that is not as we write it is `Refused`, naming the place."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, NoReturn, TypeVar

from flows.sentences import Refused
from service.domain.photo_proof import WHOLE, checksum
from service.domain.timeline import JSON, Entry, Salted
from service.exports.csv_reader import read_rows
from service.exports.signature import FORMAT
from service.exports.timeline_csv import COLUMNS, READ_COLUMNS, SIGNATURE_MARK
from service.exports.timeline_json import content_digest

_T = TypeVar("_T")

_CELLS: Final = (
    "incident_id",
    "kind",
    "actor",
    "occurred_at",
    "entered_at",
    "data",
    "personal",
    "digests",
    "previous",
    "hash",
)


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's chain, what signs it, the digest of what the signature covers besides, and the checksums of its photos by seq."""

    format: str
    incident_id: int | None
    entries: tuple[Entry, ...]
    personal: Mapping[int, Mapping[str, Salted]]
    signature: dict[str, JSON]
    content: str
    photos: Mapping[int, Mapping[str, JSON]] = field(default_factory=dict)


def read_json(content: bytes) -> Exported:
    """A JSON export's chain; `Refused` for what is no such document."""
    document = _object(_parsed(_decoded(content), "the file"), "the file")
    if document.get("format") != FORMAT:
        raise Refused("The file is not a timeline of the format {format}.", format=FORMAT, field="format")
    incident = _object(document.get("incident"), "incident")
    records = document.get("entries")
    if not isinstance(records, list):
        raise Refused("{place} is missing or of the wrong kind.", place="entries", field="entries")
    incident_id = _as(int, incident.get("id"), "incident.id")
    entries, personal = [], {}
    for index, item in enumerate(records, start=1):
        record = _object(item, f"entries[{index}]")
        entry = _entry({**record, "incident_id": incident_id}, f"entries[{index}]")
        entries.append(entry)
        personal[entry.seq] = _personal_of_json(record.get("personal"), f"entries[{index}].personal")
    signature = document.get("signature")
    return Exported(
        format="JSON",
        incident_id=incident_id,
        entries=tuple(entries),
        personal=personal,
        signature=_object(signature, "signature") if signature is not None else {},
        content=_content(document),
        photos=_photos(document.get("photos")),
    )


def read_csv(content: bytes) -> Exported:
    """A CSV export's chain; `Refused` for what is no such table."""
    text = _decoded(content)
    start = content.rfind(b"\r\n" + SIGNATURE_MARK.encode() + b";")
    covered = content[: start + 2] if start >= 0 else content
    entries, personal = list[Entry](), dict[int, Mapping[str, Salted]]()
    signature: dict[str, JSON] = {}
    for number, row in enumerate(read_rows(text, widest=len(COLUMNS))):
        if number == 0 or signature:
            _check_edges(number, row)
        elif row[0] == SIGNATURE_MARK:
            signature = _object(_parsed(row[1] if len(row) > 1 else "", "signature"), "signature")
        elif len(row) != len(COLUMNS):
            _no_such_table()
        elif row[-1]:
            entry, values = _entry_of_row(row, f"row {number + 1}")
            entries.append(entry)
            personal[entry.seq] = values
    return Exported(
        format="CSV",
        incident_id=entries[0].incident_id if entries else _signed_incident(signature),
        entries=tuple(entries),
        personal=personal,
        signature=signature,
        content=sha256(covered).hexdigest(),
    )


def _check_edges(number: int, row: list[str]) -> None:
    if number == 0 and len(row) != len(COLUMNS):
        _no_such_table()
    if number > 0 and row != [""]:
        raise Refused("There are lines after the signature.")


def _no_such_table() -> NoReturn:
    raise Refused("The file is neither a JSON nor a CSV export of a timeline.")


def _entry_of_row(row: list[str], place: str) -> tuple[Entry, dict[str, Salted]]:
    cells: dict[str, Any] = dict(zip(_CELLS, row[READ_COLUMNS:], strict=True))
    for name in ("data", "personal", "digests"):
        cells[name] = _parsed(cells[name], f"{place}, {name}")
    for name, text in (("seq", row[0]), ("incident_id", cells["incident_id"])):
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            raise Refused("{place} is missing or of the wrong kind.", place=f"{place}, {name}")
        cells[name] = int(text)
    personal = {
        key: _salted(pair if isinstance(pair, list) else [], f"{place}, personal")
        for key, pair in _object(cells["personal"], f"{place}, personal").items()
    }
    return _entry(cells, place), personal


def _entry(record: Mapping[str, Any], place: str) -> Entry:
    digests = _object(record.get("digests"), f"{place}.digests")
    return Entry(
        incident_id=record["incident_id"],
        seq=_as(int, record.get("seq"), f"{place}.seq"),
        kind=_as(str, record.get("kind"), f"{place}.kind"),
        occurred_at=_time(record.get("occurred_at"), f"{place}.occurred_at"),
        entered_at=_time(record.get("entered_at"), f"{place}.entered_at"),
        actor=_as(str, record.get("actor"), f"{place}.actor"),
        data=_object(record.get("data"), f"{place}.data"),
        digests={key: _as(str, digest, f"{place}.digests") for key, digest in digests.items()},
        previous=_as(str, record.get("previous"), f"{place}.previous"),
        hash=_as(str, record.get("hash"), f"{place}.hash"),
    )


def _personal_of_json(value: Any, place: str) -> dict[str, Salted]:
    pairs = {key: _object(pair, place) for key, pair in _object({} if value is None else value, place).items()}
    return {key: _salted([pair.pop("salt", None), *pair.values()], place) for key, pair in pairs.items()}


def _photos(value: Any) -> dict[int, dict[str, JSON]]:
    """The checksum of each photo in the file. Files from before there were photos have none."""
    found: dict[int, dict[str, JSON]] = {}
    for index, item in enumerate(_as(list, [] if value is None else value, "photos"), start=1):
        place = f"photos[{index}]"
        photo = _object(item, place)
        seq = _as(int, photo.get("seq"), f"{place}.seq")
        if len(photo) != 2 or seq in found:
            raise Refused("{place} is missing or of the wrong kind.", place=place)
        try:
            found[seq] = {WHOLE: checksum(b64decode(_as(str, photo.get("jpeg"), f"{place}.jpeg"), validate=True))}
        except ValueError as error:
            raise Refused("{place} is missing or of the wrong kind.", place=f"{place}.jpeg") from error
    return found


def _salted(pair: list[Any], place: str) -> Salted:
    """Nothing but the two: what else stood there would be covered by no digest."""
    if len(pair) != 2:
        raise Refused("{place} is missing or of the wrong kind.", place=place)
    return Salted(_as(str, pair[0], place), pair[1])


def _as(kind: type[_T], value: Any, place: str) -> _T:
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    raise Refused("{place} is missing or of the wrong kind.", place=place)


def _object(value: Any, place: str) -> dict[str, Any]:
    return _as(dict, value, place)


def _time(value: Any, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_as(str, value, place))
        return moment.astimezone(UTC) if moment.tzinfo else _naive(place)
    except (ValueError, OverflowError):
        return _naive(place)


def _naive(place: str) -> NoReturn:
    raise Refused("{place} is not a moment in UTC.", place=place)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The file is not text in UTF-8; byte {position} cannot be read.", position=error.start) from error


def _parsed(text: str, place: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unambiguous, parse_float=_no_number, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Refused("{place} is not JSON: line {line}, column {column}.", place=place, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise Refused("{place} is not JSON of the kind a timeline has.", place=place) from error


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """One program reads the first of two equal keys and another the last: a signature must not cover such a thing."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice")
    return read


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"a timeline has no number {text}")


def _content(document: Mapping[str, JSON]) -> str:
    try:
        return content_digest(document)
    except (ValueError, TypeError, RecursionError):
        return ""


def _signed_incident(signature: Mapping[str, Any]) -> int | None:
    statement = signature.get("statement")
    incident_id = statement.get("incident_id") if isinstance(statement, dict) else None
    return incident_id if isinstance(incident_id, int) else None
