"""CSV as municipalities save it: semicolon, comma or tab; UTF-8, UTF-16 or Windows-1252; quoted line breaks."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from contacts.columns import recognised
from contacts.table import MOST_COLUMNS, Heading, Row, Table, limited, read_heading
from flows.sentences import Refused

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS: Final = ";,\t"
_SEP_LINE: Final = re.compile(r"sep=([;,\t])\r?\n?", re.IGNORECASE)


def csv_table(data: bytes) -> Table:
    """Read CSV bytes; `Refused` when they are no text, no CSV, or lack a required column."""
    text = _decoded(data)
    hint = _SEP_LINE.match(text)
    body = text[hint.end() :] if hint else text
    before = 1 if hint else 0
    records = _records(body, hint[1] if hint else _separator(body), before)
    for line, texts in records:
        if any(map(str.strip, texts)):
            heading = read_heading(line, texts)
            return Table(heading.known, heading.unread, _rows(records, heading), heading.own)
    raise Refused("The file is empty. Choose the file with the list.", field="file")


def _decoded(data: bytes) -> str:
    text = _text(data)
    if "\x00" in text:
        raise Refused(
            "The file has NUL bytes in it: it is damaged or no text. Save it again as 'CSV UTF-8' or as an Excel file (.xlsx).",
            field="file",
        )
    return text


def _text(data: bytes) -> str:
    try:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return data.decode(encoding)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252")
    except UnicodeDecodeError:
        raise Refused("The file's letters cannot be read. Save it again as 'CSV UTF-8'.", field="file") from None


def _separator(text: str) -> str:
    """The separator that makes the first line with anything in it give the most known headings."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    return max(_SEPARATORS, key=lambda separator: _score(first, separator))


def _score(line: str, separator: str) -> int:
    try:
        texts = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return 0
    return sum(column is not None for column in recognised(texts[:MOST_COLUMNS]))


def _records(text: str, separator: str, before: int) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line it begins on. Strict: a quote that never ends would swallow the people after it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = before + 1
    try:
        for count, texts in enumerate(reader, 1):
            limited(count)
            yield begins, texts
            begins = before + reader.line_num + 1
    except csv.Error:
        raise Refused(
            "The file cannot be read from line {line} on: a quotation mark is missing or out of place, or a cell is far too long.",
            field="file",
            line=begins,
        ) from None


def _rows(records: Iterator[tuple[int, list[str]]], heading: Heading) -> Iterator[Row]:
    for line, texts in records:
        row = heading.row(line, texts)
        if row:
            yield row
