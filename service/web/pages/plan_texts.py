"""The plan's texts and cards as they would be sent, in an invented incident that one chooses (U1)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from flows.vocabulary import Mode, NoticeKind
from service.domain.language import LANGUAGES
from service.domain.plan_texts import Invented, cards_of, kinds_of, size_words, texts_of
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work.plans import in_force
from service.work.preview import EXAMPLE_TOKEN

router = APIRouter(route_class=PageRoute)

Key = Annotated[str, Query(max_length=80)]
CARDS = "cards"


@router.get("/plan/texts")
async def show(
    request: Request, visitor: Staff, level: Key = "", area: Key = "", cause: Key = "", show: Key = "", mode: Key = "", language: Key = ""
) -> Response:
    """The chosen kind of text, or the cards; what is not chosen is the plan's first."""
    async with service_of(request).reading(visitor.actor) as unit:
        _, plan = await in_force(unit.session, unit.house)
    chosen = plan.levels.get(level) or next(iter(plan.levels.values()))
    causes = {one.key: one for one in chosen.causes}
    kinds = kinds_of(plan)
    kind = show if show in {CARDS, *kinds} else kinds[0].value
    invented = Invented(
        level=chosen.key,
        area=area if area in plan.areas else next(iter(plan.areas)),
        cause=cause if cause in causes else next(iter(causes), ""),
        at=unit.now,
        link=f"{unit.house.public_url}/a/{EXAMPLE_TOKEN}",
        mode=Mode(mode) if mode in {*Mode} else unit.house.mode,
        by_sms=unit.house.can_reply,
    )
    return render(
        request,
        "plan_texts.html",
        plan=plan,
        invented=invented,
        causes=causes,
        kinds=kinds,
        kind=kind,
        texts=[] if kind == CARDS else texts_of(plan, invented, NoticeKind(kind)),
        cards=cards_of(plan, invented) if kind == CARDS else [],
        modes=list(Mode),
        said_in=language if language in LANGUAGES else visitor.language,
        size_words=size_words,
    )
