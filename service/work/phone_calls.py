"""Somebody calls us: with a known phone and a PIN they call the duty chief out, key by key (F1)."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from contacts.phone import to_e164
from flows.sentences import Refused, Sentence
from flows.vocabulary import CallOutVia
from service.domain.language import DANISH, translations
from service.store import alert_list
from service.store.tables import PersonRow
from service.work.call_out_sms import call_from_phone, organisation_of
from service.work.phone_pins import Checked
from service.work.plans import in_force
from service.work.strangers import UNKNOWN
from service.work.unit import Unit

PURPOSE: Final = "phone_call"
MOST_AREAS: Final = 9
_BY_PHONE: Final = Sentence("Called in by phone by {name}, {number}. Ring back.")
_CHECKED: Final = {
    Checked.WRONG: Sentence("The PIN is wrong. Try again, and end with the square key."),
    Checked.LOCKED: Sentence(
        "The PIN is locked for half an hour after too many wrong ones. Send ALARM by text message. In danger call 112."
    ),
    Checked.NONE: Sentence("You have no PIN. Send a text message: ALARM, the area, and what has happened. In danger call 112."),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What is said next; `to` is the step that takes the next key (None: the call ends), `keys` what its address carries."""

    sentence: Sentence
    to: str | None = None
    keys: str = ""


async def caller(unit: Unit, number: str) -> PersonRow | None:
    """The person on the alert list who calls from this number: nobody who has been taken off it."""
    try:
        person = await alert_list.by_mobile(unit.session, to_e164(number, field="from"))
    except Refused:
        return None
    return person if person is not None and person.active else None


async def greeting(unit: Unit, number: str) -> Heard:
    """Ask a known phone for its PIN; an unknown one learns nothing."""
    if await caller(unit, number) is None:
        return Heard(UNKNOWN)
    return Heard(Sentence("You are calling the duty chief out. Key in your PIN, and end with the square key."), "pin")


def after_pin(checked: Checked) -> Heard | None:
    """What is said after the PIN; None when it was right, and the areas come next."""
    if checked is Checked.RIGHT:
        return None
    return Heard(_CHECKED[checked], "pin" if checked is Checked.WRONG else None)


async def areas(unit: Unit, person_id: int, call_id: str) -> Heard:
    """Ask which area, by digit."""
    _, plan = await in_force(unit.session, unit.house)
    named = [plan.areas[key].label.da for key in list(plan.areas)[:MOST_AREAS]]
    choices = [Sentence("Press {digit} for {area}.", digit=digit, area=name) for digit, name in enumerate(named, 1)]
    return Heard(Sentence("Where? {choices}", choices=_joined(choices)), "area", ticket(unit, person_id, call_id))


async def chosen(unit: Unit, person_id: int, call_id: str, digit: str) -> Heard:
    """Say the area back before anybody is called (hard case 22)."""
    _, plan = await in_force(unit.session, unit.house)
    keys = list(plan.areas)[:MOST_AREAS]
    if not digit.isdigit() or not 1 <= int(digit) <= len(keys):
        return await areas(unit, person_id, call_id)
    place = plan.areas[keys[int(digit) - 1]].label.da
    asked = Sentence("You are calling the duty chief to {area}. Press 1 if that is right, or 2 to choose again.", area=place)
    return Heard(asked, "confirm", f"{ticket(unit, person_id, call_id)}.{digit}")


async def confirmed(unit: Unit, person: PersonRow, call_id: str, choice: str, digit: str) -> Heard:
    """Call the duty chief out; it is committed with this unit of work, before the caller hears that it is."""
    if digit == "2":
        return await areas(unit, person.id, call_id)
    if digit != "1":
        return await chosen(unit, person.id, call_id, choice)
    _, plan = await in_force(unit.session, unit.house)
    organisation = await organisation_of(unit, plan, person)
    if organisation is None:
        return Heard(Sentence("Your organisation cannot call the duty chief out. In danger call 112."))
    words = Sentence(_BY_PHONE.text, name=person.name, number=person.mobile or person.phone or "")
    area = list(plan.areas)[int(choice) - 1]
    try:
        called = await call_from_phone(unit, plan, person, organisation, area, translations().translate(words, DANISH), CallOutVia.PHONE)
    except Refused as refused:
        return Heard(Sentence("{why} Nobody has been called yet.", why=refused.sentence))
    return Heard(called.reply)


def ticket(unit: Unit, person_id: int, call_id: str) -> str:
    """Proof, carried in the next step's address, that this call gave the right PIN."""
    return unit.house.links.token(PURPOSE, person_id, _number(call_id))


def read_ticket(unit: Unit, presented: str, call_id: str) -> int | None:
    """The person whose PIN this call gave; None for a ticket of another call, or none of ours."""
    try:
        person_id, number = unit.house.links.read(PURPOSE, presented)
    except Refused:
        return None
    return person_id if number == _number(call_id) else None


def _number(call_id: str) -> int:
    return int.from_bytes(sha256(call_id.encode("utf-8", "replace")).digest()[:5], "big")


def _joined(sentences: list[Sentence]) -> str:
    return " ".join(translations().translate(each, DANISH) for each in sentences)
