"""The pages that people use: server-rendered, phone first, in Danish and English."""

from fastapi import APIRouter

from service.web.pages import (
    access_request,
    actions,
    alarm,
    alert_list,
    announcements,
    announcing,
    answers,
    assets,
    board,
    call_outs,
    cards,
    clearing,
    evaluations,
    events,
    home,
    housing,
    housing_measuring,
    imports,
    links,
    me,
    meetings,
    plan_proposals,
    questions,
    roster,
    roster_links,
    sandbox,
    sign_in,
    situation,
    summons,
    timeline,
    upkeep,
)
from service.web.pages.route import problem_page as render_problem

__all__ = ["render_problem", "router"]

router = APIRouter(include_in_schema=False)
# In this order: an address with a name in it before the ones that take anything in its place.
for part in (
    assets,
    sign_in,
    home,
    housing,
    housing_measuring,
    alarm,
    call_outs,
    board,
    events,
    answers,
    timeline,
    announcing,
    announcements,
    questions,
    access_request,
    situation,
    cards,
    evaluations,
    meetings,
    actions,
    imports,
    alert_list,
    links,
    clearing,
    summons,
    roster,
    roster_links,
    me,
    plan_proposals,
    upkeep,
    sandbox,
):
    router.include_router(part.router)
