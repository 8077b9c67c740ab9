"""The plan as data: its levels, areas, groups and seats, and who holds the seats."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from actioncards.model import Group, Label, Plan
from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Scope, Tier
from service.store import alert_list, listing
from service.store.tables import PersonRow, PlanRow
from service.web.api.keys import needs
from service.web.api.models import PROBLEMS, Id, Told
from service.web.api.paging import Page, Paged
from service.web.service import service_of
from service.work.plans import in_force

router = APIRouter(tags=["plan"], responses=PROBLEMS, dependencies=[Depends(needs(Scope.READ))])


class PlanOut(Told):
    """One version of a plan."""

    id: int
    key: str
    version: str
    fingerprint: str = Field(description="SHA-256 of the plan's data")
    loaded_at: datetime


class WholePlanOut(PlanOut):
    """One version of a plan, with all its data."""

    body: dict[str, Any] = Field(description="Levels, areas, groups with seats, policies, deadlines, texts")


class AreaOut(Told):
    """A housing area (S1)."""

    key: str
    label: Label
    aliases: tuple[str, ...]


class CauseOut(Told):
    """What calls for a level."""

    key: str
    label: Label


class LevelOut(Told):
    """How severe a crisis is (L1, L2)."""

    key: str
    label: Label
    rank: int
    shape: str
    colour: str
    proactive: bool
    causes: tuple[CauseOut, ...]


class HolderOut(Told):
    """Someone in a seat's line."""

    id: int
    name: str
    organisation: str


class SeatOut(Told):
    """An organisation's place in a group, and its people: the holder, then the deputies in order (P1-P5)."""

    group: str
    key: str
    label: Label
    tier: Tier
    organisation: str
    people: list[HolderOut]


@router.get("/plans", summary="Every version of the plan")
async def plans(page: Paged) -> Page[PlanOut]:
    """As loaded, oldest first; an incident keeps the one it began with."""
    async with service_of(page.request).reading() as unit:
        found = await listing.plans(unit.session, after=page.after or 0, limit=page.limit + 1)
    return page.page(found, PlanOut.model_validate, lambda row: row.id)


@router.get("/plans/{plan_id:int}", summary="One version of the plan")
async def plan_by_id(plan_id: Id, request: Request) -> WholePlanOut:
    """With all its data."""
    async with service_of(request).reading() as unit:
        row = await unit.session.get(PlanRow, plan_id)
    if row is None:
        raise Refused("There is no plan {number}.", kind=NOT_FOUND, number=plan_id)
    return WholePlanOut.model_validate(row)


@router.get("/plan", summary="The plan in force")
async def plan(request: Request) -> WholePlanOut:
    """What a new incident begins with."""
    async with service_of(request).reading() as unit:
        plan_id, _ = await in_force(unit.session, unit.house)
        return WholePlanOut.model_validate(await unit.session.get_one(PlanRow, plan_id))


@router.get("/areas", summary="The areas")
async def areas(page: Paged) -> Page[AreaOut]:
    """Of the plan in force."""
    return page.of((await _plan(page.request)).areas.values(), AreaOut.model_validate)


@router.get("/levels", summary="The levels and their causes")
async def levels(page: Paged) -> Page[LevelOut]:
    """Of the plan in force, the most severe first."""
    found = (await _plan(page.request)).levels.values()
    return page.of(sorted(found, key=lambda level: -level.rank), LevelOut.model_validate)


@router.get("/seats", summary="The seats and who holds them")
async def seats(page: Paged) -> Page[SeatOut]:
    """Of the plan in force: an empty line is a hole in the alert list (I12)."""
    async with service_of(page.request).reading() as unit:
        _, plan = await in_force(unit.session, unit.house)
        holders = await alert_list.holders(unit.session, list(plan.groups))
    return page.of([seat for group in plan.groups.values() for seat in _seats(group, holders)], lambda seat: seat)


def _seats(group: Group, holders: dict[tuple[str, str], list[PersonRow]]) -> list[SeatOut]:
    return [
        SeatOut(
            group=group.key,
            key=seat.key,
            label=seat.label,
            tier=group.tier,
            organisation=seat.organisation,
            people=[HolderOut.model_validate(person) for person in holders.get((group.key, seat.key), [])],
        )
        for seat in group.seats
    ]


async def _plan(request: Request) -> Plan:
    async with service_of(request).reading() as unit:
        return (await in_force(unit.session, unit.house))[1]
