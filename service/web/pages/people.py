"""A person of the alert list as a form, read by the same rules as a file's rows."""

import hashlib
import json
from datetime import date
from typing import Final

from actioncards.model import Plan
from contacts.importing import read_people
from contacts.phone import international
from contacts.table import Row, Table
from service.domain.directory import directory_of
from service.store.tables import PersonRow
from service.web.pages.forms import Fault, Form
from service.work.people import PersonDraft, PlaceDraft

DETAILS: Final = ("name", "title", "organisation", "mobile", "phone", "email", "language", "last_confirmed")
MOST_PLACES: Final = 30


def form_of(person: PersonRow) -> Form:
    """The person as the form shows them; `seen` is told apart from what they are when it is sent."""
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
            f"place-{number}": f"{place.group_key}/{place.seat_key or ''}",
            f"position-{number}": str(place.position) if place.seat_key else "",
            f"area-{number}": place.area_key or "",
        }
    seen = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
    return Form(values | {"seen": seen})


def draft_of(form: Form) -> PersonDraft:
    """The person that the form describes, as written."""
    details = {name: form[name].strip() for name in DETAILS}
    return PersonDraft(**details, places=tuple(PlaceDraft(**_place(form, n)) for n in used_places(form)))


def faults_of(form: Form, plan: Plan, today: date) -> list[Fault]:
    """Everything that is wrong with the form, each at its field: the work layer would name only the first."""
    details = {name: form[name].strip() for name in DETAILS if form[name].strip()}
    rows = [Row(n + 1, details | _place(form, n)) for n in used_places(form)] or [Row(1, details | {"group": "ingen"})]
    reading = read_people(Table((), (), iter(rows)), directory_of(plan), today=today)
    faults: dict[str | None, Fault] = {}
    for problem in reading.problems:
        place = _field(problem.column, problem.line - 1)
        faults.setdefault(place, Fault(place, problem.sentence))
    return list(faults.values())


def used_places(form: Form) -> list[int]:
    """The numbers of the form's places that are filled in."""
    return [n for n in range(MOST_PLACES) if form[f"place-{n}"]]


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
