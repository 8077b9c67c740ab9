"""The columns of an alert list: what they are called in Danish and English, and what goes in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from contacts.spelling import folded


@dataclass(frozen=True, slots=True)
class Column:
    """One column. The first heading of each language is the one that is written; all of them are read."""

    key: str
    danish: tuple[str, ...]
    english: tuple[str, ...]
    meaning: str
    example: str
    required: bool = False

    def heading(self, language: str) -> str:
        """The heading to write; `language` is `da` or `en`."""
        return (self.danish if language == "da" else self.english)[0]

    @property
    def both(self) -> str:
        """The headings of both languages, for telling people of either."""
        return "/".join(dict.fromkeys((self.danish[0], self.english[0])))


COLUMNS: Final = (
    Column(
        "name",
        ("navn", "fulde navn"),
        ("name", "full name"),
        "The person's name, at most 200 characters.",
        "Test Anemone",
        required=True,
    ),
    Column("title", ("titel", "stilling"), ("title", "job title"), "The person's title, the same in all their rows.", "Afdelingschef"),
    Column("organisation", ("organisation", "myndighed"), ("organisation", "organization"), "Where the person works.", "Fyns Politi"),
    Column(
        "mobile",
        ("mobil", "mobiltelefon", "mobilnummer", "mobil nr."),
        ("mobile", "mobile phone", "mobile number", "cell"),
        "The mobile number that is warned by SMS. Any way of writing it; Danish unless it has a country code. "
        "The same mobile number is the same person.",
        "20 12 34 56",
        required=True,
    ),
    Column("phone", ("telefon", "fastnet", "tlf."), ("telephone", "phone", "landline"), "A second number to call.", "+45 66 12 34 56"),
    Column("email", ("e-mail", "mail", "e-mailadresse"), ("e-mail", "email address"), "The e-mail address.", "anemone@example.invalid"),
    Column(
        "group",
        ("gruppe", "varslingsgruppe"),
        ("group", "alert group"),
        "The group's key or name in the plan; `ingen` or `none` for a person in no group.",
        "fu",
        required=True,
    ),
    Column("seat", ("plads", "plads i gruppen"), ("seat",), "The seat's key or name; empty in a group without seats.", "politi"),
    Column(
        "position",
        ("rækkefølge", "nr. i rækken"),
        ("position", "order"),
        "`0` or empty for the seat's holder, `1` for the first deputy, `2` for the next, up to 20; "
        "`indehaver`/`holder` and `stedfortræder`/`deputy` are read too.",
        "0",
    ),
    Column(
        "area",
        ("område", "boligområde"),
        ("area", "housing area"),
        "The area's key or name, in a group with a list for each area; otherwise empty.",
        "vollsmose",
    ),
    Column("language", ("sprog",), ("language",), "`da` or `en`; empty is `da`.", "da"),
    Column(
        "last_confirmed",
        ("bekræftet", "sidst bekræftet", "bekræftet den"),
        ("last confirmed", "confirmed"),
        "The day it was last confirmed that all of it is right: `2026-11-20` or `20-11-2026`.",
        "2026-11-20",
    ),
    Column("invented", ("opfundet",), ("invented",), "`ja`/`yes` when the person is invented; empty is `nej`/`no`.", "nej"),
)

BY_KEY: Final = {column.key: column for column in COLUMNS}
PHONES: Final = frozenset({"mobile", "phone"})

_BY_HEADING: Final = {folded(heading): column for column in COLUMNS for heading in (*column.danish, *column.english, column.key)}


def recognised(headings: Iterable[str]) -> tuple[Column | None, ...]:
    """The column each heading names, whatever its case, spaces, byte-order mark and æ/ae; None for one that is not read."""
    return tuple(_BY_HEADING.get(folded(heading)) for heading in headings)


def column_table() -> str:
    """The columns as a Markdown table, for the documentation."""
    rows = [
        "| Danish heading | English heading | required | what goes in it | example |",
        "|---|---|---|---|---|",
    ]
    for column in COLUMNS:
        danish, english = (", ".join(f"`{heading}`" for heading in headings) for headings in (column.danish, column.english))
        required = "yes" if column.required else "no"
        rows.append(f"| {danish} | {english} | {required} | {column.meaning} | {column.example} |")
    return "\n".join(rows) + "\n"
