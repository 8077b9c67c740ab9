"""A form that is to be sent again, told in the reader's words: what its pages call a field, and what the plan calls a value (I13).

What is told is for the eye alone: everything that was typed goes along as it was, also what is not shown.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from fastapi import Request

from actioncards.labels import Label
from actioncards.model import Plan
from contacts.roster_people import LAYERS
from flows.sentences import Refused, Sentence
from service.domain import words
from service.web.pages import wording
from service.web.pages.times import typed_moment
from service.web.service import service_of
from service.work.plans import in_force

_TEXT: Final = Sentence("Text")
_WHEN: Final = Sentence("When")
_NOTE: Final = Sentence("Note")
_PERSON: Final = Sentence("Person")
TECHNICAL: Final = frozenset(
    {"announcement", "back", "body", "camera", "corrects", "csrf", "data", "delivery", "digest", "digit", "do", "entry", "fingerprint"}
    | {"follow_up", "invented", "kept", "line", "lost", "next", "number", "once", "parcel", "party", "position", "question", "replace"}
    | {"rows", "scope", "seen", "skip", "step", "subject", "what", "when"}
)
"""What the pages put in for themselves, or what only says which thing was meant."""

LABELS: Final[Mapping[str, Sentence]] = {
    "area": Sentence("Where?"),
    "answer": Sentence("The answer"),
    "asker": Sentence("Name and how to reach them"),
    "assessed_by": Sentence("Assessed by"),
    "assumed": Sentence("What is assumed"),
    "at": _WHEN,
    "by": Sentence("Who has considered it"),
    "cause": Sentence("What has happened?"),
    "correction": Sentence("The correction, should it be wrong"),
    "counted": Sentence("How it was counted, and by whom"),
    "day": Sentence("Day"),
    "decisions": Sentence("Decisions"),
    "due_at": Sentence("Deadline"),
    "due_on": Sentence("At the latest"),
    "email": Sentence("E-mail"),
    "exercise": Sentence("Exercise"),
    "ground": Sentence("On what legal ground it may be passed on"),
    "grounds": Sentence("On what grounds?"),
    "group": Sentence("Who is briefed?"),
    "inside": Sentence("Only for themselves: may NOT be passed on"),
    "key-name": Sentence("Name"),
    "kind": Sentence("Answer"),
    "known": Sentence("What is known"),
    "label": Sentence("What it is about"),
    "language": Sentence("Language"),
    "last_confirmed": Sentence("Last confirmed"),
    "layer": Sentence("Layer"),
    "level": Sentence("Level"),
    "line_answer": Sentence("The answer"),
    "line_question": Sentence("The question"),
    "minutes": Sentence("Minutes, when on the way"),
    "mobile": Sentence("Mobile"),
    "name": Sentence("Name"),
    "next_update": Sentence("Next update"),
    "note": _NOTE,
    "occurred_at": _WHEN,
    "organisation": Sentence("Organisation"),
    "outcome": Sentence("What came of it"),
    "owner": Sentence("Who does it?"),
    "part": Sentence("Who takes part?"),
    "period": Sentence("Period"),
    "person": _PERSON,
    "phone": Sentence("Telephone"),
    "place": Sentence("Place"),
    "public": Sentence("What may be said"),
    "quarter": Sentence("Quarter"),
    "reason": Sentence("Why?"),
    "remark": _NOTE,
    "reported_by": Sentence("Your organisation"),
    "role": Sentence("Role"),
    "rsvp": Sentence("Answer"),
    "scenario": Sentence("Scenario"),
    "source": Sentence("Who asks"),
    "start": _WHEN,
    "text": _TEXT,
    "tier": Sentence("The lowest level that may know it"),
    "time": _WHEN,
    "title": Sentence("Title"),
    "to": Sentence("To whom it was made"),
    "unknown": Sentence("What is not known"),
    "use": Sentence("Tell them"),
    "username": Sentence("User name"),
    "value": Sentence("What is known"),
    "version": Sentence("Name of the new version"),
    "went_badly": Sentence("What did not?"),
    "went_well": Sentence("What went well?"),
    "what_happened": Sentence("What do we know?"),
    "why": Sentence("Why?"),
    "year": Sentence("Year"),
}
"""What a field is called, by the part of its name before a dash; what comes after it says to which group, audience or line it belongs."""
_OTHER: Final = Sentence("Also written")
_YES: Final = Sentence("yes")
_VALUES: Final[Mapping[str, Mapping[str, Sentence]]] = {
    "kind": words.ANSWERS,
    "language": wording.LANGUAGES,
    "layer": LAYERS,
    "outcome": words.UNDERRETNING,
    "role": wording.ROLES,
    "rsvp": words.RSVPS,
    "source": words.SOURCES,
    "tier": wording.TIERS,
}

Told = tuple[Sentence, object]
"""A field's label and its value: a sentence, the plan's own label, a moment, or what was typed."""


async def retold(request: Request, kept: Mapping[str, str]) -> list[Told]:
    """The fields that a person has filled in, in words; those of a plan that is not there as they were sent."""
    host = service_of(request)
    async with host.reading() as unit:
        try:
            _, plan = await in_force(unit.session, unit.house)
        except Refused:
            plan = None
        return list(told(kept, plan, unit.now))


def told(kept: Mapping[str, str], plan: Plan | None, now: datetime) -> Iterator[Told]:
    """The fields in words; without a plan, what the plan calls by another name stands as it was sent."""
    for name, value in kept.items():
        field, _, of = name.partition("-") if name not in LABELS else (name, "", "")
        if not value.strip() or field in TECHNICAL:
            continue
        label, whose = LABELS.get(field, _OTHER), _whose(field, of, plan)
        if whose is not None and field in ("group", "part"):
            yield label, whose
        else:
            heading = label if whose is None else Sentence("{label}, {whose}", label=label, whose=whose)
            yield heading, _value(field, value, kept, plan, now)


def _whose(field: str, of: str, plan: Plan | None) -> Label | None:
    """The group or audience that a field's name ends in."""
    if plan is None or not of:
        return None
    if field in ("group", "part"):
        return plan.groups[of].label if of in plan.groups else None
    circles = plan.communication.audiences if plan.communication else {}
    return circles[of].label if of in circles else None


def _value(field: str, value: str, kept: Mapping[str, str], plan: Plan | None, now: datetime) -> object:
    if value in _VALUES.get(field, {}):
        return _VALUES[field][value]
    if field in ("use", "exercise"):
        return _YES
    if LABELS.get(field) is _WHEN:
        return _moment(value, now)
    return _of_plan(field, value, kept, plan) if plan else value


def _moment(value: str, now: datetime) -> object:
    try:
        return typed_moment(value, now, field="") or value
    except Refused:
        return value


def _of_plan(field: str, value: str, kept: Mapping[str, str], plan: Plan) -> object:
    try:
        if field == "cause":
            return plan.named_cause(kept.get("level"), value) or value
        if field in ("area", "level"):
            return (plan.area(value) if field == "area" else plan.level(value)).label
        if field in ("assessed_by", "reported_by"):
            return plan.organisation(value).label
        if field in ("owner", "place"):
            group, _, seat = value.partition("/" if field == "place" else ".")
            return [plan.group(group).label, plan.seat(group, seat).label] if seat else plan.group(group).label
    except Refused:  # a choice that the plan does not have is told as it was sent, and refused where it is sent to
        pass
    return value
