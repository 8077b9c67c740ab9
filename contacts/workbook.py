"""People become an Excel workbook. A file of its own, since what writes workbooks is slow to load and seldom wanted."""

import io
from collections.abc import Iterable
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from contacts.columns import COLUMNS, PHONES
from contacts.person import Person
from contacts.writing import rows

_WIDTH: Final = 22
"""Characters; wide enough for a name, a number and a heading."""


def to_xlsx(people: Iterable[Person], *, language: str = "da") -> bytes:
    """As `to_csv`, as an Excel workbook of one sheet with a fixed heading row; every cell is text, none a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Alert list" if language == "en" else "Varslingsliste")
    sheet.freeze_panes = "A2"
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(COLUMNS)]:
        sheet.column_dimensions[letter].width = _WIDTH
    sheet.append([_heading(sheet, column.heading(language)) for column in COLUMNS])
    for row in rows(people, language):
        sheet.append([_cell(sheet, column.key, text) for column, text in zip(COLUMNS, row, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, column: str, text: str) -> Any:
    """Plain text where that stays text; numbers are marked as text, so that Excel leaves them so when they are edited."""
    if text and (column in PHONES or text.startswith("#")):
        cell = WriteOnlyCell(sheet, value=text)
        cell.data_type = "s"
        cell.number_format = "@"
        return cell
    return text or None
