"""People become a file that Excel opens right and `contacts.importing` reads back to the same people."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from contacts.columns import COLUMNS, PHONES
from contacts.escaping import neutralised
from contacts.person import Person, Place
from contacts.phone import international

_WORDS: Final = {"da": ("ja", "nej", "ingen"), "en": ("yes", "no", "none")}
_WIDTH: Final = 22
"""Characters; wide enough for a name, a number and a heading."""


def to_csv(people: Iterable[Person], *, language: str = "da") -> bytes:
    """A row for each place of each person: semicolons, UTF-8 with a byte-order mark. `language` (`da`, `en`) is the headings'."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.heading(language) for column in COLUMNS)
    writer.writerows(_rows(people, language))
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(people: Iterable[Person], *, language: str = "da") -> bytes:
    """As `to_csv`, as an Excel workbook of one sheet with a fixed heading row; every cell is text, none a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Alert list" if language == "en" else "Varslingsliste")
    sheet.freeze_panes = "A2"
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(COLUMNS)]:
        sheet.column_dimensions[letter].width = _WIDTH
    sheet.append([_heading(sheet, column.heading(language)) for column in COLUMNS])
    for row in _rows(people, language):
        sheet.append([_cell(sheet, column.key, text) for column, text in zip(COLUMNS, row, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(people: Iterable[Person], language: str) -> Iterator[list[str]]:
    for person in people:
        for place in person.places or (None,):
            facts = _facts(person, place, language)
            yield [neutralised(facts[column.key]) for column in COLUMNS]


def _facts(person: Person, place: Place | None, language: str) -> dict[str, str]:
    yes, no, none = _WORDS[language]
    return {
        "name": person.name,
        "title": person.title,
        "organisation": person.organisation,
        "mobile": international(person.mobile) if person.mobile else "",
        "phone": international(person.phone) if person.phone else "",
        "email": person.email or "",
        "group": place.group if place else none,
        "seat": (place.seat or "") if place else "",
        "position": str(place.position) if place and place.seat else "",
        "area": (place.area or "") if place else "",
        "language": person.language,
        "last_confirmed": person.last_confirmed.isoformat() if person.last_confirmed else "",
        "invented": yes if person.invented else no,
    }


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
