"""Alert lists as bytes, for the plan of Odense."""

from collections.abc import Iterable

HEADINGS = ("name", "title", "organisation", "mobile", "phone", "e-mail", "group", "seat", "position", "area", "last confirmed", "invented")

Row = dict[str, str]


def row(name: str, mobile: str, **more: str) -> Row:
    """One row: a person in no group, unless said otherwise."""
    return {"name": name, "mobile": mobile, "group": "none", "invented": "yes"} | more


def csv(*rows: Row) -> bytes:
    """The rows as a file."""
    return ("\n".join(_lines(rows)) + "\n").encode()


def many(count: int) -> bytes:
    """A file of `count` invented residents' representatives in Vollsmose."""
    return csv(*(row(f"Opdigtet Person {number}", f"+4526{number:06d}", group="cks", area="vollsmose") for number in range(count)))


def _lines(rows: Iterable[Row]) -> Iterable[str]:
    yield ";".join(HEADINGS)
    for one in rows:
        yield ";".join(one.get(heading, "") for heading in HEADINGS)
