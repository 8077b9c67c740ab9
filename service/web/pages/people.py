"""A person of the alert list as a form, read by the same rules as a file's rows."""

from datetime import date
from typing import Final

from actioncards.model import Plan
from contacts.importing import read_people
from contacts.person import Person
from contacts.phone import international
from contacts.table import Row, Table
from service.domain.directory import directory_of
from service.web.pages.forms import Fault, Form

DETAILS: Final = ("name", "title", "organisation", "mobile", "phone", "email", "language", "last_confirmed")
MOST_PLACES: Final = 30


def form_of(person: Person) -> Form:
    """The person as the form shows them."""
    values = {
        "name": person.name,
        "title": person.title,
        "organisation": person.organisation,
        "mobile": international(person.mobile) if person.mobile else "",
        "phone": international(person.phone) if person.phone else "",
        "email": person.email or "",
        "language": person.language,
        "last_confirmed": person.last_confirmed.isoformat() if person.last_confirmed else "",
        "invented": "ja" if person.invented else "",
    }
    for number, place in enumerate(person.places):
        values |= {
            f"place-{number}": f"{place.group}/{place.seat or ''}",
            f"position-{number}": str(place.position) if place.seat else "",
            f"area-{number}": place.area or "",
        }
    return Form(values)


def read_person(form: Form, plan: Plan, today: date) -> tuple[Person | None, list[Fault]]:
    """The person that the form describes, or what is wrong with it, at its fields."""
    details = {name: form[name].strip() for name in DETAILS if form[name].strip()}
    details["invented"] = form["invented"] or "nej"
    numbers = [n for n in range(MOST_PLACES) if form[f"place-{n}"]]
    rows = [Row(n + 1, details | _place(form, n)) for n in numbers] or [Row(1, details | {"group": "ingen"})]
    reading = read_people(Table((), (), iter(rows)), directory_of(plan), today=today)
    if reading.problems:
        return None, [Fault(_field(p.column, p.line - 1), p.sentence) for p in reading.problems]
    return reading.people[0], []


def _place(form: Form, number: int) -> dict[str, str]:
    group, _, seat = form[f"place-{number}"].partition("/")
    cells = {"group": group, "seat": seat, "position": form[f"position-{number}"].strip(), "area": form[f"area-{number}"]}
    return {name: text for name, text in cells.items() if text}


def _field(column: str, number: int) -> str | None:
    if column in {"group", "seat"}:
        return f"place-{number}"
    if column in {"position", "area"}:
        return f"{column}-{number}"
    return column or None
