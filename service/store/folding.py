"""Fold letters inside the database as `contacts.spelling.searched` does: an engine's own capitals may end at Z."""

from functools import reduce
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from contacts.spelling import LETTERS, searched


class Folded(FunctionElement[str]):
    """The text as it is searched: lower case, the letters beside a to z written out. On SQLite it is our own function (`add_folding`)."""

    name = "folded"
    type = String()
    inherit_cache = True


@compiles(Folded)
def _called(element: Folded, compiler: Any, **given: Any) -> str:
    return f"folded({compiler.process(element.clauses, **given)})"


@compiles(Folded, "postgresql")
def _nested(element: Folded, compiler: Any, **given: Any) -> str:
    """PostgreSQL knows no function of ours, but nests as deep as one likes, which SQLite does not."""
    text = f"lower({compiler.process(element.clauses, **given)})"
    pairs = [(written, plain) for letter, plain in LETTERS.items() for written in (letter, letter.upper())]
    return reduce(lambda inner, pair: f"replace({inner}, '{pair[0]}', '{pair[1]}')", pairs, text)


def add_folding(connection: Any) -> None:
    """Teach a connection of SQLite the function."""
    connection.create_function("folded", 1, searched, deterministic=True)
