"""The duty roster, written: rotations, overrides, absences, swaps and hand-overs (F2)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from flows.vocabulary import Scope
from service.web.api import roster_models as m
from service.web.api.models import PROBLEMS, Id
from service.web.api.once import Answer, Once, doing
from service.web.api.roster import told_problem
from service.web.languages import speaker_of
from service.work import duty_entering, duty_feed, duty_hand_over, duty_swaps
from service.work.duty_entering import Saved
from service.work.unit import Unit

router = APIRouter(prefix="/roster", tags=["roster"], responses=PROBLEMS)

Keeper = Annotated[Once, Depends(doing(Scope.CONTACTS))]
Person = Annotated[Once, Depends(doing(Scope.CONTACTS, Scope.ANSWER))]


def _saved(request: Request, saved: Saved, status: int = 201) -> Answer:
    speaker = speaker_of(request)
    return Answer(m.SavedOut(id=saved.id, problems=[told_problem(one, speaker) for one in saved.problems]), status)


@router.post("/rotations", status_code=201, response_model=m.SavedOut, summary="Enter a rotation")
async def rotation(content: m.RotationIn, request: Request, once: Keeper) -> Response:
    """It replaces the layer's earlier one from its first hand-over on. Saved as entered; the answer says what is wrong then."""

    async def effect(unit: Unit) -> Answer:
        return _saved(request, await duty_entering.enter_rotation(unit, content.rotation()))

    return await once(effect)


@router.post("/rotations/{entry_id}/withdraw", response_model=m.SavedOut, summary="Take a rotation away")
async def withdraw_rotation(entry_id: Id, request: Request, once: Keeper) -> Response:
    """The layer goes by its earlier rotation again."""

    async def effect(unit: Unit) -> Answer:
        return _saved(request, await duty_entering.withdraw_rotation(unit, entry_id), 200)

    return await once(effect)


@router.post("/overrides", status_code=201, response_model=m.SavedOut, summary="Let somebody stand in")
async def override(content: m.OverrideIn, request: Request, once: Keeper) -> Response:
    """Covers only the duty of the one it replaces; refused, with who is on duty, when that person is not."""

    async def effect(unit: Unit) -> Answer:
        return _saved(
            request,
            await duty_entering.enter_override(
                unit, content.layer, content.start, content.end, content.person_id, content.reason, replaces=content.replaces
            ),
        )

    return await once(effect)


@router.post("/overrides/{entry_id}/withdraw", response_model=m.SavedOut, summary="Take an override away")
async def withdraw_override(entry_id: Id, request: Request, once: Keeper) -> Response:
    """Not for half of a swap."""

    async def effect(unit: Unit) -> Answer:
        return _saved(request, await duty_entering.withdraw_override(unit, entry_id), 200)

    return await once(effect)


@router.post("/absences", status_code=201, response_model=m.SavedOut, summary="Say that somebody cannot be on duty")
async def absence(content: m.AbsenceIn, request: Request, once: Keeper) -> Response:
    """A duty in that time becomes a gap, and the next layer is called, until somebody stands in."""

    async def effect(unit: Unit) -> Answer:
        return _saved(request, await duty_entering.enter_absence(unit, content.person_id, content.start, content.end))

    return await once(effect)


@router.post("/absences/{entry_id}/withdraw", response_model=m.SavedOut, summary="Take an absence away")
async def withdraw_absence(entry_id: Id, request: Request, once: Keeper) -> Response:
    """They can be on duty again."""

    async def effect(unit: Unit) -> Answer:
        return _saved(request, await duty_entering.withdraw_absence(unit, entry_id), 200)

    return await once(effect)


@router.post("/swaps", status_code=201, response_model=m.SwapOut, summary="Propose a swap")
async def swap(content: m.SwapIn, once: Keeper) -> Response:
    """The other is written to and must accept, within three days and before either duty begins."""

    async def effect(unit: Unit) -> Answer:
        mine, theirs = (content.mine.layer, content.mine.at), (content.theirs.layer, content.theirs.at)
        return Answer(m.SwapOut.model_validate(await duty_swaps.propose(unit, mine, theirs, content.note)), 201)

    return await once(effect)


@router.post("/swaps/{swap_id}/accept", response_model=m.SwapOut, summary="Accept a swap")
async def accept(swap_id: Id, content: m.AnswerIn, once: Person) -> Response:
    """Each has the other's duty from now on."""

    async def effect(unit: Unit) -> Answer:
        row, _ = await duty_swaps.accept(unit, swap_id, content.person_id)
        return Answer(m.SwapOut.model_validate(row))

    return await once(effect)


@router.post("/swaps/{swap_id}/decline", response_model=m.SwapOut, summary="Decline a swap")
async def decline(swap_id: Id, content: m.AnswerIn, once: Person) -> Response:
    """Nothing changes."""

    async def effect(unit: Unit) -> Answer:
        return Answer(m.SwapOut.model_validate(await duty_swaps.decline(unit, swap_id, content.person_id)))

    return await once(effect)


@router.post("/swaps/{swap_id}/withdraw", response_model=m.SwapOut, summary="Take a proposal back")
async def withdraw(swap_id: Id, content: m.AnswerIn, once: Person) -> Response:
    """Before it is answered."""

    async def effect(unit: Unit) -> Answer:
        return Answer(m.SwapOut.model_validate(await duty_swaps.withdraw(unit, swap_id, content.person_id)))

    return await once(effect)


@router.post("/hand-overs/{hand_over_id}/accept", response_model=m.HandOverOut, summary="Take the duty over")
async def take_over(hand_over_id: Id, content: m.PersonIn, once: Person) -> Response:
    """The incoming chief says yes."""

    async def effect(unit: Unit) -> Answer:
        return Answer(m.HandOverOut.model_validate(await duty_hand_over.accept(unit, hand_over_id, content.person_id)))

    return await once(effect)


@router.post("/holidays/{day}/confirm", response_model=m.DoneOut, summary="Confirm the duty on a holiday")
async def confirm(day: Annotated[date, Path()], content: m.PersonIn, once: Person) -> Response:
    """By whoever is duty chief that day."""

    async def effect(unit: Unit) -> Answer:
        await duty_entering.confirm_holiday(unit, day, content.person_id)
        return Answer(m.DoneOut())

    return await once(effect)


@router.post("/calendar/{person_id}/new", response_model=m.CalendarOut, summary="Replace a person's calendar address")
async def new_calendar(person_id: Id, once: Keeper) -> Response:
    """The old one is worthless from now on."""

    async def effect(unit: Unit) -> Answer:
        return Answer(m.CalendarOut(url=await duty_feed.new_link(unit, person_id)))

    return await once(effect)
