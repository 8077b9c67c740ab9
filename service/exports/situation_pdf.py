"""A situation report to print: A4, tagged and archivable, with the same sections and the same chart as the page (S6, I9)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from flows.sentences import Sentence
from flows.vocabulary import Mode, Tier
from service.domain import words
from service.domain.language import Speaker, begun
from service.domain.local_time import local
from service.domain.situation import HELD
from service.domain.situation_sections import sections
from service.exports.charts import Bar, bars
from service.exports.typeset import typeset

MOST_BARS: Final = 14


def situation_pdf(facts: Mapping[str, Any], speaker: Speaker) -> bytes:
    """The report that was cut for its tier, as PDF in the speaker's language. Equal facts give equal bytes."""
    return typeset("situation", _content(facts, speaker), as_they_are=("svg",))


def chart_of(facts: Mapping[str, Any], speaker: Speaker) -> tuple[str, str] | None:
    """The title and the SVG of the area's shares beside the comparison; None when the reader's version has no figures."""
    figures = [one for one in facts["parts"].get("figures", []) if one["sign"] == " %" and one["value"] and one["comparisons"]]
    if not figures:
        return None
    rows = []
    for one in figures[: MOST_BARS // 2]:
        other = one["comparisons"][-1] if one["comparisons"][0]["key"] == "whole" else one["comparisons"][0]
        rows.append(Bar(one["label"], _number(one["value"]), f"{one['value']} %"))
        rows.append(Bar(other["label"], _number(other["value"]), f"{other['value']} %", compared=True))
    title = speaker.say(Sentence("{area} beside the comparison, in percent", area=facts["incident"]["area"]))
    return title, bars("situation", title, rows)


def _number(shown: str) -> Decimal:
    return Decimal(shown.removeprefix("~").partition("-")[0].replace(",", "."))


def _content(facts: Mapping[str, Any], speaker: Speaker) -> dict[str, object]:
    incident, made = facts["incident"], datetime.fromisoformat(facts["made_at"])
    day, mode = local(made), Mode(incident["mode"])
    chart = chart_of(facts, speaker)
    say = speaker.in_words
    changed = [{"heading": speaker.say(Sentence("Since the last report")), "lines": facts["changes"], "columns": [], "rows": []}]
    return {
        "language": speaker.language,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "author": "Beredskab",
        "mode": {"kind": mode.value, "word": speaker.say(words.MODES[mode]), "warning": speaker.say(words.MODE_WARNINGS[mode])}
        if mode is not Mode.LIVE
        else None,
        "title": speaker.say(Sentence("Situation report {number}: {area}", number=facts["number"], area=incident["area"])),
        "subtitle": speaker.say(Sentence("{cause}. As it stood {when}.", cause=begun(incident["cause"]), when=made)),
        "state": speaker.say(Sentence("approved") if facts["state"] == "approved" else Sentence("draft")),
        "held": speaker.say(HELD[Tier(facts["tier"])]),
        "page": speaker.say(Sentence("Page")),
        "of": speaker.say(Sentence("of")),
        "sections": (changed if facts["changes"] else [])
        + [
            {
                "heading": speaker.say(section.heading),
                "lines": [begun(str(say(line))) for line in section.lines],
                "columns": [speaker.say(column) for column in section.columns],
                "rows": [[begun(str(say(cell))) for cell in row] for row in section.rows],
            }
            for section in sections(facts)
        ],
        "chart": {"title": chart[0], "svg": chart[1]} if chart else None,
    }
