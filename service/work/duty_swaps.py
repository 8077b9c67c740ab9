"""Swapping two duties: proposed to the other, who must accept before the first of them begins; else it lapses (F2)."""

from datetime import datetime, timedelta
from typing import Final

from contacts.roster_changes import SwapSide, checked_swap, overrides_of, side_at
from contacts.roster_people import LAYERS
from contacts.roster_problems import Problem
from flows.free_text import checked_text
from flows.sentences import NOT_ALLOWED, NOT_FOUND, Refused, Sentence
from flows.swap import SWAP
from flows.vocabulary import Lane, Layer, Medium, NoticeKind, SwapState, SwapTrigger
from service.store import alert_list, timers
from service.store import roster as rows
from service.store.tables import DutyOverrideRow, DutySwapRow, PersonRow
from service.work import duty, paper_order
from service.work.duty_check import found_problems
from service.work.duty_hand_over import arm
from service.work.letters import Letter, take_back, write_to
from service.work.unit import Unit

TIMER: Final = "duty_swap"
LINK: Final = "swap"
LASTS: Final = timedelta(days=3)
"""A proposal stands this long, or until the first of the two duties begins."""
_MEDIA: Final = (Medium.SMS, Medium.EMAIL)


async def propose(
    unit: Unit, mine: tuple[Layer, datetime], theirs: tuple[Layer, datetime], note: str = "", *, as_person: int | None = None
) -> DutySwapRow:
    """Propose to swap the duty that `mine` lies in with the one that `theirs` lies in; the other is written to and must accept.

    `as_person` is who proposes, when that is known: their own duty then. `Refused` when either duty cannot be swapped.
    """
    note = checked_text(note, field="note", longest=500)
    roster = await duty.roster_of(unit)
    people = await duty.roster_people(unit, roster)
    first = side_at(roster, *mine, people, unit.now, "mine")
    second = side_at(roster, *theirs, people, unit.now, "theirs")
    if as_person is not None and first.person != as_person:
        raise Refused("That duty is not yours. Choose one of your own.", field="mine", kind=NOT_ALLOWED)
    checked_swap(roster, first, second, people, unit.now)
    row = DutySwapRow(
        first_layer=first.layer.value,
        first_person=first.person,
        first_start=first.start,
        first_end=first.end,
        second_layer=second.layer.value,
        second_person=second.person,
        second_start=second.start,
        second_end=second.end,
        state=SwapState.PROPOSED.value,
        note=note,
        proposed_at=unit.now,
        proposed_by=unit.actor,
        lapses_at=min(unit.now + LASTS, first.start, second.start),
    )
    unit.session.add(row)
    await unit.session.flush()
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=row.id, due_at=row.lapses_at, incident_id=None)
    await _ask(unit, row)
    return row


async def accept(unit: Unit, swap_id: int, person_id: int | None = None) -> tuple[DutySwapRow, list[Problem]]:
    """The other says yes: each has the other's duty. `Refused` when the roster has moved on meanwhile. Gives what is wrong afterwards."""
    row = await _answerable(unit, swap_id, person_id)
    roster = await duty.roster_of(unit)
    SWAP.after(SwapState(row.state), SwapTrigger.ACCEPT)
    checked_swap(
        roster, first_of(row), second_of(row), await duty.roster_people(unit, roster, row.first_person, row.second_person), unit.now
    )
    await _end(unit, row, SwapTrigger.ACCEPT)
    for override in overrides_of(row.id, first_of(row), second_of(row)):
        unit.session.add(
            DutyOverrideRow(
                layer=override.layer.value,
                start_at=override.start,
                end_at=override.end,
                replaces=override.replaces,
                person_id=override.person,
                reason=row.note,
                swap_id=row.id,
                entered_at=unit.now,
                entered_by=unit.actor,
            )
        )
    await unit.session.flush()
    await arm(unit)
    await paper_order.order(unit)
    await _tell_proposer(unit, row, Sentence("has accepted"))
    return row, await found_problems(unit)


async def decline(unit: Unit, swap_id: int, person_id: int | None = None) -> DutySwapRow:
    """The other says no: nothing changes, and the proposer is told."""
    row = await _answerable(unit, swap_id, person_id)
    await _end(unit, row, SwapTrigger.DECLINE)
    await _tell_proposer(unit, row, Sentence("has declined"))
    return row


async def withdraw(unit: Unit, swap_id: int, person_id: int | None = None) -> DutySwapRow:
    """The proposer takes it back."""
    row = await known(unit, swap_id)
    if person_id is not None and row.first_person != person_id:
        raise Refused("Only the one who proposed the swap can take it back.", kind=NOT_ALLOWED)
    await _end(unit, row, SwapTrigger.WITHDRAW)
    return row


async def lapse(unit: Unit, swap_id: int) -> None:
    """Nobody has answered in time: nothing changes, and the proposer is told."""
    row = await rows.swap(unit.session, swap_id)
    if row is None or not SWAP.allows(SwapState(row.state), SwapTrigger.LAPSE):
        return
    await _end(unit, row, SwapTrigger.LAPSE)
    await _tell_proposer(unit, row, Sentence("has not replied to"))


async def known(unit: Unit, swap_id: int) -> DutySwapRow:
    """The swap, locked; `Refused` (not found) when there is none."""
    row = await rows.swap(unit.session, swap_id)
    if row is None:
        raise Refused("There is no swap {number}.", kind=NOT_FOUND, number=swap_id)
    return row


def first_of(row: DutySwapRow) -> SwapSide:
    """The proposer's side."""
    return SwapSide(Layer(row.first_layer), row.first_person, row.first_start, row.first_end)


def second_of(row: DutySwapRow) -> SwapSide:
    """The side of the one who is asked."""
    return SwapSide(Layer(row.second_layer), row.second_person, row.second_start, row.second_end)


def link_to(unit: Unit, row: DutySwapRow) -> str:
    """The link of the one who is asked."""
    return f"{unit.house.public_url}/swap/{unit.house.links.token(LINK, row.id, row.second_person)}"


async def _answerable(unit: Unit, swap_id: int, person_id: int | None) -> DutySwapRow:
    row = await known(unit, swap_id)
    if person_id is not None and row.second_person != person_id:
        raise Refused("Only the one who was asked can answer the swap.", kind=NOT_ALLOWED)
    return row


async def _end(unit: Unit, row: DutySwapRow, trigger: SwapTrigger) -> None:
    row.state = SWAP.after(SwapState(row.state), trigger).value
    row.ended_at, row.ended_by = unit.now, unit.actor
    await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=row.id)
    await take_back(unit, NoticeKind.ROSTER, f"swap {row.id}", row.proposed_at)


async def _ask(unit: Unit, row: DutySwapRow) -> None:
    first, second = await _both(unit, row)
    facts = {
        "name": first.name,
        "mine": LAYERS[Layer(row.first_layer)],
        "start": row.first_start,
        "theirs": LAYERS[Layer(row.second_layer)],
        "their_start": row.second_start,
        "until": row.lapses_at,
    }
    asked = Sentence(
        "{name} asks to swap duties: you take {mine} from {start}, {name} takes your {theirs} from {their_start}. Answer before {until}.",
        **facts,
    )
    in_sms = Sentence("{asked} Answer DUTY YES or DUTY NO, or use the link.", asked=asked) if unit.house.can_reply else None
    subject = Sentence("{name} asks to swap duties", name=first.name)
    letter = Letter(subject, asked, _noted(row), link_to(unit, row), f"swap {row.id}", in_sms)
    if not await write_to(unit, second, NoticeKind.ROSTER, letter, _MEDIA, Lane.UPDATE):
        raise Refused("{name} cannot be written to. Ring them, and let each stand in for the other.", field="theirs", name=second.name)


async def _tell_proposer(unit: Unit, row: DutySwapRow, what: Sentence) -> None:
    first, second = await _both(unit, row)
    letter = Letter(
        Sentence("Your swap of duties"),
        Sentence(
            "{name} {what} the swap of your duty from {start} with theirs from {their_start}.",
            name=second.name,
            what=what,
            start=row.first_start,
            their_start=row.second_start,
        ),
        link=f"{unit.house.public_url}/roster",
    )
    await write_to(unit, first, NoticeKind.ROSTER, letter, _MEDIA, Lane.UPDATE)


async def _both(unit: Unit, row: DutySwapRow) -> tuple[PersonRow, PersonRow]:
    found = await alert_list.people_by_id(unit.session, [row.first_person, row.second_person])
    return found[row.first_person], found[row.second_person]


def _noted(row: DutySwapRow) -> tuple[Sentence, ...]:
    return (Sentence("{note}", note=row.note),) if row.note else ()
