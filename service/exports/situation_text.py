"""A situation report as plain text, short enough to read aloud: the parts that speak, without tables of figures (S6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flows.sentences import Sentence
from flows.vocabulary import Mode, Tier
from service.domain import words
from service.domain.language import Speaker, begun
from service.domain.situation import HELD
from service.domain.situation_sections import sections

ALOUD: Final = ("level", "public", "happened", "words", "answers", "meetings", "tasks", "cards", "next_update", "place")
"""The sections that are read aloud; the rest is on the page and on paper."""
MOST_ROWS: Final = 8


def plain_text(facts: Mapping[str, Any], speaker: Speaker) -> str:
    """The report that was cut for its tier, in words."""
    incident = facts["incident"]
    lines = [words.MODE_WARNINGS[Mode(incident["mode"])]] if incident["mode"] != Mode.LIVE else []
    told = [speaker.say(line) for line in lines]
    told.append(
        speaker.say(
            Sentence(
                "Situation report {number}, {when}. {cause}, {area}.",
                number=facts["number"],
                when=datetime.fromisoformat(facts["made_at"]),
                cause=begun(incident["cause"]),
                area=incident["area"],
            )
        )
    )
    told.append(speaker.say(HELD[Tier(facts["tier"])]))
    if facts["changes"]:
        told += ["", speaker.say(Sentence("Since the last report:")), *facts["changes"]]
    for section in sections(_aloud(facts)):
        if section.key in ALOUD:
            told += ["", speaker.say(section.heading).upper(), *(begun(str(speaker.in_words(line))) for line in section.lines)]
            if section.key in {"words", "tasks"}:
                told += [begun(": ".join(str(speaker.in_words(cell)) for cell in row[:2])) for row in section.rows[:MOST_ROWS]]
    return "\n".join(told)


def _aloud(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the year of the residents' number, as figures are told, for its place in the source: nobody listens to line numbers."""
    parts = facts["parts"]
    residents = parts["place"]["residents"]
    if residents is None:
        return facts
    heard = {**residents, "source": residents.get("year", "")}
    return {**facts, "parts": {**parts, "place": {**parts["place"], "residents": heard}}}
