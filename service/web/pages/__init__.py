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
    clearing,
    events,
    home,
    imports,
    links,
    questions,
    sandbox,
    sign_in,
    timeline,
)
from service.web.pages.route import problem_page as render_problem

__all__ = ["render_problem", "router"]

router = APIRouter(include_in_schema=False)
# In this order: an address with a name in it before the ones that take anything in its place.
first = (assets, sign_in, home, alarm, board, events, answers, timeline, announcing, announcements, questions, access_request)
for part in (*first, actions, imports, alert_list, links, clearing, sandbox):
    router.include_router(part.router)
