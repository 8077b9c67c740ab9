"""The duty roster, read: who is on duty at any moment, the shifts, what is wrong (F2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from contacts.roster import Duty, Gap
from contacts.roster_problems import Problem, ProblemKind
from contacts.shifts import Shift, shifts
from flows.sentences import Refused
from flows.vocabulary import Layer, Scope
from service.domain.language import Speaker
from service.store import alert_list
from service.store import roster as rows
from service.web.api import roster_models as m
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id, Moment
from service.web.api.paging import Page, Paged, place_by
from service.web.languages import speaker_of
from service.web.service import service_of
from service.work import duty, duty_check, duty_feed
from service.work.unit import Unit

router = APIRouter(prefix="/roster", tags=["roster"], responses=PROBLEMS, dependencies=[Depends(needs(Scope.READ, Scope.CONTACTS))])

_LONGEST = timedelta(days=732)


@router.get("", summary="See what is entered in the roster")
async def entered(request: Request) -> m.EnteredOut:
    """Rotations, coming overrides and absences, swaps that wait for an answer, and the last hand-over."""
    async with service_of(request).reading() as unit:
        last = await rows.newest_hand_over(unit.session)
        return m.EnteredOut(
            rotations=[m.RotationOut.model_validate(row) for row in await rows.rotations(unit.session)],
            overrides=[m.OverrideOut.model_validate(row) for row in await rows.coming_overrides(unit.session, unit.now)],
            absences=[m.AbsenceOut.model_validate(row) for row in await rows.coming_absences(unit.session, unit.now)],
            open_swaps=[m.SwapOut.model_validate(row) for row in await rows.open_swaps(unit.session)],
            last_hand_over=m.HandOverOut.model_validate(last) if last else None,
        )


@router.get("/on-duty", summary="See who is on duty at a moment")
async def on_duty(
    request: Request, at: Annotated[Moment | None, Query(description="With its time zone; now when left out")] = None
) -> m.OnDutyOut:
    """Who is called as duty chief, in order, and layer by layer who has the duty and why, or why nobody has."""
    async with service_of(request).reading() as unit:
        found = await duty.on_duty(unit, at=at)
        names = await _names(unit, found.layers)
    people = [m.PersonOut.model_validate(person) for person in found.people]
    layers = [m.LayerOut.model_validate(_layer(one, names)) for one in found.layers]
    return m.OnDutyOut(at=found.at, by_roster=found.by_roster, people=people, layers=layers)


@router.get("/shifts", summary="See the shifts of a stretch of time")
async def shifts_(page: Paged, start: Moment, end: Moment, layer: Layer | None = None) -> Page[m.ShiftOut]:
    """At most two years at a time, soonest first. In each layer they lie end to end, without overlap or hole; gaps are told as gaps."""
    if end - start > _LONGEST:
        raise Refused("It is longer than two years. Ask for at most two years at a time.", field="end")
    async with service_of(page.request).reading() as unit:
        roster = await duty.roster_of(unit)
        found = [s for one in ([layer] if layer else roster.layers()) for s in shifts(roster, one, start, end)]
        names = await _names(unit, [s.duty for s in found])

    def told(s: Shift) -> m.ShiftOut:
        return m.ShiftOut.model_validate({**_layer(s.duty, names), "start": s.start, "end": s.end})

    return page.of(found, told, lambda s: _begins(s.start, list(Layer).index(s.layer)))


@router.get("/problems", summary="See what is wrong with the roster")
async def problems(page: Paged, start: Moment | None = None, end: Moment | None = None) -> Page[m.ProblemOut]:
    """Gaps, double bookings, people who cannot be rung or are no longer on the list, unconfirmed holidays; eight weeks when not said.

    Soonest first. Give `start` when you ask for further pages: what is wrong now begins now, and would be told again.
    """
    async with service_of(page.request).reading() as unit:
        if (end or unit.now) - (start or unit.now) > _LONGEST:
            raise Refused("It is longer than two years. Ask for at most two years at a time.", field="end")
        found = await duty_check.found_problems(unit, start, end)
    speaker = speaker_of(page.request)
    return page.of(found, lambda one: told_problem(one, speaker), _place)


@router.get("/calendar/{person_id}", summary="Get a person's calendar address", dependencies=[Depends(needs(Scope.CONTACTS))])
async def calendar(person_id: Id, request: Request) -> m.CalendarOut:
    """Secret: whoever has it sees the person's duties."""
    async with service_of(request).reading() as unit:
        return m.CalendarOut(url=await duty_feed.link_of(unit, person_id))


def told_problem(one: Problem, speaker: Speaker) -> m.ProblemOut:
    """The problem in the reader's language."""
    return m.ProblemOut(
        kind=one.kind,
        layer=one.layer,
        start=one.start,
        end=one.end,
        people=list(one.people),
        what=speaker.say(one.what),
        remedy=speaker.say(one.remedy),
    )


def _place(one: Problem) -> int:
    """Soonest first, the worst first among those."""
    return place_by(_begins(one.start, list(ProblemKind).index(one.kind)), f"{one.layer} {one.people} {one.end}")


def _begins(at: datetime, rank: int) -> int:
    """A place by time, and by `rank` (0 to 7) among those that begin together."""
    return int(at.timestamp()) * 8 + rank


async def _names(unit: Unit, found: Sequence[Duty | Gap]) -> dict[int, str]:
    people = await alert_list.people_by_id(unit.session, {one.person for one in found if one.person is not None})
    return {person.id: person.name for person in people.values()}


def _layer(one: Duty | Gap, names: dict[int, str]) -> dict[str, object]:
    there = isinstance(one, Duty)
    return {
        "layer": one.layer,
        "person_id": one.person if there else None,
        "name": names.get(one.person) if there and one.person is not None else None,
        "why": one.why,
        "instead_of": one.instead_of if isinstance(one, Duty) else one.person,
    }
