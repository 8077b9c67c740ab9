"""Reads back our own CSV, strictly and for any bytes: cells of any length, and a sentence for what is not as we write it.

The standard library's reader has one limit on a cell's length for the whole process; an entry of some hundred messages
is longer than it.
"""

import re
from collections.abc import Iterator
from typing import Final

from flows.sentences import Refused

_CELL: Final = re.compile(r'(?:"((?:[^"]++|"")*+)"|([^";\r\n]*+))(;|\r\n|\Z)')


def read_rows(text: str, *, widest: int) -> Iterator[list[str]]:
    """The rows of at most `widest` cells; `Refused` with the line where there are more, or where a quote is out of place."""
    at, line, row = 0, 1, list[str]()
    while at < len(text):
        match = _CELL.match(text, at)
        if match is None:
            raise Refused("Line {line} is not written as CSV with semicolons: a quotation mark is out of place.", line=line)
        quoted, bare, end = match.groups()
        row.append(bare if quoted is None else quoted.replace('""', '"'))
        if len(row) > widest:
            raise Refused("Line {line} has more than {widest} cells: the file is no CSV export of a timeline.", line=line, widest=widest)
        line += match[0].count("\n")
        at = match.end()
        if end != ";" or at == len(text):
            yield row
            row = []
