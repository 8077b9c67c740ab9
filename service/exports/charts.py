"""Charts as SVG text, the same on a page and on paper: told by length, hatching and words, never by colour alone.

Presentation attributes only, so that a page's policy against inline styles holds. Each chart says in a sentence what it
shows, for those who hear it; the table behind it is the caller's to give.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from textwrap import wrap
from typing import Final

WIDTH: Final = 640
ROW: Final = 34
LEFT: Final = 250
RIGHT: Final = 90
LETTERS: Final = 38
"""How many letters of a label fit in a line before a bar."""
INK: Final = "#1a1a1a"
QUIET: Final = "#4d4d4d"
SMALL: Final = 'font-family="IBM Plex Sans, sans-serif" font-size="13"'
FONT: Final = 'font-family="IBM Plex Sans, sans-serif"'
_HATCH: Final = (
    '<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#ffffff"/><rect width="2.5" height="6" fill="#1a1a1a"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `shown` stands behind it; without a value the words of `shown` stand alone. `compared` bars are hatched."""

    label: str
    value: Decimal | None
    shown: str
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of a line, at an equal distance from the next."""

    label: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of marks; its name stands at its end. `compared` lines are dashed with open marks."""

    name: str
    marks: tuple[Mark, ...]
    compared: bool = False


def bars(name: str, title: str, rows: Sequence[Bar], target: Decimal | None = None, target_label: str = "") -> str:
    """Bars one under the other, each as long as its value; a target is an upright line. `name` makes ids unique on a page."""
    largest = max([row.value for row in rows if row.value is not None] + [target or Decimal(0), Decimal(1)])
    scale = Decimal(WIDTH - LEFT - RIGHT) / largest
    height = ROW * len(rows) + (34 if target is not None else 12)
    parts = [_HATCH.format(id=f"{name}-hatch")] if any(row.compared for row in rows) else []
    parts = [f"<defs>{''.join(parts)}</defs>"] if parts else []
    for number, row in enumerate(rows):
        parts.append(_bar(name, row, number * ROW + 6, scale))
    if target is not None:
        x = LEFT + float(target * scale)
        end = ROW * len(rows) + 6
        parts.append(f'<line x1="{x:.1f}" y1="0" x2="{x:.1f}" y2="{end}" stroke="{INK}" stroke-width="2" stroke-dasharray="6 4"/>')
        parts.append(f'<text x="{x:.1f}" y="{end + 18}" {SMALL} text-anchor="middle" fill="{INK}">{escape(target_label)}</text>')
    return picture(name, title, WIDTH, height, parts)


def _bar(name: str, row: Bar, y: int, scale: Decimal) -> str:
    middle = y + ROW / 2 - 2
    label = _label(row.label, middle)
    if row.value is None:
        return label + f'<text x="{LEFT + 4}" y="{middle + 4:.1f}" {SMALL} font-style="italic" fill="{QUIET}">{escape(row.shown)}</text>'
    length = max(1.0, float(row.value * scale))
    fill = f"url(#{name}-hatch)" if row.compared else INK
    return (
        label
        + f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{ROW - 12}" fill="{fill}" stroke="{INK}"/>'
        + f'<text x="{LEFT + length + 8:.1f}" y="{middle + 4:.1f}" {SMALL} fill="{INK}">{escape(row.shown)}</text>'
    )


def trend(name: str, title: str, lines: Sequence[Line], target: Decimal | None = None, target_label: str = "") -> str:
    """Lines over periods from left to right; a period without a value is a gap, never a zero."""
    labels = list(dict.fromkeys(mark.label for line in lines for mark in line.marks))
    labels.sort()
    values = [mark.value for line in lines for mark in line.marks if mark.value is not None] + ([target] if target is not None else [])
    largest = max([*values, Decimal(1)])
    height, top, bottom = 260, 16, 216
    left, right = 60, WIDTH - 150
    step = (right - left) / max(1, len(labels) - 1)
    x_of = {label: left + step * number for number, label in enumerate(labels)}

    def y_of(value: Decimal) -> float:
        return bottom - float(value / largest) * (bottom - top)

    parts = [f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="{INK}"/>']
    parts += [
        f'<text x="{x_of[label]:.1f}" y="{bottom + 20}" {FONT} font-size="12" text-anchor="middle" fill="{INK}">{escape(label)}</text>'
        for label in labels
    ]
    if target is not None:
        y = y_of(target)
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{QUIET}" stroke-dasharray="2 4" stroke-width="2"/>')
        parts.append(f'<text x="{right + 10}" y="{y + 4:.1f}" {FONT} font-size="12" fill="{QUIET}">{escape(target_label)}</text>')
    for line in lines:
        parts += _line(line, x_of, y_of)
    return picture(name, title, WIDTH, height, parts)


def _line(line: Line, x_of: Mapping[str, float], y_of: Callable[[Decimal], float]) -> list[str]:
    given = [(x_of[mark.label], y_of(mark.value), mark.value) for mark in line.marks if mark.value is not None]
    if not given:
        return []
    dash = ' stroke-dasharray="7 5"' if line.compared else ""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in given)
    parts = [f'<polyline points="{path}" fill="none" stroke="{INK}" stroke-width="2"{dash}/>'] if len(given) > 1 else []
    fill = "#ffffff" if line.compared else INK
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="{INK}" stroke-width="2"/>' for x, y, _ in given]
    x, y, _ = given[-1]
    parts.append(f'<text x="{x + 12:.1f}" y="{y + 4:.1f}" {FONT} font-size="12" fill="{INK}">{escape(_short(line.name))}</text>')
    return parts


def _label(text: str, middle: float) -> str:
    """The words before a bar: one line, or two smaller ones."""
    lines = wrap(text, LETTERS)
    if len(lines) < 2:
        return f'<text x="{LEFT - 10}" y="{middle + 4:.1f}" {SMALL} text-anchor="end" fill="{INK}">{escape(text)}</text>'
    second = lines[1] if len(lines) == 2 else _cut(f"{lines[1]} {lines[2]}", LETTERS)
    return "".join(
        f'<text x="{LEFT - 10}" y="{y:.1f}" {FONT} font-size="11" text-anchor="end" fill="{INK}">{escape(line)}</text>'
        for line, y in ((lines[0], middle - 2), (second, middle + 11))
    )


def _short(text: str) -> str:
    return _cut(text, 22)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def picture(name: str, title: str, width: float, height: float, parts: Sequence[str]) -> str:
    """A whole picture of `parts`, on white, told to those who hear it by its title."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'class="chart" role="img" aria-labelledby="{name}-title"><title id="{name}-title">{escape(title)}</title>'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )
