"""People become a file that Excel opens right and `contacts.importing` reads back to the same people."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from contacts.columns import COLUMNS
from contacts.escaping import neutralised
from contacts.person import Person, Place
from contacts.phone import international

_WORDS: Final = {"da": ("ja", "nej", "ingen"), "en": ("yes", "no", "none")}


def to_csv(people: Iterable[Person], *, language: str = "da") -> bytes:
    """A row for each place of each person: semicolons, UTF-8 with a byte-order mark. `language` (`da`, `en`) is the headings'."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.heading(language) for column in COLUMNS)
    writer.writerows(rows(people, language))
    return text.getvalue().encode("utf-8-sig")


def rows(people: Iterable[Person], language: str) -> Iterator[list[str]]:
    """The cells of each place of each person, in the columns' order."""
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
