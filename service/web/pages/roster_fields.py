"""The roster forms' fields, read: `Refused` names the field and how to write it (I13)."""

from datetime import date, datetime, time

from flows.sentences import Refused
from flows.vocabulary import Layer
from service.web.pages.forms import Form, whole_number
from service.web.pages.times import typed_moment


def layer_of(form: Form) -> Layer:
    """Which layer was chosen."""
    if form["layer"] not in list(Layer):
        raise Refused("Choose a layer.", field="layer")
    return Layer(form["layer"])


def number_of(form: Form, name: str) -> int:
    """A number that stands for somebody or something that was chosen."""
    number = whole_number(form[name].strip())
    if number is None:
        raise Refused("Choose one from the list.", field=name)
    return number


def numbers_of(form: Form, name: str, most: int) -> tuple[int, ...]:
    """The people chosen in the fields `name-0`, `name-1` ..., in that order; empty ones are left out."""
    fields = [f"{name}-{n}" for n in range(most)]
    chosen = tuple(number_of(form, field) for field in fields if form.get(field))
    if not chosen:
        raise Refused("Choose at least one person.", field=f"{name}-0")
    return chosen


def day_of(form: Form, name: str) -> date:
    """A day."""
    try:
        return date.fromisoformat(form[name].strip())
    except ValueError:
        raise Refused("Write the day as 2026-11-30.", field=name) from None


def time_of(form: Form, name: str) -> time:
    """A time of day by the local clock."""
    try:
        found = time.fromisoformat(form[name].strip())
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise Refused("Write the time as 08:00.", field=name)
    return found.replace(second=0, microsecond=0)


def moment_of(form: Form, name: str, now: datetime) -> datetime:
    """A moment by the local clock."""
    found = typed_moment(form.get(name), now, field=name)
    if found is None:
        raise Refused("Write a day and a time.", field=name)
    return found
