"""A file with one table, CSV or Excel, as rows of text with their line; for figures that data owners send (S4)."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flows.sentences import TOO_LARGE, Refused, Sentence

LARGEST: Final = 2_000_000
MOST_ROWS: Final = 5_000
_ENCODINGS: Final = ("utf-8-sig", "cp1252")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its line in the file, and its text by column."""

    line: int
    cells: Mapping[str, str]


def rows_of(data: bytes, file_name: str, columns: Mapping[str, Sequence[str]], required: Mapping[str, Sentence]) -> list[SheetRow]:
    """The rows of the file; `columns` maps a column to the headings it goes by, `required` one to what its heading is called.

    `Refused` when the file is no such table.
    """
    if len(data) > LARGEST:
        raise Refused(
            "The file is too large; at most {megabytes} MB are taken.", field="file", kind=TOO_LARGE, megabytes=LARGEST // 1_000_000
        )
    if file_name.casefold().endswith(".xlsx"):
        from service.domain.workbooks import lines_of  # noqa: PLC0415 - what reads workbooks is slow to load and seldom wanted

        lines = lines_of(data, MOST_ROWS + 2)
    elif file_name.casefold().endswith(".csv"):
        lines = _of_csv(data)
    else:
        raise Refused("The file's name must end in {endings}.", field="file", endings=".csv, .xlsx")
    return _named(lines, columns, required)


def _named(lines: list[tuple[int, list[str]]], columns: Mapping[str, Sequence[str]], required: Mapping[str, Sentence]) -> list[SheetRow]:
    if not lines:
        raise Refused("The file is empty.", field="file")
    by_heading = {heading.casefold(): key for key, headings in columns.items() for heading in (key, *headings)}
    heads = [by_heading.get(text.strip().casefold()) for text in lines[0][1]]
    for key in filter(None, heads):
        if heads.count(key) > 1:
            twice = [text.strip() for text, head in zip(lines[0][1], heads, strict=True) if head == key]
            raise Refused("Two columns hold the same: {headings}. Keep one of them.", field="file", headings=twice)
    missing = [name for key, name in required.items() if key not in heads]
    if missing:
        raise Refused(
            "The file has no column {missing}. Its first line must name: {columns}.",
            field="file",
            missing=missing,
            columns=list(required.values()),
        )
    if len(lines) == 1:
        raise Refused("The file has headings but no rows. Choose the file with the figures.", field="file")
    if len(lines) > MOST_ROWS + 1:
        raise Refused("The file has more than {most} rows. Send it in parts.", field="file", kind=TOO_LARGE, most=MOST_ROWS)
    return [SheetRow(line, {key: text.strip() for key, text in zip(heads, texts, strict=False) if key}) for line, texts in lines[1:]]


def _of_csv(data: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(data)
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [(reader.line_num, texts) for texts in reader if any(map(str.strip, texts))]
    except csv.Error as wrong:
        raise Refused("The file cannot be read as CSV. Save it again as 'CSV UTF-8' or as an Excel file (.xlsx).", field="file") from wrong


def _decoded(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("The file cannot be read as CSV. Save it again as 'CSV UTF-8' or as an Excel file (.xlsx).", field="file")
