"""The situation report: facts of one moment, cut for a tier, told in sections, compared with the one before (S6, C4).

The facts are plain JSON (see `service/exports/schemas/situation-report-1.schema.json`). `cut` is the only way to a tier's version:
a part that the table does not name for a tier is left out, so that a new part is strategic until somebody decides otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from actioncards.labels import Label
from flows.sentences import Sentence
from flows.vocabulary import Tier
from service.domain.local_time import local

FORMAT: Final = "beredskab-situation-1"
PARTS: Final[Mapping[str, Tier]] = {
    "public": Tier.CIVIL,
    "place": Tier.CIVIL,
    "at_hand": Tier.CIVIL,
    "next_update": Tier.CIVIL,
    "next_due": Tier.CIVIL,
    "level": Tier.CIVIL,
    "happened": Tier.TACTICAL,
    "words": Tier.TACTICAL,
    "answers": Tier.TACTICAL,
    "decisions": Tier.TACTICAL,
    "tasks": Tier.TACTICAL,
    "announced": Tier.TACTICAL,
    "meetings": Tier.TACTICAL,
    "cards": Tier.TACTICAL,
    "outward": Tier.TACTICAL,
    "figures": Tier.TACTICAL,
    "resources": Tier.TACTICAL,
    "bring_in": Tier.TACTICAL,
}
"""The lowest tier that may have each part (C4)."""
HELD: Final[Mapping[Tier, Sentence]] = {
    Tier.STRATEGIC: Sentence("You hold the strategic version. It is for the boards and is under the duty of confidentiality."),
    Tier.TACTICAL: Sentence("You hold the tactical version. It is for the executive committee and is under the duty of confidentiality."),
    Tier.CIVIL: Sentence("You hold the civil version. It may be passed on once the executive committee has cleared it."),
}
WORDS: Final = ("why", "known", "unknown", "assumed", "public", "next_update")
"""What the duty chief writes: why this level, what is known, not known and assumed; what may be said; when the next one comes."""
_OPENS, _CLOSES = 8, 16


def cut(facts: Mapping[str, Any], tier: Tier) -> dict[str, Any]:
    """The report's facts as `tier` may have them."""
    parts = {name: part for name, part in facts["parts"].items() if PARTS.get(name, Tier.STRATEGIC).rank <= tier.rank}
    return {**{key: value for key, value in facts.items() if key != "parts"}, "tier": tier.value, "parts": parts}


def in_office_hours(now: datetime) -> bool:
    """Whether offices are open: 8 to 16 on a working day that is no Danish holiday (I10)."""
    from holidays import country_holidays  # noqa: PLC0415 - slow to load, and needed for a report alone

    here = local(now)
    return here.weekday() < 5 and _OPENS <= here.hour < _CLOSES and here.date() not in country_holidays("DK", years=here.year)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with lines, and a table when there are rows: sentences, texts and moments, for page, paper and plain text."""

    key: str
    heading: Sentence
    lines: tuple[object, ...] = ()
    columns: tuple[Sentence, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Sentence]:
    """What is different from the report before."""
    old, new = before["parts"], now["parts"]
    found: list[Sentence] = []
    if old["level"]["label"] != new["level"]["label"]:
        found.append(Sentence("The level is {new}, it was {old}.", new=level_said(new["level"]), old=level_said(old["level"])))
    if before["incident"]["area"] != now["incident"]["area"]:
        found.append(Sentence("The area is {new}, it was {old}.", new=now["incident"]["area"], old=before["incident"]["area"]))
    if old["happened"] != new["happened"]:
        found.append(Sentence("What happened has been corrected."))
    found += _counted(old, new)
    named = {"known": Sentence("what is known"), "unknown": Sentence("what is not known"), "assumed": Sentence("what is assumed")}
    found += [Sentence("Changed: {part}.", part=name) for key, name in named.items() if old["words"].get(key) != new["words"].get(key)]
    if before["incident"]["state"] != now["incident"]["state"] and now["incident"]["called_off_at"]:
        found.append(Sentence("The incident has been called off."))
    return found


def level_said(part: Mapping[str, Any]) -> Label:
    """The level's name; reports made before it had its English know it in Danish alone."""
    return Label(part["label"], part.get("label_en"))


def _counted(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Sentence]:
    answered = [sum(group["answered"] for group in parts["answers"]) for parts in (old, new)]
    if answered[0] != answered[1]:
        yield Sentence(
            "{new} seat has answered, {old} had.", "{new} seats have answered, {old} had.", "new", new=answered[1], old=answered[0]
        )
    for key, sentence in (
        ("decisions", Sentence("New decisions: {count}.")),
        ("announced", Sentence("New updates: {count}.")),
        ("outward", Sentence("New announcements: {count}.")),
        ("meetings", Sentence("New meetings: {count}.")),
        ("tasks", Sentence("New tasks: {count}.")),
    ):
        more = len(new.get(key, ())) - len(old.get(key, ()))
        if more > 0:
            yield sentence.filled(count=more)


def said(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts that say something."""
    return tuple(text for text in texts if text.strip())
