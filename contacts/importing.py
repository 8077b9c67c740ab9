"""Importing an alert list: rows become people, problems are told with their lines, and nothing is taken by half (P6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from contacts.columns import BY_KEY
from contacts.directory import Directory
from contacts.merging import merged
from contacts.person import Person
from contacts.reading import read_table
from contacts.rows import Entry, Problem, RowReader
from contacts.table import Table
from flows.sentences import Refused

PROGRESS_EVERY: Final = 500
"""Rows between two calls of the progress function."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file said: `people` from its good rows, `problems` by line, `rows_read` with anything in them.

    `unread` are headings that are no column of an alert list; show them, so that a misspelt one is seen. `headings` are what
    the file itself calls each column, by its key.
    """

    people: tuple[Person, ...]
    problems: tuple[Problem, ...]
    rows_read: int
    unread: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)

    def heading(self, column: str, language: str) -> str:
        """What the file calls the column with this key; for one that it does not have, what the list's own heading would be."""
        return self.headings.get(column) or BY_KEY[column].heading(language)

    @property
    def bad_lines(self) -> tuple[int, ...]:
        """The lines that are not taken."""
        return tuple(sorted({problem.line for problem in self.problems}))

    def refuse_bad_rows(self, option: str) -> None:
        """`Refused` when there are problems; `option` is what the user may write to have bad rows left out."""
        if self.problems:
            raise Refused(
                "{count} row has problems, the first in line {line}. Correct the file, or leave such rows out with {option}.",
                "{count} rows have problems, the first in line {line}. Correct the file, or leave such rows out with {option}.",
                field="file",
                count=len(self.bad_lines),
                line=self.bad_lines[0],
                option=option,
            )

    def accepted(self, *, skip_bad_rows: bool) -> tuple[Person, ...]:
        """The people to take. With problems: `Refused`, unless the user has said that the bad rows may be left out."""
        if self.problems and not skip_bad_rows:
            raise Refused(
                "{count} row has problems, the first in line {line}. Correct the file, or say that bad rows may be left out.",
                "{count} rows have problems, the first in line {line}. Correct the file, or say that bad rows may be left out.",
                field="file",
                count=len(self.bad_lines),
                line=self.bad_lines[0],
            )
        if not self.people:
            raise Refused("No row of the file can be taken. Correct the file.", field="file")
        return self.people


def read_alert_list(
    data: bytes,
    file_name: str,
    directory: Directory,
    *,
    today: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read a CSV or Excel file against what the plan allows.

    `today` (in Copenhagen) makes a later confirmation a problem. `progress` is told the rows read so far, now and then and at
    the end. `Refused` when the file as a whole cannot be read (see `read_table`); a bad row is a `Problem`, never an exception.
    """
    return read_people(read_table(data, file_name), directory, today=today, progress=progress)


def read_people(
    table: Table,
    directory: Directory,
    *,
    today: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """As `read_alert_list`, from rows already opened; goes through `table.rows`. `Refused` when there is no row at all."""
    reader = RowReader(directory, today)
    entries: list[Entry] = []
    count = 0
    for count, row in enumerate(table.rows, 1):
        entry = reader.read(row)
        if entry:
            entries.append(entry)
        if progress and count % PROGRESS_EVERY == 0:
            progress(count)
    if progress:
        progress(count)
    if count == 0:
        raise Refused("The file has headings but no rows. Choose the file with the list.", field="file")
    people, contradictions = merged(entries, table.headings)
    problems = sorted((*reader.problems, *contradictions), key=lambda problem: problem.line)
    return Reading(people, tuple(problems), count, table.unread, table.headings)
