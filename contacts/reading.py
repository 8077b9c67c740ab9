"""A file's bytes and name become rows: what kind it is, is told by its content."""

from typing import Final

from contacts.csv_rows import csv_table
from contacts.table import LARGEST_FILE, Table
from flows.sentences import TOO_LARGE, Refused

ENDINGS: Final = (".csv", ".txt", ".tsv", ".xlsx")

_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x7fELF", b"MZ\x90", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


def read_table(data: bytes, file_name: str) -> Table:
    """Rows of a CSV file or an Excel workbook.

    `Refused` (field `file`) for more than `LARGEST_FILE` bytes, an empty file, another kind of file, NUL bytes, a missing
    required column, a heading twice, or too many rows. The rows are read as they are gone through.
    """
    if len(data) > LARGEST_FILE:
        raise Refused(
            "The file is {size} MB large; at most {most} MB are taken. Divide it, or save only the list.",
            field="file",
            kind=TOO_LARGE,
            size=-(-len(data) // 1024**2),
            most=LARGEST_FILE // 1024**2,
        )
    if not file_name.casefold().strip().endswith(ENDINGS):
        raise Refused("The file's name must end in {endings}. Save the list as one of those.", field="file", endings=", ".join(ENDINGS))
    if not data.strip():
        raise Refused("The file is empty. Choose the file with the list.", field="file")
    if data.startswith(_ZIP):
        from contacts.xlsx_rows import xlsx_table  # noqa: PLC0415 - what reads workbooks is slow to load, and few files are one

        return xlsx_table(data)
    if data.startswith(_OLD_EXCEL):
        raise Refused("The file is in an old Excel format or has a password. Save it as .xlsx without a password.", field="file")
    if data.startswith(_OTHERS) or file_name.casefold().strip().endswith(".xlsx"):
        raise Refused(
            "The content is neither CSV nor an Excel workbook, whatever the file's name says. Save the list as .xlsx or .csv.", field="file"
        )
    return csv_table(data)
