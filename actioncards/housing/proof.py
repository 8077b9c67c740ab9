"""Holds a plan against the text it was taken from: every number must stand where the plan says it does (S2)."""

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from actioncards.housing.contradictions import danish
from actioncards.housing.model import HousingPlan
from flows.sentences import Refused, Sentence

NEAR: Final = 1
"""A number may stand this many lines after the one named: a table's row can run over the edge of a page."""


def unproven(plan: HousingPlan, text: Path) -> list[Sentence]:
    """The figures that do not stand on their line of the source's text; `Refused` when it is another text."""
    try:
        data = text.read_bytes()
    except OSError:
        raise Refused("The file {file} cannot be opened. Look at its name and permissions.", file=str(text)) from None
    if hashlib.sha256(data).hexdigest() != plan.source.sha256:
        raise Refused("The file {file} is not the text that {plan} was taken from.", file=str(text), plan=plan.title)
    lines = data.decode("utf-8").split("\n")
    return [
        Sentence("{what}: {number} does not stand in line {line}.", what=what, number=danish(number), line=line)
        for what, number, line in numbers(plan)
        if not _stands(number, lines[line - 1 : line + NEAR])
    ]


def numbers(plan: HousingPlan) -> Iterator[tuple[str, Decimal, int]]:
    """Every number of the plan that the source gives, what it is of, and its line."""
    for indicator in plan.indicators.values():
        for figure in indicator.figures():
            yield from ((indicator.label, v, figure.line) for v in (figure.value, figure.high) if v is not None)
        yield from ((indicator.label, t.value, t.line) for t in indicator.targets if t.value is not None)
    for activity in plan.activities.values():
        for count in activity.counts:
            yield from ((activity.label, Decimal(text.removeprefix("~")), count.line) for text in count.values.values())
            if count.total is not None:
                yield activity.label, count.total, count.total_line or count.line
        yield from ((activity.label, c.number, c.line) for c in activity.criteria if c.number is not None)
        yield from ((activity.label, r.amount, r.line) for r in activity.resources if r.amount is not None)
    yield from (("criteria", c.number, c.line) for c in plan.criteria.values() if c.number is not None)
    yield from ((line.payer, line.amount, line.line) for line in plan.budget)


_WORDS: Final = {1: ("en", "et", "ét", "én", "1/1"), 2: ("to",), 3: ("tre",), 4: ("fire",), 5: ("fem",), 6: ("seks",), 30: ("30",)}


def _stands(number: Decimal, lines: list[str]) -> bool:
    text = " ".join(lines).casefold()
    plain = danish(number.normalize())
    forms = {plain, danish(number), *_WORDS.get(int(number), ())} if number == number.to_integral_value() else {plain, danish(number)}
    if number == number.to_integral_value():
        forms |= {f"{int(number):,}".replace(",", "."), f"{int(number)},0"}
    if number == Decimal("0.5"):
        forms.add("1/2")
    if number == Decimal("0.25"):
        forms.add("1/4")
    if number >= 1000 and number % 1000 == 0:
        forms |= {str(int(number) // 1000) + "tusind", f"{int(number):,}".replace(",", ".")[:-1]}
    return any(re.search(rf"(?<!\d)(?<!\d[.,]){re.escape(form.casefold())}(?![\d]|[.,]\d)", text) for form in forms)
