"""Flowcharts of every flow, drawn from the state tables; from an incident with its own place marked."""

from collections import defaultdict
from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from flows.sentences import Sentence
from service.domain.language import Speaker, translations
from service.exports.flowchart import Arrow, State, flowchart
from service.web.pages.board import Number
from service.web.pages.frame import render
from service.web.pages.route import PageRoute
from service.web.pages.visitors import Anyone, Staff
from service.web.service import service_of
from service.work.board import board
from service.work.flow_view import FlowView, flow_views, flows_of

router = APIRouter(route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One flow on the page: its chart, and the same as rows (from, what happens, to); `marked` tells where something stands."""

    key: str
    name: str
    svg: Markup
    rows: list[tuple[str, str, str]]
    marked: list[tuple[str, str]]


@router.get("/flows")
async def every(request: Request, visitor: Anyone) -> Response:
    """Every flow."""
    speaker = translations().speaker(visitor.language)
    return render(request, "flows.html", flows=[_drawn(view, speaker) for view in flow_views()], board=None)


@router.get("/incidents/{incident_id}/flow")
async def of_incident(request: Request, incident_id: Number, visitor: Staff) -> Response:
    """The flows of one incident, and where it stands."""
    async with service_of(request).reading(visitor.actor) as unit:
        context = await board(unit, incident_id)
        views = await flows_of(unit, incident_id)
    speaker = translations().speaker(visitor.language)
    return render(request, "flows.html", flows=[_drawn(view, speaker) for view in views], board=context)


def _drawn(view: FlowView, speaker: Speaker) -> Drawn:
    words = {key: _capital(speaker.say(name)) for key, name in view.states}
    also: defaultdict[str, list[str]] = defaultdict(list)
    arrows, rows = [], []
    for source, trigger, dest in view.moves:
        happens = speaker.say(trigger)
        rows.append((words[source], happens, words[dest]))
        if source == dest:
            also[source].append(happens)
        else:
            arrows.append(Arrow(source, dest, happens))
    marks = {key: speaker.say(mark) for key, mark in view.marks.items()}
    states = [
        State(key, words[key], speaker.say(Sentence("also: {what}", what=also[key])) if also[key] else "", marks.get(key, ""))
        for key, _ in view.states
    ]
    name = speaker.say(view.name)
    title = speaker.say(Sentence("Flowchart: {name}", name=name))
    svg = flowchart(f"flow-{view.key}", title, states, arrows)
    return Drawn(view.key, name, Markup(svg), rows, [(words[key], mark) for key, mark in marks.items()])  # noqa: S704 - every text in it is escaped there


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
