"""Answers over time: steps where the answers came, told apart without colour, nothing outside the picture."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from service.exports.course import BOTTOM, LEFT, RIGHT, TOP, Stairs, course

SVG = "{http://www.w3.org/2000/svg}"


def drawn(groups: list[Stairs], until: float = 60, deadline: float = 30) -> ElementTree.Element:
    return ElementTree.fromstring(course("x", "Titel <1>", groups, until, deadline, "planens tid", "efter alarmen"))


def stairs(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
    lines = [one.get("points", "").split() for one in root.iter(f"{SVG}polyline")][1:]
    return [[(float(x), float(y)) for x, y in (pair.split(",") for pair in line)] for line in lines]


def test_each_answer_is_a_step_at_its_minute_and_what_came_later_is_not_drawn() -> None:
    (line,) = stairs(drawn([Stairs("FU", (15, 30, 90), 4, "2 af 4")]))
    half = (LEFT + RIGHT) / 2
    assert line[0] == (LEFT, BOTTOM)
    assert line[-1] == (RIGHT, (TOP + BOTTOM) / 2)
    assert (round(half), BOTTOM - (BOTTOM - TOP) / 4) in [(round(x), y) for x, y in line]


def test_groups_differ_by_dashes_and_words_and_a_ring_marks_enough() -> None:
    text = course("x", "T", [Stairs("FU", (5, 6), 4, "2 af 4", 2), Stairs("SSP", (5,), 4, "1 af 4", 3)], 60, 30, "planens tid", "")
    root = ElementTree.fromstring(text)
    dashes = [one.get("stroke-dasharray") for one in list(root.iter(f"{SVG}polyline"))[1:]]
    assert len(set(dashes)) == 2
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert "style=" not in text
    assert not re.search(r"#(?!1a1a1a|4d4d4d|ffffff)[0-9a-f]{6}", text), "ink and white only"


moments = st.lists(st.floats(-5, 10_000, allow_nan=False), max_size=30)
groups = st.builds(Stairs, st.text(max_size=40), moments.map(tuple), st.integers(30, 60), st.just("x"), st.integers(0, 40))


@given(st.lists(groups, max_size=6))
def test_nothing_is_drawn_outside_the_picture(groups: list[Stairs]) -> None:
    clean = [Stairs("".join(c for c in g.name if c.isprintable()), g.minutes, g.total, g.said, g.required) for g in groups]
    root = drawn(clean)
    for line in stairs(root):
        assert all(LEFT <= x <= RIGHT and TOP - 0.1 <= y <= BOTTOM for x, y in line)
        assert [y for _, y in line] == sorted((y for _, y in line), reverse=True), "answers are never taken back in the picture"
