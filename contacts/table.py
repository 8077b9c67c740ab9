"""A file as rows: the shape that CSV and Excel share, its limits, and the reading of its heading."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contacts.columns import COLUMNS, Column, recognised
from contacts.escaping import is_formula, restored
from contacts.spelling import tidied
from flows.sentences import TOO_LARGE, Refused, Sentence

LARGEST_FILE: Final = 10 * 1024 * 1024
"""Bytes."""
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 60

FORMULA: Final = Sentence("The cell holds a formula. Put its value there instead.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the file's `line`, its text by column key, what is wrong with a cell as it stands, and the cells nobody reads."""

    line: int
    cells: dict[str, str]
    faults: tuple[tuple[str, Sentence], ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, to be gone through once; going through them may raise `Refused` like opening it.

    `unread` are the headings that are no column of an alert list: show them, so that a misspelt one is seen. `headings` are
    what the file itself calls each column, by its key.
    """

    columns: tuple[Column, ...]
    unread: tuple[str, ...]
    rows: Iterator[Row] = field(repr=False)
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """Which cell of a row is which column."""

    line: int
    columns: tuple[Column | None, ...]
    texts: tuple[str, ...]

    @property
    def known(self) -> tuple[Column, ...]:
        """The columns that are read."""
        return tuple(column for column in self.columns if column)

    @property
    def own(self) -> dict[str, str]:
        """What the file calls each column that is read, by its key."""
        return {column.key: text for text, column in zip(self.texts, self.columns, strict=True) if column}

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings that are not read."""
        return tuple(text for text, column in zip(self.texts, self.columns, strict=True) if text and not column)

    def row(self, line: int, texts: Sequence[str], faults: tuple[tuple[int, Sentence], ...] = ()) -> Row | None:
        """The row's cells by column; None for a row with nothing in it. `faults` are by the cell's place in the row."""
        cells: dict[str, str] = {}
        unread: list[str] = []
        named = [(self._key(at), sentence) for at, sentence in faults]
        for at, text in enumerate(texts):
            column = self.columns[at] if at < len(self.columns) else None
            if not text:
                continue
            if column is None:
                unread.append(text)
            elif is_formula(text):
                named.append((column.key, FORMULA))
            else:
                cells[column.key] = restored(text)
        if any(texts[len(self.columns) :]):
            named.append(("", Sentence("The row has more cells than there are headings. Look for a separator too many.")))
        return Row(line, cells, tuple(named), tuple(unread)) if cells or named or any(map(str.strip, unread)) else None

    def _key(self, at: int) -> str:
        column = self.columns[at] if at < len(self.columns) else None
        return column.key if column else ""


def read_heading(line: int, texts: Sequence[str]) -> Heading:
    """Read the heading row; `Refused` when a required column is missing, one stands twice or there are too many."""
    if len(texts) > MOST_COLUMNS:
        raise Refused("The file has more than {most} columns. Save only the list.", field="file", most=MOST_COLUMNS)
    heading = Heading(line, recognised(texts), tuple(tidied(text)[:60] for text in texts))
    seen: set[str] = set()
    for text, column in zip(heading.texts, heading.columns, strict=True):
        if column and column.key in seen:
            raise Refused("The column '{heading}' is there twice. Keep one of them.", field="file", heading=text)
        seen.update({column.key} if column else ())
    missing = [column for column in COLUMNS if column.required and column.key not in seen]
    if missing:
        raise Refused(
            "The file lacks the columns {missing}. The headings stand in the first row and may be: {allowed}.",
            field="file",
            missing=", ".join(column.both for column in missing),
            allowed=", ".join(column.both for column in COLUMNS),
        )
    return heading


def limited(line_count: int) -> None:
    """`Refused` when a file has more lines than are taken."""
    if line_count > MOST_ROWS + 1:
        raise Refused("The file has more than {most} rows. Divide it.", field="file", kind=TOO_LARGE, most=MOST_ROWS)
