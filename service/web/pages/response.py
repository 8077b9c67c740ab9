"""Charts of the response: answers over time, tier by tier, against the plan's deadline, with the table behind them (F3, F7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response as Answer

from flows.sentences import Sentence
from service.domain.language import Speaker, translations
from service.domain.response import GroupResponse, Response, TierResponse
from service.exports.course import Stairs, course
from service.web.pages import wording
from service.web.pages.board import Number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Staff
from service.web.service import service_of
from service.work.board import board
from service.work.response import response_of

router = APIRouter(route_class=PageRoute)

MOST_DEADLINES: Final = 4
"""How many times the plan's time is drawn at most: one answer after three days would make all others one line."""

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_LONG: Final = 3 * _DAY


@dataclass(frozen=True, slots=True)
class Chart:
    """One tier on the page; `late` answers came too late to be drawn, and a tier that nobody must answer in is not `timed`."""

    key: str
    name: str
    svg: Markup
    groups: tuple[GroupResponse, ...]
    late: int
    timed: bool


@router.get("/incidents/{incident_id}/response")
async def show(request: Request, incident_id: Number, visitor: Staff) -> Answer:
    """The charts, and every answer as a row."""
    async with service_of(request).reading(visitor.actor) as unit:
        context = await board(unit, incident_id)
        found = await response_of(unit, incident_id)
        now = unit.now
    charts = _charts(found, min(context.called_off_at or now, now), translations().speaker(visitor.language))
    return render(request, "response.html", board=context, found=found, charts=charts)


def _charts(found: Response, end: datetime, speaker: Speaker) -> list[Chart]:
    if found.since is None or found.deadline_at is None:
        return []
    since, deadline = found.since, _minutes(found.since, found.deadline_at)
    last = max([_minutes(since, answer.at) for answer in found.answers] + [min(_minutes(since, end), deadline)])
    until = min(max(deadline * 1.1, last * 1.05), deadline * MOST_DEADLINES)
    return [_chart(tier, since, until, deadline, speaker) for tier in found.tiers]


def _chart(tier: TierResponse, since: datetime, until: float, deadline: float, speaker: Speaker) -> Chart:
    say = speaker.say
    stairs = [
        Stairs(
            group.label,
            tuple(_minutes(since, at) for at in group.answered),
            group.seats,
            say(_ended(group)),
            group.required,
        )
        for group in tier.groups
    ]
    name = say(wording.TIERS[tier.tier])
    title = say(Sentence("Answers over time, tier {tier}: {groups}", tier=name, groups=[f"{one.name} {one.said}" for one in stairs]))
    timed = any(group.required for group in tier.groups)
    label = say(time_of_the_plan(round(deadline)))
    svg = course(
        f"tier-{tier.tier.value}",
        title,
        stairs,
        until,
        deadline if timed else None,
        label,
        say(Sentence("hours and minutes after the alarm")),
    )
    late = sum(minute > until for one in stairs for minute in one.minutes)
    return Chart(tier.tier.value, name, Markup(svg), tier.groups, late, timed)  # noqa: S704 - every text in it is escaped there


def time_of_the_plan(minutes: int) -> Sentence:
    """In whole days or hours where it is that long: nobody counts 1440 minutes."""
    if minutes >= _LONG and not minutes % _DAY:
        return Sentence("the plan's time: {days} days", days=minutes // _DAY)
    if minutes >= 2 * _HOUR and not minutes % _HOUR:
        return Sentence("the plan's time: {hours} hours", hours=minutes // _HOUR)
    return Sentence("the plan's time: {minutes} min", minutes=minutes)


def _ended(group: GroupResponse) -> Sentence:
    answered, seats = len(group.answered), group.seats
    if not group.required:
        return Sentence("{answered} of {seats}", answered=answered, seats=seats)
    return Sentence("{answered} of {seats}, at least {required} must", answered=answered, seats=seats, required=group.required)


def _minutes(since: datetime, at: datetime) -> float:
    return (at - since).total_seconds() / 60
