"""One's own data on the alert list: confirmed or corrected behind one's own link, and a test message at any time (P6, I11)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from actioncards.facts import seat_label
from actioncards.model import Plan
from contacts.phone import international
from flows.free_text import checked_text
from flows.sentences import CONFLICT, GONE, INVALID, NOT_FOUND, TOO_MANY, Refused, Sentence
from flows.vocabulary import Lane, Medium, NoticeKind
from service.store import alert_list
from service.store import upkeep as rows
from service.store.tables import OwnDataQuestionRow, PersonRow
from service.work.duty_check import keepers
from service.work.letters import Letter, take_back, write_to
from service.work.people import PersonDraft, PlaceDraft, confirm, update_person
from service.work.plans import in_force
from service.work.unit import Unit
from service.work.upkeep import CONFIRM_LINK

TEST_EVERY: Final = timedelta(minutes=2)
LONGEST_REMARK: Final = 1000
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """What somebody writes of themselves; `remark` is for whoever keeps the list: a place that is wrong, for instance."""

    name: str
    title: str
    mobile: str
    phone: str
    email: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class OwnData:
    """The page behind the link: what is noted, the places held, and whether this question has been answered."""

    question_id: int
    person: PersonRow
    places: tuple[str, ...]
    answered: bool


async def own_data(unit: Unit, token: str) -> OwnData:
    """What the link `token` shows; `Refused` when it is not valid (not found) or a newer one has been sent (gone)."""
    question_id, person_id = unit.house.links.read(CONFIRM_LINK, token)
    person = await alert_list.person(unit.session, person_id)
    row = await rows.newest_question(unit.session, person_id)
    if person is None or not person.active or row is None or row.id < question_id:
        raise Refused("This link is not valid. Open the link in the newest message, or call the duty chief.", kind=NOT_FOUND)
    _, plan = await in_force(unit.session, unit.house)
    if row.id != question_id or unit.now > row.asked_at + timedelta(days=plan.deadlines.list_confirmed_days):
        raise Refused("This link no longer works. Open the link in the newest message.", kind=GONE)
    return OwnData(question_id, person, tuple(places_of(plan, person)), row.answered_at is not None)


async def confirm_own(unit: Unit, token: str) -> None:
    """All of it is right, today."""
    found = await own_data(unit, token)
    await confirm(unit, [found.person.id])
    await _answered(unit, found, changed=False)


async def correct_own(unit: Unit, token: str, draft: OwnDraft) -> None:
    """Write one's own name, title, numbers and address anew; the places stay, and a remark goes to whoever keeps the list.

    `Refused` names the field, by the same rules as for the whole list.
    """
    found = await own_data(unit, token)
    await write_own(unit, found.person, draft)
    await _answered(unit, found, changed=True)


async def write_own(unit: Unit, person: PersonRow, draft: OwnDraft) -> None:
    """As `correct_own`, for somebody who is known otherwise than by their link."""
    name = checked_text(draft.name, field="name", longest=_LONGEST_NAME)
    title = checked_text(draft.title, field="title", longest=_LONGEST_NAME)
    if not name:
        raise Refused("The name is missing. Write your name.", field="name", kind=INVALID)
    remark = checked_text(draft.remark, field="remark", longest=LONGEST_REMARK)
    today = unit.now.astimezone(unit.house.zone).date().isoformat()
    places = tuple(
        PlaceDraft(p.group_key, p.seat_key or "", str(p.position) if p.seat_key else "", p.area_key or "") for p in person.places
    )
    written = PersonDraft(
        name=name,
        title=title,
        organisation=person.organisation,
        mobile=draft.mobile.strip(),
        phone=draft.phone.strip(),
        email=draft.email.strip(),
        language=person.language,
        last_confirmed=today,
        places=places,
    )
    await update_person(unit, person.id, written)
    if remark:
        await _pass_on(unit, name, remark)


async def send_test(unit: Unit, person_id: int) -> tuple[Medium, ...]:
    """A test message to one person on each way that reaches them; returns the ways. `Refused` when there is none, or too soon again."""
    person = await alert_list.person(unit.session, person_id)
    if person is None or not person.active:
        raise Refused("There is no such person on the alert list.", field="person_id", kind=NOT_FOUND)
    last = await rows.last_of_kind(unit.session, person_id, NoticeKind.TEST)
    if last is not None and unit.now < last + TEST_EVERY:
        raise Refused("A test message was sent a moment ago. Wait two minutes and try again.", kind=TOO_MANY)
    letter = Letter(
        Sentence("Test message from the preparedness service"),
        Sentence("This is a test. Nothing has happened. If you can read it, an alarm can reach you this way."),
    )
    ways = tuple([m for m in (Medium.SMS, Medium.EMAIL) if await write_to(unit, person, NoticeKind.TEST, letter, (m,), Lane.UPDATE)])
    if not ways:
        raise Refused("There is no way to reach you. Ask the secretariat to enter a mobile number.", kind=CONFLICT)
    return ways


async def _answered(unit: Unit, found: OwnData, *, changed: bool) -> None:
    await note_answer(unit, await unit.session.get_one(OwnDataQuestionRow, found.question_id), changed=changed)


async def note_answer(unit: Unit, row: OwnDataQuestionRow, *, changed: bool) -> None:
    """The question is answered; its letter is not sent any more."""
    row.answered_at, row.changed = unit.now, changed or row.changed
    await take_back(unit, NoticeKind.CONFIRM, f"question {row.id}", row.asked_at)


async def _pass_on(unit: Unit, name: str, remark: str) -> None:
    letter = Letter(
        Sentence("A remark about the alert list"),
        Sentence("{name} has a remark about the alert list: {remark}", name=name, remark=remark),
        (),
        f"{unit.house.public_url}/alert-list",
    )
    for person in await keepers(unit):
        await write_to(unit, person, NoticeKind.CONFIRM, letter, (Medium.EMAIL, Medium.SMS), Lane.BRIEFING)


def places_of(plan: Plan, person: PersonRow) -> list[str]:
    """The places as the plan in force calls them; one that it does not know is left out."""
    found = []
    for place in person.places:
        group = plan.groups.get(place.group_key)
        seats = {seat.key: seat for seat in group.seats} if group else {}
        if group is not None and (place.seat_key is None or place.seat_key in seats):
            found.append(seat_label(group, seats.get(place.seat_key or "")))
    return found


def draft_of(person: PersonRow) -> OwnDraft:
    """The data as they stand, as the form shows them."""
    numbers = [international(number) if number else "" for number in (person.mobile, person.phone)]
    return OwnDraft(person.name, person.title, numbers[0], numbers[1], person.email or "")
