"""The pages that people use: server-rendered, phone first, in Danish and English."""

from fastapi import APIRouter

from service.web.pages import alarm, assets, board, events, home, sign_in
from service.web.pages.route import problem_page as render_problem

__all__ = ["render_problem", "router"]

router = APIRouter(include_in_schema=False)
for part in (assets, sign_in, home, alarm, board, events):
    router.include_router(part.router)
