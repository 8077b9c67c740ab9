"""Two versions of the plan side by side, drafts too (U1)."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from flows.sentences import NOT_FOUND, Refused
from service.domain.plan_sides import Part, side_by_side
from service.store import listing
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work.plans import in_force, plan_by_id

router = APIRouter(route_class=PageRoute)

MOST_VERSIONS = 200
Version = Annotated[int, Query(ge=0, le=2**53)]


@router.get("/plan/compare")
async def compare(request: Request, visitor: Staff, old: Version = 0, new: Version = 0) -> Response:
    """What the newer says otherwise; without a choice the plan in force stands against the newest other version."""
    async with service_of(request).reading(visitor.actor) as unit:
        versions = await listing.plans(unit.session, after=0, limit=MOST_VERSIONS)
        current, _ = await in_force(unit.session, unit.house)
        known = {row.id for row in versions}
        old = old or current
        new = new or max((number for number in known if number != old), default=old)
        if not {old, new} <= known:
            raise Refused("There is no such version of the plan.", kind=NOT_FOUND)
        plans = [await plan_by_id(unit.session, unit.house, number) for number in (old, new)]
    parts: tuple[Part, ...] = await asyncio.to_thread(side_by_side, *plans)
    before, after = plans
    return render(
        request,
        "plan_compare.html",
        versions=versions[::-1],
        current=current,
        old=old,
        new=new,
        before=before,
        after=after,
        parts=parts,
    )
