"""An Excel workbook as lines of text. A file of its own, since what reads workbooks is slow to load and seldom wanted."""

import io
import zipfile
from contextlib import closing
from itertools import islice
from typing import Any, Final

from openpyxl import load_workbook

from flows.sentences import Refused

LARGEST_UNPACKED: Final = 50_000_000
"""Bytes of all parts together: a zip bomb is small outside."""


def lines_of(data: bytes, most: int) -> list[tuple[int, list[str]]]:
    """The first `most` rows of the first sheet with their line, empty ones left out; `Refused` when it is no workbook, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        lines = _lines(data, most) if unpacked <= LARGEST_UNPACKED else []
    except Exception as wrong:  # a damaged workbook makes its reader raise nearly anything
        raise Refused("The file cannot be read as an Excel file. Save it again as .xlsx or as 'CSV UTF-8'.", field="file") from wrong
    return [(number, texts) for number, texts in lines if any(map(str.strip, texts))]


def _lines(data: bytes, most: int) -> list[tuple[int, list[str]]]:
    with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as book:
        sheet: Any = book.worksheets[0]
        rows = islice(sheet.iter_rows(values_only=True), most)
        return [(number, [_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]


def _text(value: object) -> str:
    """A number is written with a point, as `number_in` reads it without doubt: a cell's own type is not ambiguous."""
    if value is None:
        return ""
    if isinstance(value, float):
        whole = int(value) if value == int(value) else None
        return str(whole) if whole is not None else f"{value:.4f}".rstrip("0")
    return str(value)
