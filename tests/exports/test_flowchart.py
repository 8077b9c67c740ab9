"""Flowcharts from the state tables: every state and every arrow is drawn, nothing overlaps, and a mark is told in words."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.exports.flowchart import Arrow, State, flowchart
from service.work.flow_view import FLOWS, flow_views

SVG = "{http://www.w3.org/2000/svg}"


def boxes(svg: str) -> list[tuple[float, float]]:
    found = [one for one in ElementTree.fromstring(svg).iter(f"{SVG}rect") if one.get("rx")]
    return [(float(one.get("y", 0)), float(one.get("height", 0))) for one in found]


@pytest.mark.parametrize("key", FLOWS)
def test_every_state_and_every_move_of_a_table_is_shown(key: str) -> None:
    flow = FLOWS[key]
    view = next(one for one in flow_views() if one.key == key)
    assert [state for state, _ in view.states] == [state.value for state in flow.states]
    assert len(view.moves) == sum(flow.allows(state, trigger) for state in flow.states for trigger in flow.triggers)
    arrows = [Arrow(source, dest, str(what)) for source, what, dest in view.moves if source != dest]
    svg = flowchart("x", "Flowchart", [State(state, str(name)) for state, name in view.states], arrows)
    drawn = ElementTree.fromstring(svg)
    assert len(boxes(svg)) == len(view.states)
    lines = [one for one in drawn.iter() if one.get("marker-end")]
    assert len(lines) == len({(arrow.source, arrow.dest) for arrow in arrows})


def test_a_mark_is_a_word_and_not_only_a_colour() -> None:
    svg = flowchart("x", "T", [State("a", "Åben", mark="3 er her nu"), State("b", "Lukket")], [Arrow("a", "b", "luk <den>")])
    assert "3 er her nu" in svg
    assert "luk &lt;den&gt;" in svg
    assert "style=" not in svg
    assert re.search(r'role="img" aria-labelledby="x-title"', svg)


@given(st.integers(2, 9), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.text(max_size=60)), max_size=30))
def test_no_table_whatever_makes_boxes_overlap_or_leave_the_picture(count: int, moves: list[tuple[int, int, str]]) -> None:
    states = [State(str(n), "Tilstand " * (n + 1), also="skriv i loggen") for n in range(count)]
    arrows = [Arrow(str(a), str(b), "".join(c for c in t if c.isprintable())) for a, b, t in moves if a != b and max(a, b) < count]
    svg = flowchart("x", "T", states, arrows)
    found = boxes(svg)
    assert all(top + height < below for (top, height), (below, _) in itertools.pairwise(found))
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox", "").split())
    assert found[-1][0] + found[-1][1] <= height
    points = [tuple(map(float, pair.split(","))) for line in root.iter(f"{SVG}polyline") for pair in line.get("points", "").split()]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)
