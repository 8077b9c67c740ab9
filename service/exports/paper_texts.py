"""The words of the paper: its facts as headings, tables and lines in one language, for `templates/paper.typ` to set."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from contacts.phone import international
from contacts.roster_people import LAYERS, WHYS
from flows.sentences import Sentence
from flows.vocabulary import Mode
from service.domain import words
from service.domain.language import Speaker
from service.domain.local_time import clock, local, weekday_and_day

_VARIABLE: Final = re.compile(r"\{([A-Za-z0-9_]+)\}")
_TIERS: Final[Mapping[str, Sentence]] = {
    "strategic": Sentence("strategic"),
    "tactical": Sentence("tactical"),
    "civil": Sentence("civil society"),
}
_FIRST: Final = (
    Sentence("Call the duty chief, first the number at the top. Whoever answers leads until somebody else takes over."),
    Sentence("Find the level in the action cards. Call the seats of the alert list from the top; silence means the next of the seat."),
    Sentence("Read the text of the message aloud. What stands in [brackets] you fill in."),
    Sentence("Write each thing down with its time on the last sheets: who was told, what they answered, what was decided."),
    Sentence("When the service is back, enter the sheets under the incident: “Enter from paper”. The true times are kept."),
)
LOG_SHEETS: Final = 2
LOG_ROWS: Final = 22

Content = dict[str, Any]


def content(facts: Mapping[str, Any], speaker: Speaker) -> Content:
    """Everything that is set, as text."""
    made, mode = datetime.fromisoformat(facts["made_at"]), Mode(facts["mode"])
    day, said = local(made), speaker.say
    return {
        "language": speaker.language,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "mode": {"kind": mode.value, "word": said(words.MODES[mode]), "warning": said(words.MODE_WARNINGS[mode])}
        if mode is not Mode.LIVE
        else None,
        "title": said(Sentence("Emergency paper")),
        "plan": _text(facts["title"], speaker),
        "subtitle": said(
            Sentence(
                "Made {when}. Plan version {version}, alert list version {list}.",
                when=made,
                version=facts["version"],
                list=facts["list_version"] or "-",
            )
        ),
        "secret": said(Sentence("Confidential: holds names and numbers. Destroy the old one when you print a new one.")),
        "page": said(Sentence("Page")),
        "of": said(Sentence("of")),
        "first": {"heading": said(Sentence("When the service is down")), "steps": [said(step) for step in _FIRST]},
        "duty": {
            "heading": said(Sentence("On duty when this was made")),
            "columns": [said(Sentence("Name")), said(Sentence("Mobile")), said(Sentence("Telephone"))],
            "rows": [[person["name"], *_numbers(person)] for person in facts["on_duty"]],
            "nobody": said(Sentence("Nobody.")),
        },
        "cards": _cards(facts, speaker),
        "list": _list(facts, speaker),
        "roster": _roster(facts, speaker),
        "texts": _texts(facts, speaker),
        "log": {
            "heading": said(Sentence("Log sheet")),
            "columns": [said(Sentence("Time")), said(Sentence("What happened, what was said and decided")), said(Sentence("Who"))],
            "note": said(Sentence("Day, level, place and cause:")),
            "sheets": LOG_SHEETS,
            "rows": LOG_ROWS,
        },
    }


def _text(label: Mapping[str, str], speaker: Speaker) -> str:
    return label.get(speaker.language) or label["da"]


def _joined(labels: list[Mapping[str, str]], speaker: Speaker) -> str:
    return ", ".join(_text(label, speaker) for label in labels)


def _numbers(person: Mapping[str, Any]) -> list[str]:
    return [international(person[kind]) if person[kind] else "" for kind in ("mobile", "phone")]


def _cards(facts: Mapping[str, Any], speaker: Speaker) -> Content:
    said = speaker.say
    cards = []
    for card in facts["cards"]:
        facts_of_it = [f"{_text(card['group'], speaker)}, {_text(card['seat'], speaker)}", _joined(card["levels"], speaker)]
        if card["causes"]:
            facts_of_it.append(said(Sentence("only at: {causes}", causes=_joined(card["causes"], speaker))))
        if card["areas"]:
            facts_of_it.append(said(Sentence("only in: {areas}", areas=_joined(card["areas"], speaker))))
        steps = [_step(step, speaker) for step in card["steps"]]
        cards.append({"title": _text(card["title"], speaker), "facts": " · ".join(facts_of_it), "steps": steps})
    causes = [[_text(level["label"], speaker), _joined(level["causes"], speaker)] for level in facts["levels"]]
    return {
        "heading": said(Sentence("Action cards")),
        "note": said(Sentence("Minutes run from the alarm.")),
        "levels": causes,
        "columns": [said(Sentence("Within")), said(Sentence("What")), said(Sentence("Done at"))],
        "cards": cards,
    }


def _step(step: Mapping[str, Any], speaker: Speaker) -> list[str]:
    within = speaker.say(Sentence("{minutes} min", minutes=step["minutes"]))
    return [within, _capital(_text(step["title"], speaker)), _text(step["text"] or {"da": ""}, speaker)]


def _list(facts: Mapping[str, Any], speaker: Speaker) -> Content:
    said = speaker.say
    groups = []
    for group in facts["groups"]:
        rows = [row for seat in group["seats"] for row in _seat(seat, speaker)]
        groups += [{"heading": _text(group["label"], speaker), "rows": rows, "note": ""}] if rows else []
        groups += [_circle(group, circle, speaker) for circle in group["circles"] if circle["count"]]
    return {
        "heading": said(Sentence("Alert list")),
        "note": said(Sentence("The seats in the plan's order; number 1 holds the seat, the others are its deputies in order.")),
        "columns": [said(Sentence("Seat")), "", said(Sentence("Name")), said(Sentence("Numbers")), said(Sentence("Called, answer"))],
        "groups": groups,
        "nobody": said(Sentence("Nobody is on the alert list.")),
    }


def _seat(seat: Mapping[str, Any], speaker: Speaker) -> list[list[str]]:
    label = _text(seat["label"], speaker)
    if not seat["people"]:
        return [[label, "", speaker.say(Sentence("nobody")), "", ""]]
    return [[label if number == 1 else "", *_row(number, person)] for number, person in enumerate(seat["people"], 1)]


def _row(number: int, person: Mapping[str, Any]) -> list[str]:
    return [str(number), _named(person), "\n".join(filter(None, _numbers(person))), ""]


def _circle(group: Mapping[str, Any], circle: Mapping[str, Any], speaker: Speaker) -> Content:
    heading = _text(group["label"], speaker) + (f", {_text(circle['area'], speaker)}" if circle["area"] else "")
    more = circle["count"] - len(circle["people"])
    note = (
        speaker.say(Sentence("{count} more is only in the service.", "{count} more are only in the service.", count=more)) if more else ""
    )
    rows = [["", *_row(number, person)] for number, person in enumerate(circle["people"], 1)]
    return {"heading": heading, "rows": rows, "note": note}


def _named(person: Mapping[str, Any]) -> str:
    return "\n".join(filter(None, (person["name"], person["organisation"], person["email"])))


def _roster(facts: Mapping[str, Any], speaker: Speaker) -> Content:
    said = speaker.say
    weeks = []
    for week in facts["weeks"]:
        heading = said(Sentence("Week {number}, from {day}", number=week["number"], day=date.fromisoformat(week["monday"])))
        rows = [_slot(slot, speaker) for slot in week["slots"]]
        holidays = ", ".join(f"{name} ({weekday_and_day(date.fromisoformat(day), speaker)})" for day, name in week["holidays"])
        weeks.append({"heading": heading, "rows": rows, "note": holidays})
    return {
        "heading": said(Sentence("Duty roster, the next eight weeks")),
        "columns": [said(Sentence("Duty")), said(Sentence("Name")), said(Sentence("From")), said(Sentence("Until"))],
        "weeks": weeks,
        "nobody": said(Sentence("No roster is entered: the duty chief of the alert list is called.")),
    }


def _slot(slot: Mapping[str, Any], speaker: Speaker) -> list[str]:
    nobody = f"{speaker.say(Sentence('nobody')).upper()}: {speaker.say(WHYS[slot['why']])}"
    return [speaker.say(LAYERS[slot["layer"]]), slot["name"] or nobody, _when(slot["start"], speaker), _when(slot["end"], speaker)]


def _when(moment: str, speaker: Speaker) -> str:
    at = datetime.fromisoformat(moment)
    return f"{weekday_and_day(at, speaker).rsplit(' ', 1)[0]} {clock(at, speaker)}"


def _texts(facts: Mapping[str, Any], speaker: Speaker) -> Content:
    said = speaker.say
    kinds: dict[str, list[Content]] = {}
    for one in facts["texts"]:
        tiers = [said(_TIERS[tier]) for tier in one["tiers"]]
        about = " · ".join([said(words.MEDIA[one["medium"]]), *tiers, *(_text(level, speaker) for level in one["levels"])])
        subject, text = (_filled(part, facts["fields"], speaker) for part in (one["subject"] or "", one["text"]))
        kinds.setdefault(one["kind"], []).append({"about": _capital(about), "subject": subject, "text": text})
    return {
        "heading": said(Sentence("Texts of the messages")),
        "note": said(Sentence("As the plan has them. A text for civil society goes out only when the executive committee has cleared it.")),
        "kinds": [{"heading": _capital(said(words.NOTICES[kind])), "texts": texts} for kind, texts in kinds.items()],
    }


def _filled(text: str, fields: Mapping[str, Mapping[str, str]], speaker: Speaker) -> str:
    return _VARIABLE.sub(lambda match: f"[{_text(fields.get(match[1], {'da': match[1]}), speaker)}]", text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
