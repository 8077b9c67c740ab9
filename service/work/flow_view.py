"""The flows as they are shown: the state tables themselves, and where a running incident stands in them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flows.announcement import ANNOUNCEMENT
from flows.card import CARD
from flows.delivery import DELIVERY
from flows.hand_over import HAND_OVER
from flows.incident import INCIDENT
from flows.meeting import MEETING
from flows.plan_change import PLAN_CHANGE
from flows.sentences import Sentence
from flows.swap import SWAP
from flows.table import Flow
from flows.task import TASK
from flows.words import said
from service.store import announcements, cards, incidents
from service.work.incident_row import incident_of
from service.work.meeting_view import newest
from service.work.unit import Unit

FLOWS: Final[Mapping[str, Flow[Any, Any]]] = {
    "incident": INCIDENT,
    "meeting": MEETING,
    "announcement": ANNOUNCEMENT,
    "card": CARD,
    "task": TASK,
    "delivery": DELIVERY,
    "hand-over": HAND_OVER,
    "swap": SWAP,
    "plan-change": PLAN_CHANGE,
}
"""In the order that a crisis meets them; the last three belong to no incident."""
OF_INCIDENTS: Final = ("incident", "meeting", "announcement", "card", "task", "delivery")
HERE: Final = Sentence("It is here now")


@dataclass(frozen=True, slots=True)
class FlowView:
    """One flow: its states with their words, each (from, what happens, to), and what stands where (empty: nothing does)."""

    key: str
    name: Sentence
    states: tuple[tuple[str, Sentence], ...]
    moves: tuple[tuple[str, Sentence, str], ...]
    marks: Mapping[str, Sentence] = field(default_factory=dict)


def flow_views(marks: Mapping[str, Mapping[str, Sentence]] | None = None) -> list[FlowView]:
    """Every flow, or those in which an incident can stand, with its marks."""
    keys = FLOWS if marks is None else OF_INCIDENTS
    return [_view(key, FLOWS[key], (marks or {}).get(key, {})) for key in keys]


async def flows_of(unit: Unit, incident_id: int) -> list[FlowView]:
    """The flows of one incident with its place in each: itself, its newest meeting, and how many of all else; `Refused` (not found)."""
    incident = await incident_of(unit, incident_id)
    meeting = await newest(unit, incident)
    marks: dict[str, Mapping[str, Sentence]] = {
        "incident": {incident.state: HERE},
        "meeting": {meeting.state: HERE} if meeting else {},
        "announcement": _counts(Counter(row.state for row in await announcements.of_incident(unit.session, incident_id))),
        "card": _counts(Counter(row.state for row in await cards.steps(unit.session, incident_id))),
        "task": _counts(Counter(row.state for row in await incidents.tasks(unit.session, incident_id))),
        "delivery": _counts(await incidents.delivery_counts(unit.session, incident_id)),
    }
    return flow_views(marks)


def _counts(counts: Mapping[str, int]) -> dict[str, Sentence]:
    one = Sentence("1 is here now")
    return {state: Sentence("{count} are here now", count=count) if count > 1 else one for state, count in counts.items()}


def _view(key: str, flow: Flow[Any, Any], marks: Mapping[str, Sentence]) -> FlowView:
    moves = tuple((source.value, said(trigger), dest.value) for source, trigger, dest in flow.moves())
    return FlowView(key, Sentence(flow.name), tuple((state.value, said(state)) for state in flow.states), moves, marks)
