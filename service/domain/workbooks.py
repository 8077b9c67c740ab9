"""An Excel workbook as lines of text. A file of its own, since what reads workbooks is slow to load and seldom wanted."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.cell.cell import TYPE_FORMULA

from flows.sentences import Refused

LARGEST_UNPACKED: Final = 50_000_000
"""Bytes of all parts together: a zip bomb is small outside."""
_LITERAL: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
"""What a number format writes as it stands: a % there is no percentage."""


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
    rows = zip(_rows(data, most, computed=True), _rows(data, most, computed=False), strict=True)
    return [(number, [_text(*cells) for cells in zip(*pair, strict=True)]) for number, pair in enumerate(rows, start=1)]


def _rows(data: bytes, most: int, *, computed: bool) -> Iterator[tuple[Any, ...]]:
    """The cells of the first sheet: with what its formulas came to, or with the formulas."""
    with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=computed)) as book:
        sheet: Any = book.worksheets[0]
        yield from islice(sheet.iter_rows(), most)


def _text(cell: Any, written: Any) -> str:
    """A number is written with a point, as `number_in` reads it; one shown as a percentage is written as it is shown, `44.8%`.

    A day is written without its midnight, and a formula that has not been computed as an equals sign.
    """
    value = cell.value
    if value is None:
        return "=" if written.data_type == TYPE_FORMULA else ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        percent = "%" in _LITERAL.sub("", cell.number_format)
        return _written(Decimal(repr(value)) * (100 if percent else 1)) + "%" * percent
    return str(value)


def _written(number: Decimal) -> str:
    text = f"{number:.4f}"
    return text.rstrip("0").rstrip(".")
