"""Answers over time as SVG: a staircase a group, beside the plan's deadline; told apart by dashes and words, never by colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from service.exports.charts import FONT, INK, QUIET, picture

WIDTH: Final = 760
TOP: Final = 28
BOTTOM: Final = 238
LEFT: Final = 44
RIGHT: Final = 540
_DASHES: Final = ("", "9 5", "3 4", "14 4 3 4")
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
_MOST_TICKS: Final = 8
_LETTERS: Final = 26
_APART: Final = 30.0


@dataclass(frozen=True, slots=True)
class Stairs:
    """One group: its name, minutes from the alarm to each answer, how many seats there are, and what is said at the line's end.

    With `required`, a ring stands where that many had answered.
    """

    name: str
    minutes: tuple[float, ...]
    total: int
    said: str
    required: int = 0


def course(
    name: str, title: str, groups: Sequence[Stairs], until: float, deadline: float | None, deadline_label: str, unit_label: str
) -> str:
    """Answers of several groups from 0 to `until` minutes after the alarm; what came later is not drawn, the table has it.

    Without a `deadline` (None) no line is drawn for it.
    """
    most = max([group.total for group in groups] + [1])
    until = max(until, 1.0)

    def x_of(minutes: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(max(minutes, 0.0), until) / until

    def y_of(count: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * count / most

    parts = _axes(until, most, unit_label)
    if deadline is not None:
        parts += _upright(x_of(deadline), deadline_label)
    ends = _apart([y_of(sum(minute <= until for minute in group.minutes)) for group in groups])
    for number, (group, end) in enumerate(zip(groups, ends, strict=True)):
        drawn = [minute for minute in sorted(group.minutes) if minute <= until]
        points, count = [f"{LEFT},{BOTTOM}"], 0
        for minute in drawn:
            points += [f"{x_of(minute):.1f},{y_of(count):.1f}", f"{x_of(minute):.1f},{y_of(count + 1):.1f}"]
            count += 1
        points.append(f"{RIGHT},{y_of(count):.1f}")
        dash = f' stroke-dasharray="{_DASHES[number % len(_DASHES)]}"' if number % len(_DASHES) else ""
        parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{INK}" stroke-width="2.2"{dash}/>')
        if 0 < group.required <= len(drawn):
            at = x_of(drawn[group.required - 1]), y_of(group.required)
            parts.append(f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="6" fill="#ffffff" stroke="{INK}" stroke-width="2.2"/>')
        parts += _end(group, y_of(count), end, dash)
    return picture(name, title, WIDTH, BOTTOM + 44, parts)


def _upright(x: float, label: str) -> list[str]:
    anchor = "end" if x > (LEFT + RIGHT) / 2 else "start"
    return [
        f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{BOTTOM}" stroke="{INK}" stroke-width="2" stroke-dasharray="2 3"/>',
        f'<text x="{x:.1f}" y="{TOP - 12}" {FONT} font-size="12" text-anchor="{anchor}" fill="{INK}">{escape(label)}</text>',
    ]


def _axes(until: float, most: int, unit_label: str) -> list[str]:
    parts = [f'<polyline points="{LEFT},{TOP - 6} {LEFT},{BOTTOM} {RIGHT},{BOTTOM}" fill="none" stroke="{INK}"/>']
    step = next((one for one in _STEPS if until / one <= _MOST_TICKS), _STEPS[-1])
    for number in range(int(until / step) + 1):
        minute = number * step
        x = LEFT + (RIGHT - LEFT) * minute / until
        parts.append(f'<line x1="{x:.1f}" y1="{BOTTOM}" x2="{x:.1f}" y2="{BOTTOM + 5}" stroke="{INK}"/>')
        parts.append(_text(x, BOTTOM + 19, _clock(minute), "middle"))
    rise = 1 if most <= 10 else 5
    for count in range(0, most + 1, rise):
        y = BOTTOM - (BOTTOM - TOP) * count / most
        parts.append(f'<line x1="{LEFT - 4}" y1="{y:.1f}" x2="{LEFT}" y2="{y:.1f}" stroke="{INK}"/>')
        parts.append(_text(LEFT - 8, y + 4, str(count), "end"))
    middle = (LEFT + RIGHT) / 2
    parts.append(
        f'<text x="{middle:.1f}" y="{BOTTOM + 37}" {FONT} font-size="12" text-anchor="middle" fill="{QUIET}">{escape(unit_label)}</text>'
    )
    return parts


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="12" text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'


def _clock(minutes: int) -> str:
    """`0.30`, `2.00`: hours and minutes after the alarm."""
    return f"{minutes // 60}.{minutes % 60:02}"


def _end(group: Stairs, y: float, shown: float, dash: str) -> list[str]:
    """The name at the line's end, with a piece of the line before it."""
    cut = group.name if len(group.name) <= _LETTERS else f"{group.name[: _LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
    key = f'<line x1="{RIGHT + 10}" y1="{shown:.1f}" x2="{RIGHT + 36}" y2="{shown:.1f}" stroke="{INK}" stroke-width="2.2"{dash}/>'
    lead = f'<line x1="{RIGHT}" y1="{y:.1f}" x2="{RIGHT + 10}" y2="{shown:.1f}" stroke="{QUIET}" stroke-width="1"/>'
    return [
        lead,
        key,
        f'<text x="{RIGHT + 42}" y="{shown:.1f}" {FONT} font-size="12.5" font-weight="700" fill="{INK}">{escape(cut)}</text>',
        f'<text x="{RIGHT + 42}" y="{shown + 13:.1f}" {FONT} font-size="11.5" fill="{INK}">{escape(group.said)}</text>',
    ]


def _apart(heights: Sequence[float]) -> list[float]:
    """The same heights, moved so that two lines of words fit between them, none above the picture's top or below its foot."""
    order = sorted(range(len(heights)), key=lambda at: (heights[at], at))
    found = [0.0] * len(heights)
    least = float(TOP)
    for at in order:
        found[at] = max(heights[at], least)
        least = found[at] + _APART
    over = max(0.0, least - _APART - BOTTOM) if heights else 0.0
    return [height - over for height in found]
