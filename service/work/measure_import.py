"""Take a file of figures as Landsbyggefonden, the municipality or SSP would send it: look first, then all of it or nothing (S4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contacts.escaping import is_formula
from contacts.table import FORMULA
from flows.sentences import Refused, Sentence
from service.domain.sheets import rows_of
from service.work.housing import housing_plan
from service.work.measuring import DELIVERY, INDICATOR, Checked, Entered, checked, store
from service.work.unit import Unit

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "thing": ("indikator", "indicator", "aktivitet", "activity"),
    "subject": ("område", "omraade", "area", "boligområde"),
    "period": ("periode", "år", "aar", "year", "kvartal"),
    "value": ("værdi", "vaerdi", "tal"),
    "unit": ("enhed",),
    "split": ("valg", "opdeling"),
    "missing": ("mangler",),
    "counted": ("kilde", "source", "optalt"),
    "note": ("note", "bemærkning"),
}
"""The columns of a file, and the headings they go by."""
REQUIRED: Final[Mapping[str, Sentence]] = {
    "thing": Sentence("indicator"),
    "subject": Sentence("area"),
    "period": Sentence("period"),
    "value": Sentence("value"),
}
"""The columns that a file must have, and their heading in the reader's language."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one line."""

    line: int
    field: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would store, and what is wrong in it; nothing has been stored."""

    good: tuple[tuple[int, Checked], ...]
    faults: tuple[Fault, ...]


def look(unit: Unit, plan: str, data: bytes, file_name: str, *, deliveries: bool = False, corrects: bool = False) -> Preview:
    """Read a file of figures of one plan; two lines for the same figure are a fault of the second.

    `Refused` when there is no such plan, or the file is no such table.
    """
    housing_plan(unit.house, plan)
    kind = DELIVERY if deliveries else INDICATOR
    good: list[tuple[int, Checked]] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str, str, str], int] = {}
    for row in rows_of(data, file_name, COLUMNS, {**REQUIRED, "thing": Sentence("activity")} if deliveries else REQUIRED):
        formula = next((name for name, text in row.cells.items() if is_formula(text)), None)
        if formula is not None:
            faults.append(Fault(row.line, formula, FORMULA))
            continue
        try:
            figure = checked(unit, Entered(plan, kind=kind, corrects=corrects, **_cells(row.cells)))
        except Refused as refused:
            faults.append(Fault(row.line, refused.field or "", refused.sentence))
            continue
        key = (figure.thing, figure.subject, figure.period, figure.entered.split)
        if key in seen:
            faults.append(Fault(row.line, "period", Sentence("The same figure stands in line {line} already. Keep one.", line=seen[key])))
            continue
        seen[key] = row.line
        good.append((row.line, figure))
    return Preview(tuple(good), tuple(faults))


def _cells(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cells.get(name, "") for name in COLUMNS}


async def take(unit: Unit, preview: Preview) -> int:
    """Store every figure of the file; `Refused` when any line is wrong, and then nothing is stored."""
    if preview.faults:
        first = preview.faults[0]
        raise Refused(
            "The file has {count} wrong line and nothing was stored. Line {line}: {what}",
            "The file has {count} wrong lines and nothing was stored. Line {line}: {what}",
            field="file",
            count=len(preview.faults),
            line=first.line,
            what=first.sentence,
        )
    for line, figure in preview.good:
        try:
            await store(unit, figure)
        except Refused as refused:
            raise Refused(
                "Nothing was stored. Line {line}: {what}", field="file", kind=refused.kind, line=line, what=refused.sentence
            ) from refused
    return len(preview.good)
