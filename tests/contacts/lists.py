"""A small plan, and files as people save them."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

from contacts.directory import Directory, Group, Named
from contacts.importing import Reading, read_alert_list

VOLLSMOSE = Named("vollsmose", "Vollsmose")
KORSLOEKKEN = Named("korsloekken", "Korsløkken", aliases=("Korsløkkeparken",))
DIRECTORY = Directory(
    groups=(
        Group("fu", "Forretningsudvalget", seats=(Named("politi", "Politi"), Named("boern_unge", "Børn og Unge"))),
        Group("board", "SSP-bestyrelsen", seats=(Named("politi", "Politi"), Named("ssp", "SSP Odense"))),
        Group("cks", "CKS-netværket", per_area=True),
        Group("press", "Presseberedskabet"),
    ),
    areas=(VOLLSMOSE, KORSLOEKKEN),
)

HEADINGS = ("navn", "mobil", "e-mail", "gruppe", "plads", "rækkefølge", "område")


def csv_of(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(";".join(row) for row in (headings, *rows)).encode(encoding)


def xlsx_of(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_csv(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> Reading:
    return read_alert_list(csv_of(*rows, headings=headings), "liste.csv", DIRECTORY)
