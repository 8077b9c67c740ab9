"""`VAGT JA` and `VAGT NEJ` from a phone: to the hand-over or the swap that waits for this person, or a question back."""

from flows.sentences import Refused, Sentence
from service.store import roster as rows
from service.store.tables import DutySwapRow, PersonRow
from service.work import duty_hand_over, duty_swaps
from service.work.unit import Unit

Replied = tuple[str, Sentence]
"""The outcome in a word, and what is written back."""


async def hear(unit: Unit, person: PersonRow, *, yes: bool) -> Replied:
    """Take the reply; it is never guessed which of two things is meant."""
    hand_over = await rows.open_hand_over_of(unit.session, person.id)
    swaps = await rows.open_swaps(unit.session, person.id)
    if len(swaps) + (hand_over is not None) > 1:
        return "ask back", Sentence("More than one thing about the roster waits for you. Use the link in the message that you mean.")
    try:
        if hand_over is not None:
            return await _take_over(unit, hand_over.id, person, yes=yes)
        if swaps:
            return await _swap(unit, swaps[0], person, yes=yes)
    except Refused as refused:
        return "refused", refused.sentence
    return "nothing to answer", Sentence("Nothing about the roster waits for you just now.")


async def _take_over(unit: Unit, hand_over_id: int, person: PersonRow, *, yes: bool) -> Replied:
    if not yes:
        return "kept", Sentence("The duty stays yours until somebody stands in for you. Ring the second on duty or the head of SSP now.")
    await duty_hand_over.accept(unit, hand_over_id, person.id)
    return "taken over", Sentence("You have taken over the duty.")


async def _swap(unit: Unit, swap: DutySwapRow, person: PersonRow, *, yes: bool) -> Replied:
    if yes:
        await duty_swaps.accept(unit, swap.id, person.id)
        return "swapped", Sentence("The duties are swapped: you have the one from {start}.", start=swap.first_start)
    await duty_swaps.decline(unit, swap.id, person.id)
    return "declined", Sentence("The swap is declined. Your duties are as before.")
