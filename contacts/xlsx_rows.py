"""Excel workbooks: the first sheet's rows, with numbers and dates as the person meant them."""

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from contacts.table import FORMULA, MOST_COLUMNS, Heading, Row, Table, limited, read_heading
from flows.sentences import TOO_LARGE, Refused, Sentence

LARGEST_UNPACKED: Final = 200 * 1024 * 1024
"""Bytes of all parts together; 200,000 full rows take about half of it."""
MOST_PARTS: Final = 2_000

_NEEDED: Final = ("[Content_Types].xml", "xl/workbook.xml")
_ERROR: Final = Sentence("The cell holds an error from the spreadsheet. Put a value there instead.")


def xlsx_table(data: bytes) -> Table:
    """Read workbook bytes; `Refused` when they are no workbook, unpack to too much, or lack a required column."""
    _check_parts(data)
    with _refusing():
        book = _opened(data)
        sheet = _sheet(book)
        heading = _heading(sheet)
    return Table(heading.known, heading.unread, _rows(book, sheet, heading), heading.own)


def _check_parts(data: bytes) -> None:
    """Look at the sizes before anything is unpacked: a zip bomb is small outside."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise _unreadable() from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused(
            "The file unpacks to far more than an alert list needs. Save only the list in a new workbook.", field="file", kind=TOO_LARGE
        )
    if not set(_NEEDED) <= {part.filename for part in parts}:
        raise Refused("The file is an archive, not an Excel workbook. Save the list as .xlsx or .csv.", field="file")


@contextmanager
def _refusing() -> Iterator[None]:
    """A damaged workbook makes openpyxl and the XML parser raise nearly anything; to the user it is one thing."""
    try:
        yield
    except Refused:
        raise
    except Exception:
        raise _unreadable() from None


def _heading(sheet: Any) -> Heading:
    for line, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
        limited(line)
        texts = [_text(value) for value in values]
        if any(map(str.strip, texts)):
            return read_heading(line, _without_empty_end(texts))
    raise Refused("The file is empty. Choose the file with the list.", field="file")


def _rows(book: Any, sheet: Any, heading: Heading) -> Iterator[Row]:
    with _refusing(), closing(book):
        width = len(heading.columns) + 1
        rows = sheet.iter_rows(min_row=heading.line + 1, max_col=width, values_only=True)
        for line, values in enumerate(rows, heading.line + 1):
            limited(line)
            row = heading.row(line, [_text(value) for value in values], _faults(values))
            if row:
                yield row


def _faults(values: Sequence[object]) -> tuple[tuple[int, Sentence], ...]:
    """Formulas over several cells, and errors; a formula in one cell is a text with an equals sign, and found as such."""
    faults = []
    for at, value in enumerate(values):
        if isinstance(value, ArrayFormula | DataTableFormula):
            faults.append((at, FORMULA))
        elif isinstance(value, str) and value in ERROR_CODES:
            faults.append((at, _ERROR))
    return tuple(faults)


def _opened(data: bytes) -> Any:
    with warnings.catch_warnings():
        # It warns of styles and extensions it does not keep; we keep none of them.
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)


def _sheet(book: Any) -> Any:
    sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
    if sheet is None:
        raise _unreadable()
    sheet.reset_dimensions()
    return sheet


def _text(value: object) -> str:
    """What the person typed: Excel makes a number of a telephone number, and a moment of a day."""
    if value is None or isinstance(value, ArrayFormula | DataTableFormula):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _without_empty_end(texts: list[str]) -> list[str]:
    while texts and not texts[-1].strip():
        texts = texts[:-1]
    return texts


def _unreadable() -> Refused:
    return Refused("The file is damaged or not an Excel workbook. Open it in Excel and save it again as .xlsx.", field="file")
