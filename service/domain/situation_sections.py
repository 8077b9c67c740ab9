"""A situation report's facts as sections with headings: the same for page, paper and plain text (S6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flows.sentences import Sentence
from service.domain import words
from service.domain.situation import Section, level_said, said

_WHY: Final = {
    "not_given": Sentence("not given"),
    "withheld": Sentence("withheld: too few people, or it may not be told"),
    "not_measured": Sentence("not measured there"),
    "later": Sentence("measured later"),
    "unreadable": Sentence("cannot be read in the source"),
}


def sections(facts: Mapping[str, Any]) -> list[Section]:
    """The sections of a report that has been cut for its tier; a part that is not in it has no section."""
    parts = dict(facts["parts"])
    if parts.get("next_due"):
        parts["next_update"] = Sentence("At {when} at the latest.", when=_at(parts["next_due"]))
    found = [_BUILDERS[key](parts[key]) for key in _BUILDERS if key in parts]
    return [section for section in found if section.lines or section.rows]


def _level(part: Mapping[str, Any]) -> Section:
    since = (Sentence("Level {level} since {when}.", level=level_said(part), when=_at(part["since"])),) if part["since"] else ()
    return Section("level", Sentence("Level"), (*since, *said([part.get("why", "")])))


def _public(part: str) -> Section:
    return Section("public", Sentence("What may be said"), said([part]))


def _happened(part: Mapping[str, Any]) -> Section:
    first = Sentence("{cause}, {when}. Reported by {who}.", cause=part["cause"], when=_at(part["occurred_at"]), who=part["reported_by"])
    return Section("happened", Sentence("What happened"), (first, *said([part["text"]])))


def _words(part: Mapping[str, str]) -> Section:
    named = (("known", Sentence("Known")), ("unknown", Sentence("Not known")), ("assumed", Sentence("Assumed")))
    rows = tuple((name, part[key]) for key, name in named if part.get(key, "").strip())
    return Section("words", Sentence("What is known, not known and assumed"), (), (Sentence("About"), Sentence("Text")), rows)


def _answers(part: list[Mapping[str, Any]]) -> Section:
    """A group whose seats are no longer called is left out: nobody waits for it."""
    part = [group for group in part if group["seats"]]
    counted = Sentence("{group}: {answered} of {seats} has answered.", "{group}: {answered} of {seats} have answered.", "answered")
    lines = tuple(counted.filled(group=g["group"], answered=g["answered"], seats=len(g["seats"])) for g in part)
    rows = tuple((g["group"], s["seat"], _answer(s)) for g in part for s in g["seats"])
    return Section("answers", Sentence("Who has answered"), lines, (Sentence("Group"), Sentence("Seat"), Sentence("Answer")), rows)


def _answer(seat: Mapping[str, Any]) -> Sentence:
    if seat["answered_at"] is None:
        return Sentence("no answer")
    return Sentence("{who}, {when}", who=seat["by"] or "", when=_at(seat["answered_at"]))


def _decisions(part: list[Mapping[str, Any]]) -> Section:
    rows = tuple((_at(one["at"]), one["text"]) for one in part)
    return Section("decisions", Sentence("Decisions"), (), (Sentence("When"), Sentence("What")), rows)


def _tasks(part: list[Mapping[str, Any]]) -> Section:
    rows = tuple((one["title"], one["seat"], _at(one["due_at"]), _state(words.TASK_STATES, one)) for one in part)
    return Section("tasks", Sentence("Tasks"), (), (Sentence("Task"), Sentence("Seat"), Sentence("Due"), Sentence("State")), rows)


def _meetings(part: list[Mapping[str, Any]]) -> Section:
    counted = Sentence("{when}: {state}. {joining} of {seats} seat joins.", "{when}: {state}. {joining} of {seats} seats join.", "seats")
    lines = tuple(
        counted.filled(when=_at(one["starts_at"]), state=_state(words.MEETING_STATES, one), joining=one["joining"], seats=one["seats"])
        for one in part
    )
    said_there = [(_at(one["starts_at"]), point["label"], point["text"]) for one in part for point in one["points"]]
    decided = [(_at(one["starts_at"]), Sentence("Decision"), _decided(decision)) for one in part for decision in one["decisions"]]
    columns = (Sentence("Meeting"), Sentence("About"), Sentence("Text"))
    return Section("meetings", Sentence("Meetings and what they decided"), lines, columns, (*said_there, *decided))


def _decided(one: Mapping[str, Any]) -> Sentence:
    return Sentence(
        "{what} {who}, due {when}: {state}.",
        what=one["text"],
        who=one["owner"],
        when=_at(one["due_at"]),
        state=_state(words.TASK_STATES, one),
    )


def _cards(part: list[Mapping[str, Any]]) -> Section:
    done = Sentence("{title}, {seat}: {done} of {count} done.")
    late = Sentence("{title}, {seat}: {done} of {count} done, {overdue} overdue.")
    lines = tuple(
        Sentence((late if one["overdue"] else done).text, **{key: one[key] for key in ("title", "seat", "done", "count", "overdue")})
        for one in part
    )
    rows = tuple(
        (one["seat"], step["title"], _at(step["due_at"]), _state(words.CARD_STEP_STATES, step)) for one in part for step in one["steps"]
    )
    columns = (Sentence("Seat"), Sentence("What"), Sentence("Due"), Sentence("State"))
    return Section("cards", Sentence("Action cards"), lines, columns, rows)


def _outward(part: list[Mapping[str, Any]]) -> Section:
    rows = tuple((one["audience"], _stands(one), one["text"], _cleared_by(one)) for one in part)
    columns = (Sentence("To whom"), Sentence("How it stands"), Sentence("Text"), Sentence("Cleared by"))
    return Section("outward", Sentence("Announcements"), (), columns, rows)


def _stands(one: Mapping[str, Any]) -> Sentence:
    if one["at"] is None:
        return Sentence("{state}, not sent", state=_state(words.ANNOUNCEMENTS, one))
    if one["corrected"]:
        return Sentence("{when}, to {told} of {count}; corrected since", when=_at(one["at"]), told=one["told"], count=one["written"])
    return Sentence("{when}, to {told} of {count}", when=_at(one["at"]), told=one["told"], count=one["written"])


def _cleared_by(one: Mapping[str, Any]) -> Sentence | str:
    named = [f"{who['name']} ({who['seat']})" for who in one["cleared_by"]]
    return "; ".join(named) if named else Sentence("nobody yet")


def _announced(part: list[Mapping[str, Any]]) -> Section:
    rows = tuple((_at(one["at"]), one["text"]) for one in part)
    return Section("announced", Sentence("What those warned have been told"), (), (Sentence("When"), Sentence("What")), rows)


def _next_update(part: str | Sentence) -> Section:
    return Section("next_update", Sentence("Next update"), (part,) if isinstance(part, Sentence) else said([part]))


def _place(part: Mapping[str, Any]) -> Section:
    lines: list[Sentence | str] = [*said([part["profile"] or ""])]
    if part["residents"]:
        number, source = part["residents"]["value"], part["residents"]["source"]
        sourced = Sentence("Residents: {number} ({source}).", number=number, source=source)
        lines.append(sourced if source else Sentence("Residents: {number}.", number=number))
    for key, sentence in (
        ("departments", Sentence("Departments: {names}.")),
        ("landlords", Sentence("Landlords: {names}.")),
        ("institutions", Sentence("Institutions: {names}.")),
    ):
        lines.append(sentence.filled(names=part[key] or [Sentence("not given")]))
    return Section("place", Sentence("Who lives there"), tuple(lines))


def _figures(part: list[Mapping[str, Any]]) -> Section:
    rows = tuple((one["label"], _shown(one), _against(one), one["year"] or Sentence("year not given"), one["source"]) for one in part)
    columns = (Sentence("Indicator"), Sentence("The area"), Sentence("Comparison"), Sentence("Year"), Sentence("Data source"))
    note = (Sentence("* The source gives another figure elsewhere."),) if any(one["doubtful"] for one in part) else ()
    return Section("figures", Sentence("What the figures say"), note, columns, rows)


def _shown(one: Mapping[str, Any]) -> Sentence | str:
    if one["value"] is None:
        return _WHY[one["missing"]]
    return f"{one['value']}{one['sign']}{' *' if one['doubtful'] else ''}"


def _against(one: Mapping[str, Any]) -> str:
    return "; ".join(f"{other['label']}: {other['value']}{one['sign']}" for other in one["comparisons"])


def _at_hand(part: Mapping[str, Any]) -> Section:
    closed = Sentence("Offices are closed at this hour; networks and duty phones answer.")
    hour = Sentence("Offices are open at this hour.") if part["open"] else closed
    rows = tuple((one["label"], one["what"] or Sentence("not given")) for one in part["networks"])
    return Section("at_hand", Sentence("At hand"), (hour,), (Sentence("What"), Sentence("How")), rows)


def _resources(part: list[Mapping[str, Any]]) -> Section:
    rows = tuple((one["label"], one["practice"], one["responsible"] or Sentence("not given")) for one in part)
    line = Sentence("The housing plan's own resources may be drawn in for unforeseen tasks (F12).")
    columns = (Sentence("Activity"), Sentence("What it does"), Sentence("Responsible"))
    return Section("resources", Sentence("What may be drawn in"), (line,), columns, rows)


def _bring_in(part: list[Mapping[str, Any]]) -> Section:
    rows = tuple((one["place"], one["name"], one["how"] or Sentence("no number")) for one in part)
    return Section("bring_in", Sentence("Whom to bring in"), (), (Sentence("Place"), Sentence("Who"), Sentence("How")), rows)


def _state(said_as: Mapping[str, Sentence], one: Mapping[str, Any]) -> Sentence | str:
    """The state in words; reports made before states were kept as such hold the Danish words, which stand as they are."""
    state: str = one["state"]
    return said_as.get(state, state)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


_BUILDERS: Final[Mapping[str, Any]] = {
    "level": _level,
    "public": _public,
    "happened": _happened,
    "words": _words,
    "answers": _answers,
    "decisions": _decisions,
    "tasks": _tasks,
    "meetings": _meetings,
    "cards": _cards,
    "announced": _announced,
    "outward": _outward,
    "next_update": _next_update,
    "place": _place,
    "figures": _figures,
    "at_hand": _at_hand,
    "resources": _resources,
    "bring_in": _bring_in,
}
