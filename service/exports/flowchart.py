"""A state table drawn as SVG: states one under the other, what leads on at the right, what leads back at the left.

Drawn for black and white; a marked state is filled and says so in words. Arrows to one state share a line, so that what joins there is
seen; the table behind the chart is the caller's to give. Presentation attributes only (a page's policy against inline styles holds).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap
from typing import Final

from service.exports.charts import FONT, INK, QUIET, picture

BOX: Final = 236
LABELS: Final = 196
LANE: Final = 14
GAP: Final = 46
PORT: Final = 19
LINE: Final = 15
_EDGE: Final = 8
_LETTERS: Final = 32
_LABEL_LETTERS: Final = 31


@dataclass(frozen=True, slots=True)
class State:
    """One box: its name, what else can happen without leaving it, and what marks it (empty: nothing)."""

    key: str
    name: str
    also: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """What leads from one state to another."""

    source: str
    dest: str
    label: str


@dataclass(slots=True)
class _Placed:
    """A state's box and the heights at which lines leave and reach it on either side."""

    state: State
    lines: list[str]
    top: float = 0
    height: float = 0
    right: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)

    def port(self, side: list[tuple[str, str]], one: tuple[str, str]) -> float:
        return self.top + self.height * (side.index(one) + 1) / (len(side) + 1)


def flowchart(name: str, title: str, states: Sequence[State], arrows: Sequence[Arrow]) -> str:
    """The chart; `name` makes ids unique on a page. Arrows from a state to itself belong in its `also`."""
    number = {state.key: at for at, state in enumerate(states)}
    labels = _joined(arrows)
    down = {pair: text for pair, text in labels.items() if number[pair[1]] == number[pair[0]] + 1}
    right = {pair: text for pair, text in labels.items() if number[pair[1]] > number[pair[0]] + 1}
    left = {pair: text for pair, text in labels.items() if number[pair[1]] < number[pair[0]]}
    placed = _placed(states, right, left)
    lanes_right, lanes_left = _lanes(right, number), _lanes(left, number)
    begin = _EDGE + ((LABELS + LANE * (max(lanes_left.values()) + 1)) if left else 0)
    width = begin + BOX + _EDGE + ((LABELS + LANE * (max(lanes_right.values()) + 1)) if right else LABELS // 2)
    last = placed[states[-1].key]
    parts = [_head(name)]
    parts += [_down(name, placed[a], placed[b], begin, text) for (a, b), text in down.items()]
    parts += _side(name, placed, right, lanes_right, begin + BOX, 1)
    parts += _side(name, placed, left, lanes_left, begin, -1)
    parts += [_box(one, begin) for one in placed.values()]
    return picture(name, title, width, last.top + last.height + _EDGE, parts)


def _joined(arrows: Sequence[Arrow]) -> dict[tuple[str, str], str]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for arrow in arrows:
        found[arrow.source, arrow.dest].append(arrow.label)
    return {pair: ", ".join(labels) for pair, labels in found.items()}


def _placed(states: Sequence[State], right: Mapping[tuple[str, str], str], left: Mapping[tuple[str, str], str]) -> dict[str, _Placed]:
    found = {state.key: _Placed(state, _lines(state)) for state in states}
    for side, pairs in (("right", right), ("left", left)):
        reached = set()
        for source, dest in pairs:
            getattr(found[source], side).append(("to", dest))
            if dest not in reached:
                getattr(found[dest], side).append(("from", dest))
                reached.add(dest)
    top = float(_EDGE)
    for one in found.values():
        one.right.sort(key=lambda port: port[0] == "to")
        one.left.sort(key=lambda port: port[0] == "from")
        one.top = top
        one.height = max(LINE * len(one.lines) + 18, PORT * (max(len(one.right), len(one.left)) + 1))
        top += one.height + GAP
    return found


def _lines(state: State) -> list[str]:
    return [*wrap(state.mark, _LETTERS), *wrap(state.name, _LETTERS), *wrap(state.also, _LETTERS + 6)]


def _lanes(pairs: Mapping[tuple[str, str], str], number: Mapping[str, int]) -> dict[str, int]:
    """A lane for each state that is reached on this side; the nearest ones lie nearest to the boxes."""
    longest: dict[str, int] = {}
    for source, dest in pairs:
        longest[dest] = max(longest.get(dest, 0), abs(number[dest] - number[source]))
    return {dest: lane for lane, dest in enumerate(sorted(longest, key=lambda key: (longest[key], number[key])))}


def _down(name: str, above: _Placed, below: _Placed, begin: float, text: str) -> str:
    x, start, end = begin + BOX / 2, above.top + above.height, below.top
    ends = f'x1="{x:.1f}" y1="{start:.1f}" x2="{x:.1f}" y2="{end - 2:.1f}"'
    line = f'<line {ends} stroke="{INK}" stroke-width="1.6" marker-end="url(#{name}-tip)"/>'
    return line + _label(x + 10, (start + end) / 2 + 4, text, "start")


def _side(
    name: str, placed: Mapping[str, _Placed], pairs: Mapping[tuple[str, str], str], lanes: Mapping[str, int], edge: float, way: int
) -> list[str]:
    parts = []
    for (source, dest), text in pairs.items():
        here, there = placed[source], placed[dest]
        ports = ("right", "left")[way < 0]
        y = here.port(getattr(here, ports), ("to", dest))
        end = there.port(getattr(there, ports), ("from", dest))
        x = edge + way * (LABELS + LANE * lanes[dest])
        points = f"{edge:.1f},{y:.1f} {x:.1f},{y:.1f} {x:.1f},{end:.1f} {edge + way * 2:.1f},{end:.1f}"
        parts.append(f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="1.3" marker-end="url(#{name}-tip)"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{INK}"/>')
        parts.append(_label(edge + way * 7, y - 4, text, "start" if way > 0 else "end"))
    return parts


def _label(x: float, y: float, text: str, anchor: str) -> str:
    shown = text if len(text) <= _LABEL_LETTERS else f"{text[: _LABEL_LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
    return f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="11.5" text-anchor="{anchor}" fill="{INK}">{escape(shown)}</text>'


def _box(one: _Placed, begin: float) -> str:
    marked = bool(one.state.mark)
    fill, ink, quiet = (INK, "#ffffff", "#ffffff") if marked else ("#ffffff", INK, QUIET)
    place = f'x="{begin}" y="{one.top:.1f}" width="{BOX}" height="{one.height:.1f}" rx="6"'
    parts = [f'<rect {place} fill="{fill}" stroke="{INK}" stroke-width="{3 if marked else 1.6}"/>']
    marks, names = len(wrap(one.state.mark, _LETTERS)), len(wrap(one.state.name, _LETTERS))
    y = one.top + (one.height - LINE * len(one.lines)) / 2 + 11
    for at, line in enumerate(one.lines):
        is_name = marks <= at < marks + names
        look = 'font-size="13.5" font-weight="700"' if is_name else 'font-size="11"'
        colour = ink if is_name or at < marks else quiet
        where = f'x="{begin + BOX / 2:.1f}" y="{y + LINE * at:.1f}"'
        parts.append(f'<text {where} {FONT} {look} text-anchor="middle" fill="{colour}">{escape(line)}</text>')
    return "".join(parts)


def _head(name: str) -> str:
    return (
        f'<defs><marker id="{name}-tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
        f'<path d="M0 0 10 5 0 10z" fill="{INK}"/></marker></defs>'
    )
